import { pause } from '@esep/platform';

import { subjectKey, type Subject } from '../project-facts/subject.js';

/** A subject that takes longer is waited for no more. */
const SLOW_MS = 250;
/** With so many under way the next one is waited for: each keeps the database busy. */
const SLOW_MAX = 10;
/** Before a slow subject is taken up again it rests as long as it took, and not longer than this. */
const REST_MS_MAX = 10_000;

const NOT_YET: unique symbol = Symbol('not yet');

/** Subjects whose work takes long and goes on beside that of others, one piece of work for each. */
export class SlowSubjects {
  private readonly underWay = new Map<string, { subject: Subject; ended: Promise<void> }>();

  /** These are not to be taken up again yet. */
  all(): readonly Subject[] {
    return [...this.underWay.values()].map(({ subject }) => subject);
  }

  /**
   * What the work comes to; undefined where it takes long: then `takeLate` gets it when it is there.
   * Neither may be rejected.
   */
  async outcomeOf<Outcome>(
    subject: Subject,
    work: Promise<Outcome>,
    takeLate: (outcome: Outcome) => Promise<void>,
    stop: AbortSignal,
  ): Promise<Outcome | undefined> {
    if (this.underWay.size >= SLOW_MAX) return work;
    const begun = performance.now();
    const waited = new AbortController();
    const tooLong = pause(SLOW_MS, waited.signal).then((): typeof NOT_YET => NOT_YET);
    const first = await Promise.race([work, tooLong]);
    waited.abort();
    if (first !== NOT_YET) return first;
    const end = async (): Promise<void> => {
      try {
        await takeLate(await work);
        const rest = Math.min(performance.now() - begun, REST_MS_MAX);
        await pause(rest, stop);
      } finally {
        this.underWay.delete(subjectKey(subject));
      }
    };
    this.underWay.set(subjectKey(subject), { subject, ended: end() });
    return undefined;
  }

  /** Resolves when none is under way any more. */
  async ended(): Promise<void> {
    await Promise.all([...this.underWay.values()].map(({ ended }) => ended));
  }
}
