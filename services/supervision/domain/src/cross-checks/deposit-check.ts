import type { DepositCredited, TransferWithdrawn } from '@esep/contracts';
import { earliest, mapWork, periodOf, sortWork, sum, type Instant, type Work } from '@esep/kernel';

import { entryOf } from '../facts/entry-of.js';
import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import type { FactSource } from '../facts/reconciliation-facts.js';
import { compareText, sortedSet } from '../facts/text-order.js';

// Compares the deposits that venues report of a licensee with each other (SALE-4). One output of a
// transaction is credited to one account, once. A venue cannot know another's reports, and may credit an
// output in parts: so all deposits are recorded, and a person decides.

export type DepositEvent = DepositCredited | TransferWithdrawn;

/** A row of a venue's report of deposits. */
export interface Deposit {
  /** `venue:row` */
  readonly id: string;
  /** `txid:vout` */
  readonly ref: string;
  readonly at: Instant;
  readonly amount: bigint;
}

/** A record of one row; without content the row is withdrawn. */
export interface DepositRecord {
  readonly recordedAt: Instant;
  readonly source: FactSource;
  /** Deposits and withdrawals may have the same numbers: `deposit:venue:row`. */
  readonly id: string;
  readonly deposit: Deposit | undefined;
}

/** Throws on a malformed amount. A withdrawal of coins that is taken back is no deposit's business. */
export const depositRecordOf = (
  event: DepositEvent,
  recordedAt: Instant,
  source: FactSource,
): DepositRecord => {
  const id = `${event.exchangeId}:${event.rowId}`;
  if (event.type === 'TransferWithdrawn')
    return { recordedAt, source, id: `${event.transfer}:${id}`, deposit: undefined };
  const { txid, vout, at, amount } = event;
  const deposit = { id, ref: `${txid}:${vout}`, at, amount: BigInt(amount) };
  return { recordedAt, source, id: `deposit:${id}`, deposit };
};

/** The deposits of one licensee's coins of one asset, as reported. */
export class DepositRecords {
  private readonly rows = new Map<string, DepositRecord[]>();

  /** Takes a record; a repeated one counts once. */
  record(record: DepositRecord): void {
    const records = entryOf(this.rows, record.id, (): DepositRecord[] => []);
    if (records.some((known) => known.source.position === record.source.position)) return;
    records.push(record);
    records.sort((left, right) => left.source.position - right.source.position);
  }

  /** As known at `knownAt`, up to `asOf`; in the order of their ids. */
  *knownWork(knownAt: Instant, asOf: Instant): Work<readonly Deposit[]> {
    const known = yield* mapWork([...this.rows.values()], (records) => {
      const { deposit } = records.findLast(({ recordedAt }) => recordedAt <= knownAt) ?? {};
      return deposit !== undefined && deposit.at <= asOf ? [deposit] : [];
    });
    return yield* sortWork(known.flat(), (left, right) => compareText(left.id, right.id));
  }
}

/**
 * Each output that stands as several deposits. The quantity is what they come to above the largest of
 * them, the period that of the earliest. The first fact is the output, the others are the rows.
 */
export function* checkDepositsWork(
  deposits: readonly Deposit[],
): Work<readonly CrossCheckFinding[]> {
  const outputs = [...Map.groupBy(deposits, ({ ref }) => ref)];
  const found = yield* mapWork(outputs, ([ref, rows]) =>
    rows.length > 1 ? [findingOf(ref, rows)] : [],
  );
  return found.flat();
}

const findingOf = (ref: string, rows: readonly Deposit[]): CrossCheckFinding => {
  const amounts = rows.map(({ amount }) => amount);
  const total = sum(amounts);
  const largest = amounts.reduce((a, b) => (a > b ? a : b));
  const period = periodOf(earliest(rows.map(({ at }) => at)));
  const facts = [ref, ...sortedSet(rows.map(({ id }) => id))];
  return crossCheckFinding('duplicate-settlement', period, total - largest, facts);
};
