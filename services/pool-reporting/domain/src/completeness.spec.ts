import type { PoolReportedThrough } from '@esep/contracts';
import { COMPLETENESS_MESSAGES, completenessStream } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import { completenessDecider, type ReportThrough } from './completeness.js';

const { given } = specify(completenessDecider);

const FEB = '2026-02-28T19:00:00.000Z';
const MAR = '2026-03-31T19:00:00.000Z';

describe('What a pool has reported in full', () => {
  it('begins with its first word', () => given().when(report(FEB)).then(reported(FEB)));

  it('advances', () => given(reported(FEB)).when(report(MAR)).then(reported(MAR)));

  it('stays where it is at the same word again', () =>
    given(reported(FEB)).when(report(FEB)).thenNothing());

  it('never goes back', () => given(reported(FEB), reported(MAR)).when(report(FEB)).thenNothing());

  it('may be 5 minutes ahead, because clocks differ', () =>
    given().when(report('2026-04-01T00:05:00.000Z')).then(reported('2026-04-01T00:05:00.000Z')));

  it('does not reach into the future', () =>
    given().when(report('2026-04-01T00:05:00.001Z')).thenRefused('instant-in-future'));

  it('API-1: does not end before the regime began', () =>
    given().when(report('2023-12-31T17:59:59.999Z')).thenRefused('before-regime'));

  it('does not reach into the future after a word that did not', () =>
    given(reported(FEB)).when(report('2027-01-01T00:00:00.000Z')).thenRefused('instant-in-future'));

  it('stands in a stream of the pool', () =>
    expect(completenessStream('dmp-1')).toBe('completeness-dmp-1'));

  it.each(Object.entries(COMPLETENESS_MESSAGES))('%s says what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});

function report(through: string): ReportThrough {
  return { type: 'ReportThrough', poolId: 'dmp-1', through, at: '2026-04-01T00:00:00.000Z' };
}
function reported(through: string): PoolReportedThrough {
  return { type: 'PoolReportedThrough', poolId: 'dmp-1', through };
}
