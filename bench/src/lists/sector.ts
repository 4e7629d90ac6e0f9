import { setTimeout as sleep } from 'node:timers/promises';

import {
  endOf,
  instantOf,
  localDateOf,
  millisOf,
  periodOf,
  plusPeriods,
  startOf,
  type Period,
} from '@esep/kernel';
import { inventedNumber } from '@esep/simulator';

import type { Api, Caller } from './api.js';

// A sector of any size that says everything over the public API: whole months of it as fast as the
// host takes them, then what comes in on a day like any other.

const OFFICER: Caller = ['licensing-officer', 'aifc'];
const SECOND_OFFICER: Caller = ['enforcement-officer', 'aifc'];
const POOLS = [1, 2, 3, 4, 5].map((n) => `dmp-${n}`);
export const EXCHANGE = 'atomex';
const SENDERS: readonly (readonly [path: string, by: Caller, body: object])[] = [
  ...POOLS.map(
    (poolId) =>
      ['/pool-reporting/v1/completeness', ['pool', poolId] as Caller, { poolId }] as const,
  ),
  [
    '/exchange-settlement/v1/completeness',
    ['exchange', EXCHANGE] as Caller,
    { exchangeId: EXCHANGE },
  ],
];
const FROM = '2024-01-01T00:00:00+06:00';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Rows in a report of what is brought in at once, and in one of a day like any other. */
const ROWS_AT_ONCE = 2_000;
const ROWS_EACH = 5;
/** Licences that are imported at a time. */
const IMPORTS = 8;

interface Licensee {
  readonly id: string;
  readonly number: number;
  readonly licenceId: string;
  readonly bin: string;
  readonly poolId: string;
}

export interface SectorSize {
  readonly licensees: number;
  readonly months: number;
  /** Sales of one more licensee, all in the last month. */
  readonly longSales: number;
}

export class Sector {
  readonly periods: readonly Period[];
  private licensees: readonly Licensee[] = [];
  private reports = 0;
  private rows = 0;

  constructor(
    private readonly api: Api,
    private readonly size: SectorSize,
    private readonly onNote: (note: string) => void,
  ) {
    const thisPeriod = periodOf(instantOf(Date.now()));
    this.periods = Array.from({ length: size.months }, (_, n) =>
      plusPeriods(thisPeriod, n - size.months),
    );
  }

  get lastPeriod(): Period {
    return this.periods.at(-1) as Period;
  }

  /** One whose figures are asked for, by its id. */
  get someLicensee(): Licensee {
    return this.licensees[this.size.licensees >> 1] as Licensee;
  }

  async register(): Promise<void> {
    for (const id of POOLS)
      await this.enter('/licensing/v1/pools', { id, name: `Pool ${id}`, approvedFrom: FROM });
    const exchange = { id: EXCHANGE, name: 'Bench exchange', approvedFrom: FROM };
    await this.enter('/licensing/v1/exchanges', exchange);
    const count = this.size.licensees + (this.size.longSales > 0 ? 1 : 0);
    const licensees: Licensee[] = [];
    const numbers = Array.from({ length: count }, (_, n) => n).values();
    const importNext = async (): Promise<void> => {
      for (const number of numbers) licensees[number] = await this.import(number);
    };
    await Promise.all(Array.from({ length: IMPORTS }, importNext));
    this.licensees = licensees;
    // Pools and exchanges learn of them before they report.
    await sleep(3_000);
  }

  /** What is dated back waits for a second person. */
  private async enter(path: string, approval: object): Promise<void> {
    const { proposalId } = await this.api.post<{ proposalId: string }>(path, OFFICER, approval);
    await this.api.post(`/licensing/v1/proposals/${proposalId}/confirm`, SECOND_OFFICER, {});
  }

  private async import(number: number): Promise<Licensee> {
    const licenceId = `DM-${String(number).padStart(4, '0')}`;
    const bin = inventedNumber('bin', number);
    const poolId = POOLS[number % POOLS.length] as string;
    const { licenseeId } = await this.api.post<{ licenseeId: string }>(
      '/licensing/v1/licences/import',
      OFFICER,
      {
        licenceId,
        licenseeBin: bin,
        name: `Miner ${number} LLP`,
        kind: 'legal-entity',
        authority: 'AIFC',
        issuedAt: FROM,
        affiliations: [{ poolId, asset: 'BTC', from: FROM }],
      },
    );
    return { id: licenseeId, number, licenceId, bin, poolId };
  }

  /** All months, whole; says how many rows that was. */
  async reportMonths(): Promise<number> {
    for (const [index, period] of this.periods.entries()) {
      await Promise.all([...POOLS.map((poolId) => this.reportMined(poolId, period))]);
      await this.reportSold(period, index);
      this.onNote(`${period}: ${this.rows} rows`);
    }
    await this.reportLong();
    const through = endOf(this.lastPeriod);
    for (const [path, by, who] of SENDERS) await this.api.post(path, by, { ...who, through });
    return this.rows;
  }

  private async reportMined(poolId: string, period: Period): Promise<void> {
    const rows = this.ordinary
      .filter((licensee) => licensee.poolId === poolId)
      .flatMap((licensee) => daysOf(period).map((at) => distribution(licensee, at)));
    await this.send(rows, (some) => this.sendMined(poolId, some));
  }

  private async reportSold(period: Period, index: number): Promise<void> {
    const days = daysOf(period);
    const rows = this.ordinary.flatMap((licensee) => {
      // One in nineteen sells too little.
      const share = (licensee.number * 7 + index) % 19 === 0 ? 0.5 : 0.76;
      const quantity = Math.round((netOf(licensee) * days.length * share) / SALES_EACH);
      return Array.from({ length: SALES_EACH }, (_, n) =>
        sale(licensee, `${period}.${n}`, quantity, (days.at(-1) as number) + n * HOUR_MS),
      );
    });
    await this.send(rows, (some) => this.sendSold(some));
  }

  private async reportLong(): Promise<void> {
    const { licensees, longSales } = this.size;
    const long = this.licensees[licensees];
    if (!long) return;
    const days = daysOf(this.lastPeriod);
    const rows = Array.from({ length: longSales }, (_, n) =>
      sale(long, `long.${n}`, 1_000, (days[n % days.length] as number) + (n % HOUR_MS)),
    );
    await this.send(rows, (some) => this.sendSold(some));
    this.onNote(`${longSales} sales of one licensee: ${this.rows} rows`);
  }

  /** So many reports a second for a time, of pools and of the exchange, about whoever's turn it is. */
  async reportSteadily(perSecond: number, seconds: number): Promise<readonly number[]> {
    const answered: number[] = [];
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: Math.round(perSecond * seconds) }, async (_, n) => {
        const due = begun + (n * 1_000) / perSecond;
        await sleep(Math.max(1, due - performance.now()));
        await this.reportSome(n);
        answered.push(performance.now() - due);
      }),
    );
    return answered;
  }

  private reportSome(n: number): Promise<void> {
    const poolId = POOLS[n % POOLS.length] as string;
    const some = this.ordinary.filter((licensee) => licensee.poolId === poolId);
    const whose = Array.from(
      { length: Math.min(ROWS_EACH, some.length) },
      (_, i) => some[(n + i * 31) % some.length] as Licensee,
    );
    // One in ten comes late, and changes a month that has been judged.
    const at = n % 10 === 9 ? (daysOf(this.lastPeriod).at(-1) as number) : Date.now() - 60_000;
    if (n % 4 < 3)
      return this.sendMined(
        poolId,
        [...new Set(whose)].map((licensee) => distribution(licensee, at, `now.${n}`)),
      );
    const long = this.licensees[this.size.licensees];
    const sellers = [...new Set([...whose, ...(long ? [long] : [])])];
    return this.sendSold(sellers.map((licensee) => sale(licensee, `now.${n}`, 1_000_000, at)));
  }

  private get ordinary(): readonly Licensee[] {
    return this.licensees.slice(0, this.size.licensees);
  }

  private async send(
    rows: readonly object[],
    one: (rows: readonly object[]) => Promise<void>,
  ): Promise<void> {
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      await one(rows.slice(from, from + ROWS_AT_ONCE));
  }

  private sendMined(poolId: string, rows: readonly object[]): Promise<void> {
    return this.report('/pool-reporting/v1/distributions', ['pool', poolId], { poolId, rows });
  }

  private sendSold(rows: readonly object[]): Promise<void> {
    const by: Caller = ['exchange', EXCHANGE];
    return this.report('/exchange-settlement/v1/fills', by, { exchangeId: EXCHANGE, rows });
  }

  private async report(
    path: string,
    by: Caller,
    body: { readonly rows: readonly object[]; readonly [sender: string]: unknown },
  ): Promise<void> {
    this.reports += 1;
    const named = { reportId: `report-${this.reports}`, version: 1, ...body };
    const { rejected } = await this.api.post<{ rejected: readonly object[] }>(path, by, named);
    if (rejected.length > 0) throw new Error(`${path}: ${JSON.stringify(rejected[0])}`);
    this.rows += body.rows.length;
  }
}

const SALES_EACH = 4;

/** Noon of each day of a month. */
const daysOf = (period: Period): readonly number[] => {
  const [from, until] = [millisOf(startOf(period)), millisOf(endOf(period))];
  return Array.from(
    { length: Math.round((until - from) / DAY_MS) },
    (_, n) => from + n * DAY_MS + 12 * HOUR_MS,
  );
};

const netOf = ({ number }: Licensee): number => 50_000_000 + number * 1_000;

const distribution = (licensee: Licensee, at: number, name?: string) => ({
  rowId: `${licensee.licenceId}.${name ?? localDateOf(instantOf(at))}`,
  licenceId: licensee.licenceId,
  asset: 'BTC',
  scheme: 'FPPS',
  gross: String(netOf(licensee) + 1_000_000),
  fee: '1000000',
  net: String(netOf(licensee)),
  distributedAt: instantOf(at),
});

const sale = (licensee: Licensee, name: string, quantity: number, at: number) => ({
  tradeId: `${licensee.licenceId}.${name}`,
  side: 'sell',
  licenseeBin: licensee.bin,
  asset: 'BTC',
  quantity: String(quantity),
  quote: { amount: '1000000000', currency: 'KZT' },
  executedAt: instantOf(at),
});
