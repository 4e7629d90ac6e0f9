import {
  endOf,
  instantOf,
  millisOf,
  plusDays,
  plusPeriods,
  startOf,
  startOfDay,
  type Period,
} from '@esep/kernel';
import { dueUnder, rulesOfWire, type WireReconciliationRules } from '@esep/rulebook';

import type { Chance } from './chance.js';

// The time of a random case: its months, its rules, when it is judged and what is known by then.
// Instants are milliseconds; most are drawn from where something changes.

export interface Month {
  readonly period: Period;
  readonly start: number;
  readonly end: number;
  readonly due: number;
}

export const MINUTE = 60_000;
export const DAY = 86_400_000;

const FIRST_MONTHS = ['2023-11', '2023-12', '2024-01', '2024-02', '2024-12', '2025-01', '2026-01'];
const HOLIDAYS = ['2024-01-01', '2024-03-08', '2025-03-10', '2025-06-10', '2026-03-23'];

export class RandomTime {
  readonly rules: WireReconciliationRules;
  readonly months: readonly Month[];
  readonly asOf: number;
  readonly knownAt: number;
  /** Instants already used, so that events meet at one instant. */
  private readonly instants: number[] = [];

  constructor(private readonly chance: Chance) {
    const first = chance.happens(50)
      ? chance.pick(FIRST_MONTHS)
      : plusPeriods('2024-01', chance.below(30));
    this.rules = this.rulesFrom(first);
    this.months = Array.from({ length: 1 + chance.below(4) }, (_, index) =>
      this.month(plusPeriods(first, index)),
    );
    this.asOf = this.timeOfJudgement();
    this.knownAt = this.asOf + chance.pick([0, 0, 1, DAY, 20 * DAY, 60 * DAY]);
  }

  get first(): Month {
    return this.months[0] as Month;
  }

  private rulesFrom(first: Period): WireReconciliationRules {
    const { chance } = this;
    const steps = [
      { from: '2024-01-01', bps: 5_000 },
      { from: '2025-01-01', bps: 7_500 },
    ];
    if (chance.happens(20))
      steps.push({ from: `${first}-15`, bps: chance.pick([0, 1, 3_333, 10_000]) });
    const nearDue = plusDays(`${plusPeriods(first, 1)}-10`, chance.below(4));
    return {
      shareBps: chance.shuffled(steps),
      graceDays: this.graceDays(first),
      holidays: chance.shuffled(chance.happens(50) ? [...HOLIDAYS, nearDue] : HOLIDAYS),
      quoteCurrencies: this.quoteCurrencies(first),
      carryForward: false,
    };
  }

  /** One number, or several by dates near the first of a month, where it matters to the day. */
  private graceDays(first: Period): WireReconciliationRules['graceDays'] {
    const { chance } = this;
    const some = (): number => chance.pick([10, 10, 10, 10, 1, 15, 25, 40]);
    if (chance.happens(70)) return some();
    // Fewer days from a month on: it falls due before the month before it does.
    if (chance.happens(50))
      return [
        { from: '2023-01-01', days: 40 },
        { from: `${plusPeriods(first, 1)}-01`, days: 1 },
      ];
    return chance.shuffled(this.days(first).map((from) => ({ from, days: some() })));
  }

  private quoteCurrencies(first: Period): WireReconciliationRules['quoteCurrencies'] {
    const { chance } = this;
    const some = (): string[] =>
      chance.pick([['KZT', 'USD'], ['KZT', 'USD'], ['USD', 'KZT'], ['USDT', 'USD'], ['KZT']]);
    if (chance.happens(75)) return some();
    return chance.shuffled(this.days(first).map((from) => ({ from, currencies: some() })));
  }

  private days(first: Period): readonly string[] {
    const { chance } = this;
    const usual = chance.happens(60) ? ['2023-01-01'] : [];
    const month = `${plusPeriods(first, chance.below(3))}-01`;
    return [...usual, plusDays(month, chance.pick([-1, 0, 0, 1, 9])), plusDays(month, 40)];
  }

  private month(period: Period): Month {
    const [start, end] = [millisOf(startOf(period)), millisOf(endOf(period))];
    const due = millisOf(dueUnder(rulesOfWire(this.rules), period));
    return { period, start, end, due };
  }

  private timeOfJudgement(): number {
    const { first } = this;
    const last = this.months.at(-1) as Month;
    if (this.chance.happens(65)) return last.due + this.chance.below(40) * DAY;
    if (this.chance.happens(50)) return this.edge();
    return first.start + this.chance.below((last.due - first.start) / MINUTE) * MINUTE;
  }

  /** An instant at which something changes, or one millisecond beside it. */
  edge(): number {
    const { start, end, due } = this.chance.pick(this.months);
    const step = millisOf(startOfDay(this.chance.pick(this.rules.shareBps).from));
    const edges = [start, end, due].flatMap((at) => [at - 1, at, at + 1]);
    const at = this.chance.pick(start <= step && step < end ? [...edges, step - 1, step] : edges);
    this.instants.push(at);
    return at;
  }

  /** Some instant of `[from, until)`, often one at which something else happens too. */
  between(from: number, until: number): number {
    const known = this.instants.filter((at) => from <= at && at < until);
    const { chance } = this;
    const drawn =
      known.length > 0 && chance.happens(20)
        ? chance.pick(known)
        : from + chance.below(Math.max(1, (until - from) / MINUTE)) * MINUTE;
    const at = chance.happens(8) ? chance.pick([from, Math.max(from, until - 1)]) : drawn;
    this.instants.push(at);
    return at;
  }

  within({ start, end }: Month): number {
    return this.between(start, end);
  }

  /** When something that happened at `at` becomes known: mostly soon, at times just too late. */
  learned(at: number): number {
    const { chance, knownAt } = this;
    if (knownAt > at && chance.happens(4)) return knownAt + chance.pick([0, 1]);
    return at + chance.pick([0, MINUTE, DAY, DAY, 5 * DAY, 25 * DAY]);
  }

  /** Strictly later, so that one record replaces another. */
  later(than: number): number {
    return than + 1 + this.chance.below(20 * DAY);
  }

  /** The same instant can be written in many ways. */
  text(at: number): string {
    const hours = this.chance.pick([0, 5, 6]);
    const local = instantOf(at + hours * 60 * MINUTE).slice(0, -1);
    const short = local.endsWith('.000') && this.chance.happens(50) ? local.slice(0, -4) : local;
    return hours === 0 ? `${short}${this.chance.pick(['Z', '+00:00'])}` : `${short}+0${hours}:00`;
  }
}
