import { setTimeout as sleep } from 'node:timers/promises';

import type { Api, Caller } from './api.js';
import type { Sector } from './sector.js';

/** A list as somebody asks for it, and what it took. */
interface AskedList {
  readonly list: string;
  readonly path: string;
  readonly by: Caller | undefined;
  /** Milliseconds from when it was due until all of the answer was there. */
  readonly tookMs: number[];
  bytes: number;
}

const ANALYST: Caller = ['supervision-analyst', 'aifc'];
const OFFICER: Caller = ['licensing-officer', 'aifc'];

export const listsOf = (sector: Sector): readonly AskedList[] => {
  const { lastPeriod, someLicensee } = sector;
  const rows = '/supervision/v1/reconciliations?limit=500';
  const findings = '/supervision/v1/findings?limit=500';
  const licences = '/licensing/v1/licences?limit=500';
  const asked = (list: string, path: string, by?: Caller): AskedList => ({
    ...{ list, path, by },
    tookMs: [],
    bytes: 0,
  });
  return [
    asked('Rows of a month', `${rows}&period=${lastPeriod}&asset=BTC`, ANALYST),
    asked('Rows, first page', rows, ANALYST),
    asked('Rows of a verdict', `${rows}&verdict=breach`, ANALYST),
    asked('Rows of a verdict nobody has', `${rows}&verdict=breach-cured-late`, ANALYST),
    asked('Rows, largest shortfall first', `${rows}&sort=shortfall`, ANALYST),
    asked(
      'Rows of a month, largest shortfall first',
      `${rows}&sort=shortfall&period=${lastPeriod}`,
      ANALYST,
    ),
    asked('Rows counted by verdict', '/supervision/v1/reconciliations/counts', ANALYST),
    asked('Rows of a licensee', rows, ['licensee', someLicensee.id]),
    asked('Findings, latest first', findings, ANALYST),
    asked('Findings that are open', `${findings}&state=open`, ANALYST),
    asked('Findings of a month', `${findings}&period=${lastPeriod}`, ANALYST),
    asked('Findings of a licensee', `${findings}&licenseeId=${someLicensee.id}`, ANALYST),
    asked('Findings counted', '/supervision/v1/findings/counts', ANALYST),
    asked('Licences', licences, OFFICER),
    asked('Licences by name', `${licences}&search=miner%201`, OFFICER),
    asked('Licences by BIN', `${licences}&search=${someLicensee.bin}`, OFFICER),
    asked('Licences of a holder', `${licences}&licenseeId=${someLicensee.id}`, OFFICER),
    asked('Pools', '/licensing/v1/pools', OFFICER),
    asked('The public register', '/licensing/v1/register?limit=500'),
    asked('The sector in a month', `/supervision/v1/sector?period=${lastPeriod}`, ANALYST),
  ];
};

export class Asks {
  /** Milliseconds of a request that asks for nothing. */
  readonly nothing: number[] = [];
  /** How long ago the moment was that an answer of supervision is of. */
  readonly agesSeconds: number[] = [];

  constructor(
    private readonly api: Api,
    readonly all: readonly AskedList[],
  ) {}

  /** Compilers and caches warm up outside the count. */
  async warmUp(): Promise<void> {
    for (let round = 0; round < 3; round += 1)
      for (const { path, by } of this.all) await this.api.call(path, by);
  }

  /** In turn, so many a second; each is due whatever became of the one before. */
  async askSteadily(perSecond: number, seconds: number): Promise<void> {
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: Math.round(perSecond * seconds) }, async (_, n) => {
        const due = begun + (n * 1_000) / perSecond;
        await sleep(Math.max(1, due - performance.now()));
        const turn = n % (this.all.length + 1);
        const asked = this.all[turn];
        if (asked) return this.ask(asked, due);
        await this.api.call('/health/live');
        this.nothing.push(performance.now() - due);
      }),
    );
  }

  private async ask(asked: AskedList, due: number): Promise<void> {
    const { body, bytes } = await this.api.call(asked.path, asked.by);
    asked.tookMs.push(performance.now() - due);
    asked.bytes = bytes;
    // It stands in the last member of an answer.
    const through = /"knownThrough":"([^"]+)"/.exec(body.slice(-1_000))?.[1];
    if (through !== undefined) this.agesSeconds.push((Date.now() - Date.parse(through)) / 1_000);
  }
}
