import { eachWork, periodOf, type Instant, type Period, type Work } from '@esep/kernel';

import { entryOf } from './entry-of.js';
import { EventsInOrder } from './events-in-order.js';
import { isLaterVersion, standsInForce, type PoolRow } from './pool-row.js';
import { Promises } from './promises.js';
import {
  type BustFact,
  type CorrectionFact,
  type DisqualificationFact,
  type DistributionFact,
  type FactList,
  type FactOf,
  type FillFact,
  type LicenceFact,
  type OpeningStockFact,
  type OutflowFact,
  type Recorded,
  type ReleaseFact,
  type ReversalFact,
  type Until,
  type WaiverFact,
  type WithdrawalFact,
} from './reconciliation-facts.js';
import { SaidLate } from './said-late.js';
import { rowSetAside, tradeSetAside, type SetAside } from './set-aside.js';
import { StatusIntervals, type StatusInterval } from './status-intervals.js';
import {
  fillId,
  fillInForce,
  fillVersions,
  openingStockInForce,
  outflowInForce,
  type Buy,
  type OpeningStock,
  type Outflow,
  type Sell,
  type StockEvent,
} from './stock-event.js';
import { compareRecorded, firstRecorded, replaces } from './supersession.js';
import { compareText } from './text-order.js';
import { tradeKey, type Trade, type TradeName } from './trade.js';

/** Later than everything. */
export const NEVER: Instant = '~';

/**
 * The facts of one licensee and asset that are in force, kept up to date as facts are recorded one
 * by one. The order of recording does not matter: versions, corrections, busts and reversals find
 * what they act on by identity, and every rule of precedence looks at the records alone.
 */
export class FactsInForce {
  readonly venues = new StatusIntervals();
  readonly pools = new StatusIntervals();
  readonly affiliations = new StatusIntervals();
  readonly promises = new Promises();
  /** The last distribution that each pool reported for each period, in any version. */
  readonly lastReported = new Map<string, Map<Period, Instant>>();
  /** The earliest distribution ever reported, in any version. */
  firstReportedAt: Instant | undefined;

  /** Trade ids that more than one venue has used. */
  readonly sharedTradeIds = new Set<string>();

  private readonly licences = new StatusIntervals();
  private readonly openings = new Map<Instant, OpeningStock>();
  private readonly decisions = new Map<string, DisqualificationFact>();
  private readonly relatedParties = new StatusIntervals();
  private readonly waivers = new Map<string, WaiverFact>();
  private readonly granted: ReleaseFact[] = [];
  private readonly rows = new Map<string, PoolRow>();
  private readonly trades = new Map<string, Trade>();
  private readonly correctedTrades = new Set<Trade>();
  private readonly venueOfTradeId = new Map<string, string>();
  private readonly outflows = new Map<string, Outflow>();
  private readonly inForce = new EventsInOrder();

  private changedFrom = NEVER;
  private readonly saidLate = new SaidLate(this.promises);

  constructor(private readonly licenseeParty: string) {}

  /** Takes one fact; each fact is taken once. */
  record<List extends FactList>(list: List, fact: FactOf<List>): void {
    this.recorders[list](fact);
  }

  /** Removes an outflow, because its transaction is classified again. */
  forgetOutflow(ref: string): void {
    const known = this.outflows.get(ref);
    if (known === undefined) return;
    this.outflows.delete(ref);
    this.swap(known, undefined);
  }

  /** Sorts the events that moved coins, so that `eventsUpTo` only cuts off. */
  orderWork(): Work<void> {
    return this.inForce.orderWork();
  }

  /** What moved coins up to `asOf`, in the order of the walk; all of it, or from an instant on. */
  eventsUpTo(asOf: Instant, from?: Instant): readonly StockEvent[] {
    return this.inForce.upTo(asOf, from);
  }

  /**
   * The earliest time of which something is in force now that was not when this was last asked, or no
   * longer is; later than all where there is none. Of reports that are awaited and of waivers nothing
   * is kept by anybody, so they are no change.
   */
  takeChangedFrom(): Instant {
    const { changedFrom } = this;
    this.changedFrom = NEVER;
    return changedFrom;
  }

  /** The opening stocks up to `asOf`, by time. */
  openingStocks(asOf: Instant): readonly OpeningStock[] {
    return [...this.openings.values()]
      .filter(({ at }) => at <= asOf)
      .sort((left, right) => compareText(left.at, right.at));
  }

  /** The next instant after `asOf` of an event that is known already. */
  nextEventAfter(asOf: Instant): Instant | undefined {
    const times = [
      this.inForce.firstAfter(asOf)?.at,
      ...this.granted.map(({ at }) => at),
      ...this.affiliations.starts(),
      this.firstReportedAt,
    ];
    return times.filter((at) => at !== undefined && at > asOf).sort()[0];
  }

  /** Releases by time. */
  releases(): readonly ReleaseFact[] {
    return this.granted.toSorted((left, right) => (left.at < right.at ? -1 : 1));
  }

  isWaived(period: Period, sender: string): boolean {
    const waiver = this.waivers.get(`${period} ${sender}`);
    return waiver !== undefined && !waiver.revoked;
  }

  /**
   * True when the licence under which the coins were mined had this status (LIC-11); any licence of
   * the licensee where the row names none.
   */
  wasLicence(status: LicenceFact['status'], { licence, at }: DistributionFact): boolean {
    return this.licences.holds(status, at, licence);
  }

  /** True when the pool was declared for the licence under which the coins were mined (LIC-14). */
  wasDeclared({ pool, licence, at }: DistributionFact): boolean {
    return this.affiliations.holds(pool, at, licence);
  }

  /** The decision that a fill does not count, while it holds (SUP-8). */
  disqualificationOf(fill: string): DisqualificationFact | undefined {
    const decision = this.decisions.get(fill);
    return decision?.disqualified === true ? decision : undefined;
  }

  /** True for the licensee itself and for who is related to it at `at` (SALE-7). */
  isRelated(party: string, at: Instant): boolean {
    return party === this.licenseeParty || this.relatedParties.holds(party, at);
  }

  /** Of these rows and trades the figures may hold another thing than was promised. */
  saidLateWork(): Work<ReadonlySet<string>> {
    return this.saidLate.idsWork(this.rows, this.trades);
  }

  /** What a row or a trade moves, as it stands. */
  standing(id: string): readonly StockEvent[] {
    const row = this.rows.get(id)?.inForce;
    const sides = this.trades.get(id)?.sides.values() ?? [];
    return [row, ...[...sides].map(({ inForce }) => inForce)].filter(
      (event) => event !== undefined,
    );
  }

  /** The fills in force that were corrected. */
  *corrected(): Generator<Buy | Sell> {
    for (const { sides } of this.correctedTrades)
      for (const { inForce } of sides.values()) if (inForce !== undefined) yield inForce;
  }

  /** The states of a fill, from its first report to the present one. */
  versionsOf({ fact }: Buy | Sell): readonly FillFact[] {
    const { corrections, sides } = this.tradeOf(fact);
    return fillVersions(sides.get(fact.side)?.fill ?? fact, corrections);
  }

  /** What is asked for of everything known that is not in force, in no order. */
  *setAsideWork(isAsked: (one: SetAside) => boolean): Work<SetAside[]> {
    const asked: SetAside[] = [];
    const take = (some: readonly SetAside[]): void => void asked.push(...some.filter(isAsked));
    yield* eachWork([...this.rows.values()], (row) => take(rowSetAside(row)));
    yield* eachWork([...this.trades.values()], (trade) => take(tradeSetAside(trade)));
    return asked;
  }

  private readonly recorders: { readonly [List in FactList]: (fact: FactOf<List>) => void } = {
    venues: (fact) =>
      this.obstaclesChanged(
        this.venues.record(fact.id, during(fact, fact.licensedFrom, fact.licensedTo)),
      ),
    pools: (fact) =>
      this.changed(this.pools.record(fact.id, during(fact, fact.approvedFrom, fact.approvedTo))),
    licence: (fact) => this.changed(this.licences.record(fact.status, fact)),
    affiliations: (fact) => this.changed(this.affiliations.record(fact.pool, fact)),
    relatedParties: (fact) => {
      this.relatedParties.record(fact.party, fact);
      // That two were said to be related is a fact of its own, also when it is taken back.
      this.obstaclesChanged(fact.from);
    },
    openingStock: (fact) => this.takeOpeningStock(fact),
    distributions: (fact) => this.takeReport(fact),
    withdrawals: (fact) => this.takeWithdrawal(fact),
    reversals: (fact) => this.takeReversal(fact),
    fills: (fact) => this.takeFill(fact),
    busts: (fact) => this.takeBust(fact),
    corrections: (fact) => this.takeCorrection(fact),
    disqualifications: (fact) => this.takeDecision(fact),
    outflows: (fact) => this.takeOutflow(fact),
    releases: (fact) => {
      this.granted.push(fact);
      this.changed(fact.at);
    },
    completeness: (fact) => this.saidLate.takePromise(fact),
    waivers: (fact) => this.takeWaiver(fact),
  };

  /** Replaces what is in force. */
  private swap(before: StockEvent | undefined, now: StockEvent | undefined): void {
    this.inForce.swap(before, now);
    if (before !== undefined) this.changed(before.at);
    if (now !== undefined) this.changed(now.at);
  }

  private changed(from: Instant): void {
    if (from < this.changedFrom) this.changedFrom = from;
  }

  /**
   * What stands against sales from then on is another. What a sale was before a correction is looked at
   * too, and may be dated later than what it is now.
   */
  private obstaclesChanged(from: Instant): void {
    this.changed(from);
    for (const { corrections, sides } of this.correctedTrades)
      for (const { fill, inForce } of sides.values())
        if (inForce !== undefined && [fill, ...corrections].some(({ at = '' }) => at >= from))
          this.changed(inForce.at);
  }

  private takeOpeningStock(fact: OpeningStockFact): void {
    const known = this.openings.get(fact.at);
    if (known !== undefined && !replaces(fact, known.fact)) return;
    const opening = openingStockInForce(fact);
    this.openings.set(fact.at, opening);
    this.swap(known, opening);
    // Releases of it count what all of it comes to, whenever they were granted.
    this.changed('');
  }

  private takeDecision(fact: DisqualificationFact): void {
    const fill = fillId(fact);
    const known = this.decisions.get(fill);
    if (known !== undefined && !replaces(fact, known)) return;
    this.decisions.set(fill, fact);
    const { inForce } = this.trades.get(tradeKey(fact))?.sides.get(fact.side) ?? {};
    if (inForce !== undefined) this.changed(inForce.at);
  }

  private takeWaiver(fact: WaiverFact): void {
    const about = `${fact.period} ${fact.sender}`;
    const known = this.waivers.get(about);
    if (known === undefined || replaces(fact, known)) this.waivers.set(about, fact);
  }

  private takeReport(fact: DistributionFact): void {
    const { id, pool, at } = fact;
    if (this.firstReportedAt === undefined || at < this.firstReportedAt) {
      this.firstReportedAt = at;
      this.changed(at);
    }
    const lastByPeriod = entryOf(this.lastReported, pool, () => new Map<Period, Instant>());
    const period = periodOf(at);
    const known = lastByPeriod.get(period);
    if (known === undefined || known < at) lastByPeriod.set(period, at);
    const row = this.rowOf(id);
    if (row.earliestAt === undefined || at < row.earliestAt) row.earliestAt = at;
    if (row.report === undefined || isLaterVersion(fact, row.report)) row.report = fact;
    this.settleRow(id, row);
  }

  private takeWithdrawal(fact: WithdrawalFact): void {
    const row = this.rowOf(fact.id);
    if (row.withdrawal !== undefined && !isLaterVersion(fact, row.withdrawal)) return;
    row.withdrawal = fact;
    this.settleRow(fact.id, row);
  }

  private takeReversal(fact: ReversalFact): void {
    const row = this.rowOf(fact.id);
    row.reversal = firstRecorded(fact, row.reversal);
    this.settleRow(fact.id, row);
  }

  private settleRow(id: string, row: PoolRow): void {
    const before = row.inForce;
    row.inForce = standsInForce(row);
    this.swap(before, row.inForce);
    this.saidLate.takeRow(id, row);
  }

  private takeFill(fact: FillFact): void {
    const trade = this.tradeOf(fact);
    const known = trade.sides.get(fact.side);
    // The intake refuses other content under a known identity; should there be one, the first holds.
    if (known === undefined) trade.sides.set(fact.side, { fill: fact, inForce: undefined });
    else known.fill = firstRecorded(fact, known.fill);
    this.settleTrade(fact, trade);
  }

  private takeBust(fact: BustFact): void {
    const trade = this.tradeOf(fact);
    trade.bust = firstRecorded(fact, trade.bust);
    this.settleTrade(fact, trade);
  }

  private takeCorrection(fact: CorrectionFact): void {
    const trade = this.tradeOf(fact);
    this.correctedTrades.add(trade);
    trade.corrections.push(fact);
    trade.corrections.sort(compareRecorded);
    this.settleTrade(fact, trade);
  }

  private settleTrade(said: FillFact | BustFact | CorrectionFact, trade: Trade): void {
    const { bust, corrections, sides } = trade;
    this.saidLate.takeTrade(tradeKey(said), trade, said);
    for (const side of sides.values()) {
      const before = side.inForce;
      side.inForce = bust === undefined ? fillInForce(side.fill, corrections) : undefined;
      this.swap(before, side.inForce);
    }
  }

  private takeOutflow(fact: OutflowFact): void {
    const known = this.outflows.get(fact.ref);
    if (known !== undefined && !replaces(fact, known.fact)) return;
    const outflow = outflowInForce(fact);
    this.outflows.set(fact.ref, outflow);
    this.swap(known, outflow);
  }

  private rowOf(id: string): PoolRow {
    return entryOf(this.rows, id, () => ({
      report: undefined,
      earliestAt: undefined,
      withdrawal: undefined,
      reversal: undefined,
      inForce: undefined,
    }));
  }

  private tradeOf(said: TradeName): Trade {
    const { venue, tradeId } = said;
    if (entryOf(this.venueOfTradeId, tradeId, () => venue) !== venue)
      this.sharedTradeIds.add(tradeId);
    return entryOf(this.trades, tradeKey(said), () => ({
      bust: undefined,
      corrections: [],
      sides: new Map(),
    }));
  }
}

const during = (record: Recorded, from: Instant, to: Until): StatusInterval => {
  const { recordedAt, source } = record;
  return { recordedAt, from, to, ...(source === undefined ? {} : { source }) };
};
