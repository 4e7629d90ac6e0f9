import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { inventedNumber } from '@esep/simulator';
import type { Role } from '@esep/platform';

import { Api, type Caller } from './lists/api.js';
import { memoryOf, startHostProcess, type HostProcess } from './lists/host-process.js';
import { processorMs } from './pipeline/cpu.js';
import { inDirectory, printFigures, quantile, type Figure } from './pipeline/figure.js';

// npm run bench:machines: the register of machines of the whole sector, by one file over the public API,
// while somebody else asks for a licence.
//
//   npm run bench:machines -- [--machines 415000] [--licensees 84] [--prof DIR] [--json]

const { values } = parseArgs({
  options: {
    machines: { type: 'string', default: '415000' },
    licensees: { type: 'string', default: '84' },
    // Where the host writes a profile of its processor when it ends.
    prof: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const machines = Number(values.machines);
const licensees = Number(values.licensees);
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const LIMITS = { seconds: 60, memoryMb: 300 };
const LINES_PER_PART = 500;
const OFFICER: Caller = ['licensing-officer' satisfies Role, 'aifc'];
const FROM = '2024-01-01T00:00:00.000Z';

const register = async (api: Api): Promise<void> => {
  for (let n = 0; n < licensees; n += 1) {
    await api.post('/licensing/v1/licences/import', OFFICER, {
      ...{ licenceId: `L-${n}`, licenseeBin: inventedNumber('bin', n), name: `Miner ${n}` },
      ...{ kind: 'legal-entity', authority: 'AIFC', issuedAt: FROM },
    });
    await api.post('/licensing/v1/data-centres', OFFICER, {
      ...{ id: `dc-${n}`, licenceId: `L-${n}`, from: FROM, name: `Site ${n}`, region: 'KZ-55' },
      ...{ address: 'Ekibastuz', tenure: 'owned', control: 'full', powerKw: 10_000_000 },
      ...{ cooling: 'air', powerRedundancy: 'N+1', security: 'guarded' },
      evidence: EVIDENCE.map((of) => ({ of, sha256: 'a'.repeat(64) })),
    });
  }
};

const EVIDENCE = [
  'deed',
  'power-contract',
  'access-logs',
  'cooling',
  'power-redundancy',
  'security',
];

/** A licence's machines stand together in the file, as its holder lists them. */
function* file(): Generator<string> {
  const each = Math.ceil(machines / licensees);
  let part = '';
  for (let n = 0; n < machines; n += 1) {
    const licence = Math.floor(n / each);
    const line = {
      ...{ serial: `AST-${String(n).padStart(8, '0')}`, kind: 'asic', model: 'Antminer S21' },
      ...{ algorithm: 'sha256', hashrate: 95 + (n % 140), powerW: 3_500 },
      ...{ dataCentreId: `dc-${licence}`, licenceId: `L-${licence}`, from: FROM },
    };
    part += `${JSON.stringify(line)}\n`;
    if (n % LINES_PER_PART < LINES_PER_PART - 1) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** What a licence takes to be read meanwhile, in milliseconds. */
const readersUntil = async (api: Api, done: AbortSignal): Promise<readonly number[]> => {
  const tookMs: number[] = [];
  while (!done.aborted) {
    const begun = performance.now();
    await api.call('/licensing/v1/licences/L-0', OFFICER);
    tookMs.push(performance.now() - begun);
    await sleep(100);
  }
  return tookMs;
};

interface Answer {
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
}

const send = async (url: string, api: Api): Promise<Answer> => {
  const response = await fetch(`${url}/licensing/v1/machines`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await api.tokenOf(OFFICER)}`,
      'content-type': 'application/x-ndjson',
    },
    body: ReadableStream.from(file()).pipeThrough(new TextEncoderStream()),
    duplex: 'half',
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
};

const measure = async ({ url, pid }: HostProcess): Promise<readonly Figure[]> => {
  const api = new Api(url);
  note(`${licensees} licensees are registered`);
  await register(api);
  const before = pid === undefined ? undefined : await memoryOf(pid);
  const cpuBefore = pid === undefined ? 0 : await processorMs(pid);
  const figures: Figure[] = [];
  const add = (what: string, value: number, unit: string, limit?: number): void =>
    void figures.push({ what, value, unit, ...(limit !== undefined && { limit }) });

  note(`${machines} machines are sent`);
  const done = new AbortController();
  const reading = readersUntil(api, done.signal);
  const begun = performance.now();
  const answer = await send(url, api);
  // The list is asked for last: what was recorded is in it.
  await api.call('/licensing/v1/machines?limit=1', OFFICER);
  const seconds = (performance.now() - begun) / 1_000;
  done.abort();
  const tookMs = await reading;
  if (answer.changed !== machines) throw new Error(JSON.stringify(answer).slice(0, 1_000));

  add(`${machines} machines, until the register has them`, seconds, 's', LIMITS.seconds);
  add('… of them in a second', machines / seconds, 'machines/s');
  if (pid !== undefined && before !== undefined) {
    add('Processor time of the host', (await processorMs(pid)) - cpuBefore, 'ms');
    const { peak } = await memoryOf(pid);
    add('Memory that the host needs for it', peak - before.now, 'MB', LIMITS.memoryMb);
  }
  add('A licence read meanwhile, p50', quantile(tookMs, 0.5), 'ms');
  add('… p99', quantile(tookMs, 0.99), 'ms', 100);
  const again = performance.now();
  const { unchanged } = await send(url, api);
  if (unchanged !== machines) throw new Error('What was registered changed.');
  add('The same file again, which changes nothing', (performance.now() - again) / 1_000, 's');
  add('Load of the machine', loadavg()[0] ?? Number.NaN, '');
  return figures;
};

const figures = await inDirectory(async (directory) => {
  const flags = values.prof === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.prof}`];
  const host = await startHostProcess(join(directory, 'data'), flags, note);
  try {
    return await measure(host);
  } finally {
    await host.stop();
  }
});
printFigures(figures, values.json);
