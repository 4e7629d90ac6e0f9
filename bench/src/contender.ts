/** A way to append events durably, on a database of its own. */
export interface Contender {
  readonly name: string;
  /** Appends that are durable when it returns; how many. One for all but bulk ways. */
  append(fill: Fill): Promise<number>;
  /** What the database holds in the end. */
  count(): Promise<number>;
  close(): Promise<void>;
}

/** Opens a contender on an empty database. */
export type Entry = (url: string) => Promise<Contender>;

/** One event of a stream of its own, as an exchange reports them: most of a ledger is like it. */
export interface Fill {
  readonly eventId: string;
  readonly stream: string;
  readonly type: string;
  readonly validAt: string;
  readonly body: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly meta: {
    readonly actor: string;
    readonly organisation: string;
    readonly correlationId: string;
    readonly causationId: string;
    readonly submission: string;
  };
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** The n-th fill of a run: sizes and spread of a real one, nothing from chance. */
export const fill = (n: number): Fill => ({
  eventId: `019a0000-0000-7000-8000-${hex(n, 12)}`,
  stream: `fill-atomex-${n}-sell`,
  type: 'FillRecorded',
  validAt: '2026-03-05T07:00:00.000Z',
  body: {
    venue: 'atomex',
    rowId: `${n}-sell`,
    tradeId: String(n),
    licenseeId: `019a1111-1111-7111-8111-${hex(n % 400, 12)}`,
    asset: 'BTC',
    side: 'sell',
    quantity: String(7_500_000_000 + n),
    quote: { amount: String(123_456_789 + n), currency: 'KZT' },
    fee: '1200',
    feeAsset: 'BTC',
    counterpartyId: hex(n % 5_000, 64),
    executedAt: '2026-03-05T07:00:00.000Z',
    settledAt: '2026-03-05T07:00:01.250Z',
  },
  meta: {
    actor: 'atomex-sender',
    organisation: 'atomex',
    correlationId: '019a2222-2222-7222-8222-222222222222',
    causationId: '019a3333-3333-7333-8333-333333333333',
    submission: '019a4444-4444-7444-8444-444444444444',
  },
});

/** 64 callers over this many connections: more made every contender slower on two cores. */
export const CONNECTIONS = 16;
