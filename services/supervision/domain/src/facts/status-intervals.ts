import type { Instant } from '@esep/kernel';

import { entryOf } from './entry-of.js';
import type { Recorded, Until } from './reconciliation-facts.js';
import { replaces } from './supersession.js';

/** An interval as it was recorded; an empty one holds nowhere, but replaces what it repeats. */
export interface StatusInterval extends Recorded {
  /** Of which licence it is, where the status is one of licences. */
  readonly licence?: string;
  readonly from: Instant;
  readonly to: Until;
}

/**
 * The effective-dated statuses of one kind (venue licensed, pool approved, …), by subject. An
 * interval recorded again with the same subject, licence and start replaces the earlier record, which
 * is how an end becomes known. Intervals of two licences never replace each other.
 */
export class StatusIntervals {
  private readonly bySubject = new Map<string, StatusInterval[]>();

  /** Returns from when on the status may be another than before. */
  record(subject: string, interval: StatusInterval): Instant {
    const intervals = entryOf(this.bySubject, subject, (): StatusInterval[] => []);
    const index = intervals.findIndex(
      ({ from, licence }) => from === interval.from && licence === interval.licence,
    );
    const known = intervals[index];
    if (known === undefined) intervals.push(interval);
    else if (replaces(interval, known)) intervals[index] = interval;
    if (known === undefined || interval.to === null) return known?.to ?? interval.from;
    return cutAt(interval.to, known.to);
  }

  /** True when an interval of the subject, and of the licence if one is named, contains `at`. */
  holds(subject: string, at: Instant, licence?: string): boolean {
    const intervals = this.bySubject.get(subject);
    if (intervals === undefined) return false;
    for (const interval of intervals) {
      const { from, to } = interval;
      const isAsked = licence === undefined || licence === interval.licence;
      if (isAsked && from <= at && (to === null || at < to)) return true;
    }
    return false;
  }

  /** True when anything was ever recorded of the subject. */
  has(subject: string): boolean {
    return this.bySubject.has(subject);
  }

  /** The subjects with an interval that contains `at`. */
  *holding(at: Instant): Generator<string> {
    for (const subject of this.bySubject.keys()) if (this.holds(subject, at)) yield subject;
  }

  /**
   * The subjects whose status held at some time in `[start, end)`, each with the greatest end of the
   * intervals that reach into it.
   */
  *within(start: Instant, end: Instant): Generator<{ subject: string; lastUntil: Until }> {
    for (const [subject, intervals] of this.bySubject) {
      const inside = intervals.filter(
        ({ from, to }) => from < end && (to === null || (from < to && start < to)),
      );
      if (inside.length > 0) yield { subject, lastUntil: latest(inside) };
    }
  }

  /** The starts of all intervals that are not empty. */
  *starts(): Generator<Instant> {
    for (const intervals of this.bySubject.values())
      for (const { from, to } of intervals) if (to === null || from < to) yield from;
  }
}

/** The end of a time, or until when a status holds that ends before it. */
export const cutAt = (end: Instant, until: Until): Instant =>
  until !== null && until < end ? until : end;

const latest = (intervals: readonly StatusInterval[]): Until =>
  intervals
    .map(({ to }) => to)
    .reduce((left, right) =>
      left === null || right === null ? null : left > right ? left : right,
    );
