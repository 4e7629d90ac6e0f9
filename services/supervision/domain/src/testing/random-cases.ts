import { BPS_PER_WHOLE, ceilDiv, millisOf, startOfDay } from '@esep/kernel';

import { Chance } from './chance.js';
import { DAY, MINUTE, RandomTime, type Month } from './random-time.js';
import type { WireReconciliationCase } from '../reconciliation/reconciliation-wire.js';

// Random months of a made-up licensee in the form of the published vectors: for properties, and for
// holding two implementations against each other. Chance alone rarely meets a boundary, so instants
// are drawn from the edges of periods, from due days and from one another, and sales from the exact
// amounts that decide a verdict.

export { Chance } from './chance.js';

/** A case of the published vectors, with no fields but theirs. */
export type VectorCase = Required<Omit<WireReconciliationCase, 'withdrawals' | 'waivers'>> & {
  readonly name: string;
  readonly note: string;
  readonly asset: string;
};

/** `count` cases. Case `i` of a seed is the same whatever the count. */
export const randomCases = (seed: number, count: number): VectorCase[] =>
  Array.from({ length: count }, (_, index) =>
    new CaseWriter(new Chance(seed, index)).write(`random-${seed}-${index}`),
  );

type ListName = {
  [Field in keyof VectorCase]: VectorCase[Field] extends readonly object[] ? Field : never;
}[keyof VectorCase];
type Lists = { readonly [List in ListName]: VectorCase[List][number][] };
type Row<List extends ListName> = VectorCase[List][number];

interface Interval {
  readonly from: string;
  readonly to: string | null;
  readonly recordedAt: string;
}

/** A month with what is meant to stand as mined in it. */
interface Plan extends Month {
  mined: bigint;
  /** Σ net × share in basis points. */
  weighted: bigint;
  lastMinedAt: number;
}

const LONG_AGO = millisOf('2023-05-31T18:00:00.000Z');

const LICENSEE = '990040000003';
const STRANGERS = ['990040000023', '990040000024'];
const RELATED = ['990040000013', '990040000014'];
const POOLS = ['dmp-1', 'dmp-2', 'dmp-3'];
const VENUES = ['ex-1', 'ex-2', 'ex-10'];
const NEVER_LICENSED = 'ex-0';
/** Some stand above the surrogates, where UTF-8 and UTF-16 order text differently. */
const LICENCES = ['L-1', 'L-2'];
const ODD_ENDS = ['', '', '', '', '', '\u{1F600}', '\uFF5E', 'é'];
const SOME_LICENCE = [{}, { licenceId: 'L-1' }, { licenceId: 'L-9' }];

class CaseWriter {
  private readonly lists: Lists = {
    venues: [],
    pools: [],
    licence: [],
    affiliations: [],
    relatedBins: [],
    openingStock: [],
    distributions: [],
    reversals: [],
    fills: [],
    busts: [],
    corrections: [],
    disqualifications: [],
    outflows: [],
    releases: [],
    completeness: [],
  };
  private readonly time: RandomTime;
  private readonly plans: readonly Plan[];
  /** One that has no name, or two: as the fields of a fact that belongs to it. */
  private readonly licences: readonly { readonly licenceId?: string }[];
  private readonly unit: bigint;
  private serial = 0;

  constructor(private readonly chance: Chance) {
    this.time = new RandomTime(chance);
    this.plans = this.time.months.map((month) => ({
      ...month,
      mined: 0n,
      weighted: 0n,
      lastMinedAt: month.start,
    }));
    this.licences = chance.happens(60) ? [{}] : LICENCES.map((licenceId) => ({ licenceId }));
    this.unit = chance.pick([1n, 10n ** 3n, 10n ** 8n, 10n ** 8n, 10n ** 18n, 10n ** 20n]);
  }

  write(name: string): VectorCase {
    const { chance, time, plans } = this;
    this.writeRegister();
    for (const plan of plans) this.writeMining(plan);
    if (chance.happens(30)) this.writeOpeningStock();
    for (const plan of plans) {
      this.writeSales(plan);
      if (chance.happens(15)) this.trade('buy', time.within(plan), this.amount());
      if (chance.happens(45)) this.writeOutflows(plan);
      if (chance.happens(60)) this.writeReleases(plan.period, retained(plan), plan.due);
    }
    if (chance.happens(5)) this.writeReleases('2023-10', this.amount(), time.asOf - DAY);
    this.writeCompleteness();
    return {
      name,
      note: `${time.first.period}, ${plans.length} month(s)`,
      licenseeBin: LICENSEE,
      asset: 'BTC',
      knownAt: time.text(time.knownAt),
      asOf: time.text(time.asOf),
      rulePack: time.rules,
      ...this.shuffledLists(),
    };
  }

  private shuffledLists(): Lists {
    const shuffled = Object.entries(this.lists).map(([name, rows]) => [
      name,
      this.chance.shuffled<object>(rows),
    ]);
    return Object.fromEntries(shuffled) as Lists;
  }

  private amount(): bigint {
    if (this.chance.happens(3)) return 0n;
    const odd = this.unit === 1n ? 0n : BigInt(this.chance.below(1_000));
    return this.unit * BigInt(1 + this.chance.below(60)) + odd;
  }

  // ── The register ──────────────────────────────────────────────────────────────────────────────

  private writeRegister(): void {
    const { lists, chance } = this;
    const steady = chance.happens(50);
    VENUES.forEach((id, index) => {
      for (const { from, to, recordedAt } of this.intervals(steady || index === 0))
        lists.venues.push({ id, licensedFrom: from, licensedTo: to, recordedAt });
    });
    POOLS.forEach((id, index) => {
      for (const { from, to, recordedAt } of this.intervals(steady || index === 0))
        lists.pools.push({ id, approvedFrom: from, approvedTo: to, recordedAt });
    });
    for (const licence of this.licences) {
      for (const interval of this.intervals(chance.happens(75)))
        lists.licence.push({ status: 'active', ...licence, ...interval });
      if (chance.happens(25))
        for (const interval of this.intervals(false))
          lists.licence.push({ status: 'suspended', ...licence, ...interval });
      for (const pool of POOLS.slice(0, 1 + chance.below(2)))
        for (const interval of this.intervals(false, this.affiliatedFrom()))
          lists.affiliations.push({ pool, ...licence, ...interval });
    }
    for (const bin of RELATED)
      for (const interval of this.intervals(chance.happens(60)))
        lists.relatedBins.push({ bin, ...interval });
  }

  /** The records of one subject: one interval without end, or a history of second thoughts. */
  private intervals(steady: boolean, usually = LONG_AGO): readonly Interval[] {
    const { chance } = this;
    const from = steady || chance.happens(60) ? usually : this.time.edge();
    let recordedAt = from;
    const record = (to: number | null, start = from): Interval => ({
      from: this.time.text(start),
      to: to === null ? null : this.time.text(to),
      recordedAt: this.time.text(recordedAt),
    });
    const records = [record(null)];
    if (steady || chance.happens(30)) return records;
    const until = chance.happens(10) ? from : Math.max(from, this.time.edge());
    recordedAt = this.time.later(Math.max(recordedAt, chance.happens(70) ? until : from));
    records.push(record(until));
    if (chance.happens(30)) {
      recordedAt = this.time.later(recordedAt);
      records.push(record(chance.happens(50) ? null : Math.max(from, this.time.edge())));
    }
    if (chance.happens(40)) records.push(record(null, until + 1 + chance.below(20) * DAY));
    return records;
  }

  private affiliatedFrom(): number {
    return this.time.first.start - this.chance.pick([0, 0, 0, 0, 1, DAY, 40 * DAY]);
  }

  // ── What was mined ────────────────────────────────────────────────────────────────────────────

  private writeMining(month: Plan): void {
    const count = this.chance.pick([0, 1, 1, 2, 3, 5]);
    for (let i = 0; i < count; i += 1) this.writeRow(month);
  }

  private writeRow(month: Plan): void {
    const { chance } = this;
    const id = `d-${this.next()}${chance.pick(ODD_ENDS)}`;
    const pool = chance.happens(65) ? 'dmp-1' : chance.pick(POOLS);
    const at = this.time.within(month);
    const recordedAt = this.time.learned(at);
    const first = this.amount();
    // At times a row names no licence, or one that the register does not know.
    const licence = chance.happens(85) ? chance.pick(this.licences) : chance.pick(SOME_LICENCE);
    this.version({ id, pool, version: 1, ...licence }, at, first, recordedAt);
    const fate = chance.below(100);
    if (fate < 12) {
      // A later version may become known before an earlier one.
      const version = chance.happens(80) ? this.time.later(recordedAt) : recordedAt - MINUTE;
      const second = this.amount();
      this.version({ id, pool, version: 2, ...chance.pick(this.licences) }, at, second, version);
      this.plan(month, at, second);
    } else if (fate < 18) {
      const moved = chance.happens(50) ? this.time.edge() : this.time.asOf + 1;
      const known = this.time.later(recordedAt);
      this.version({ id, pool, version: 3, ...licence }, moved, first, known);
    } else if (fate < 24) {
      const known = chance.happens(70) ? this.time.later(recordedAt) : recordedAt - DAY;
      this.lists.reversals.push({ id, recordedAt: this.time.text(known) });
    } else this.plan(month, at, first);
  }

  private version(
    row: Pick<Row<'distributions'>, 'id' | 'pool' | 'version' | 'licenceId'>,
    at: number,
    net: bigint,
    recordedAt: number,
  ): void {
    const fee = this.chance.happens(50) ? 0n : net / 50n;
    this.lists.distributions.push({
      ...row,
      at: this.time.text(at),
      gross: String(net + fee),
      fee: String(fee),
      net: String(net),
      recordedAt: this.time.text(recordedAt),
    });
  }

  private plan(month: Plan, at: number, net: bigint): void {
    const step = this.time.rules.shareBps
      .filter(({ from }) => millisOf(startOfDay(from)) <= at)
      .reduce((latest, next) => (next.from > latest.from ? next : latest), { from: '', bps: 0 });
    month.mined += net;
    month.weighted += net * BigInt(step.bps);
    month.lastMinedAt = Math.max(month.lastMinedAt, at);
  }

  private writeOpeningStock(): void {
    const first = this.time.within(this.time.first);
    let at = first;
    let recordedAt = this.time.learned(at);
    for (let i = 0; i < 1 + this.chance.below(3); i += 1) {
      // Recorded again for the same instant it replaces, for another it adds.
      if (i > 0 && this.chance.happens(30)) at = this.time.within(this.time.first);
      this.lists.openingStock.push({
        quantity: String(this.amount()),
        at: this.time.text(at),
        recordedAt: this.time.text(recordedAt),
      });
      recordedAt = this.time.later(recordedAt);
    }
    if (this.chance.happens(60)) this.writeReleases('opening', this.amount(), first);
  }

  // ── What was sold ─────────────────────────────────────────────────────────────────────────────

  private writeSales(month: Plan): void {
    const { chance } = this;
    const required = ceilDiv(month.weighted, BPS_PER_WHOLE);
    const fate = chance.below(100);
    if (fate < 30) this.sellInTime(month, required);
    else if (fate < 37) this.sellInTime(month, required - 1n);
    else if (fate < 78) {
      const part = (required * BigInt(chance.below(100))) / 100n;
      this.sellInTime(month, part);
      this.sellLate(month, required - part - (chance.happens(10) ? 1n : 0n));
    } else if (fate < 85) this.sellInTime(month, required + this.amount());
    else if (fate < 92)
      for (let i = 0; i < 1 + chance.below(3); i += 1)
        this.trade('sell', this.time.between(month.start, month.due), this.amount());
  }

  private sellInTime(month: Plan, quantity: bigint): void {
    if (quantity <= 0n) return;
    const first = this.chance.happens(40) ? quantity / BigInt(2 + this.chance.below(3)) : 0n;
    const at = (): number => this.time.between(month.lastMinedAt, month.due);
    if (first > 0n) this.trade('sell', at(), first);
    this.trade('sell', at(), quantity - first);
  }

  private sellLate(month: Plan, quantity: bigint): void {
    if (quantity <= 0n) return;
    const until = Math.max(month.due + 1, Math.min(month.due + 20 * DAY, this.time.asOf));
    this.trade('sell', this.time.between(month.due, until), quantity);
  }

  private trade(side: 'sell' | 'buy', at: number, quantity: bigint): void {
    const { chance, lists } = this;
    const known = chance.happens(6) ? chance.pick(['t-1', 't-2', 't-3']) : '';
    const taken = (venue: string): boolean =>
      lists.fills.some((fill) => fill.venue === venue && fill.tradeId === known);
    const venue = this.venue();
    const tradeId =
      known !== '' && !taken(venue) ? known : `t-${this.next() + 9}${chance.pick(ODD_ENDS)}`;
    const recordedAt = this.time.learned(at);
    const fill: Row<'fills'> = {
      venue,
      tradeId,
      side,
      at: this.time.text(at),
      quantity: String(quantity),
      quote: this.quote(),
      ...this.quoteAmount(),
      ...this.baseFee(side, quantity),
      ...this.counterparty(),
      recordedAt: this.time.text(recordedAt),
    };
    lists.fills.push(fill);
    if (chance.happens(6)) this.writeDecisions(fill, recordedAt);
    if (chance.happens(4)) lists.fills.push({ ...fill, side: side === 'sell' ? 'buy' : 'sell' });
    if (chance.happens(7)) this.writeBust(fill, recordedAt);
    if (chance.happens(14)) this.writeCorrections(fill, at, quantity, recordedAt);
  }

  private venue(): string {
    if (this.chance.happens(75)) return 'ex-1';
    return this.chance.pick([...VENUES, NEVER_LICENSED]);
  }

  private quote(): string {
    return this.chance.happens(92) ? this.chance.pick(['KZT', 'USD']) : 'USDT';
  }

  private quoteAmount(): { quoteAmount?: string } {
    const drawn = this.chance.below(100);
    if (drawn < 60) return {};
    return { quoteAmount: drawn < 95 ? String(this.amount() + 1n) : this.chance.pick(['0', '1']) };
  }

  private baseFee(side: 'sell' | 'buy', quantity: bigint): { baseFee?: string } {
    const { chance } = this;
    if (chance.happens(75)) return {};
    const drawn = chance.pick([0n, 1n, quantity / 100n, quantity, this.amount()]);
    return { baseFee: String(side === 'buy' && drawn > quantity ? quantity : drawn) };
  }

  /** What two persons decided, and at times decided again; also before the fill was known. */
  private writeDecisions({ venue, tradeId, side }: Row<'fills'>, recordedAt: number): void {
    const { chance } = this;
    let known = chance.happens(85) ? this.time.later(recordedAt) : recordedAt - DAY;
    for (let i = 0; i < 1 + chance.below(2); i += 1) {
      this.lists.disqualifications.push({
        venue,
        tradeId,
        side: chance.happens(90) ? side : 'buy',
        disqualified: i === 0 || chance.happens(40),
        recordedAt: this.time.text(known),
      });
      known = this.time.later(known);
    }
  }

  private counterparty(): { counterpartyBin?: string } {
    const drawn = this.chance.below(100);
    if (drawn < 45) return {};
    if (drawn < 92) return { counterpartyBin: this.chance.pick(STRANGERS) };
    return { counterpartyBin: this.chance.pick([LICENSEE, ...RELATED]) };
  }

  /** Of the trade, or of one with the same number elsewhere; also before the fill was known. */
  private writeBust({ venue, tradeId }: Row<'fills'>, recordedAt: number): void {
    const { chance } = this;
    this.lists.busts.push({
      venue: chance.happens(75) ? venue : chance.pick(VENUES),
      tradeId,
      recordedAt: this.time.text(
        chance.happens(60) ? this.time.later(recordedAt) : recordedAt - DAY,
      ),
    });
  }

  private writeCorrections(
    { venue, tradeId }: Row<'fills'>,
    at: number,
    quantity: bigint,
    recordedAt: number,
  ): void {
    const { chance } = this;
    let known = chance.happens(75) ? recordedAt : recordedAt - 30 * DAY;
    for (let i = 0; i < 1 + chance.below(3); i += 1) {
      known = this.time.later(known);
      const moved = chance.pick([
        at + chance.below(40) * DAY,
        at - DAY,
        this.time.edge(),
        this.time.asOf + 1,
      ]);
      this.lists.corrections.push({
        venue,
        tradeId,
        ...(chance.happens(40) ? { at: this.time.text(moved) } : {}),
        ...(chance.happens(60) ? { quantity: String(quantity + BigInt(chance.below(3))) } : {}),
        ...(chance.happens(30) ? { quote: this.quote() } : {}),
        ...(chance.happens(40) ? this.quoteAmount() : {}),
        ...(chance.happens(40) ? this.baseFee('buy', quantity) : {}),
        recordedAt: this.time.text(known),
      });
    }
  }

  // ── What left ─────────────────────────────────────────────────────────────────────────────────

  private writeOutflows(month: Plan): void {
    const { chance } = this;
    const txid = `${chance.below(16).toString(16)}${this.next()}`.padEnd(64, 'a');
    const free = retained(month);
    const amounts = [free, free / 2n, free + 1n, month.mined, this.amount()];
    for (const vout of chance.shuffled([0, 2, 10]).slice(0, 1 + chance.below(3))) {
      const at = this.time.between(month.lastMinedAt, month.due + 60 * DAY);
      this.lists.outflows.push({
        ref: `${txid}:${vout}`,
        at: this.time.text(at),
        amount: String(chance.pick(amounts)),
        recordedAt: this.time.text(this.time.learned(at)),
      });
    }
  }

  private writeReleases(period: string, quantity: bigint, from: number): void {
    const { chance } = this;
    let learned = 0;
    for (let i = 0; i < 1 + chance.below(2); i += 1) {
      const at = chance.happens(15) ? this.time.edge() : this.time.between(from, from + 25 * DAY);
      learned = i === 0 ? this.time.learned(at) : this.time.later(learned);
      this.lists.releases.push({
        period,
        quantity: String(chance.pick([quantity, quantity, quantity / 2n, quantity * 2n])),
        at: this.time.text(at),
        recordedAt: this.time.text(learned),
      });
    }
  }

  // ── Who reported ──────────────────────────────────────────────────────────────────────────────

  private writeCompleteness(): void {
    const { chance } = this;
    const all = chance.happens(65);
    for (const sender of [...POOLS, ...VENUES]) {
      if (all || chance.happens(70)) this.report(sender, this.time.asOf, this.time.asOf);
      if (all && chance.happens(80)) continue;
      for (const { start, end, due } of this.plans)
        if (chance.happens(60)) {
          const through = chance.pick([
            start,
            end - 1,
            end,
            end,
            due - 1,
            due,
            due,
            this.time.edge(),
          ]);
          this.report(sender, through, this.time.learned(through));
        }
    }
  }

  private report(sender: string, through: number, recordedAt: number): void {
    const row = {
      sender,
      through: this.time.text(through),
      recordedAt: this.time.text(recordedAt),
    };
    this.lists.completeness.push(row);
  }

  private next(): number {
    this.serial += 1;
    return this.serial;
  }
}

const retained = ({ mined, weighted }: Plan): bigint => mined - ceilDiv(weighted, BPS_PER_WHOLE);
