import { isAboutNow, momentOf } from './moment.js';
import { Problem } from './problem.js';

const MARCH = '2026-03-01T00:00:00.000Z';
const APRIL = '2026-04-01T00:00:00.000Z';
const MAY = '2026-05-01T00:00:00.000Z';

describe('The moment of a question', () => {
  it.each([
    ['that names no instant is the latest', {}, { knownAt: MAY, asOf: MAY }],
    ['is as of what was known', { knownAt: APRIL }, { knownAt: APRIL, asOf: APRIL }],
    ['is of the latest knowledge about the past', { asOf: MARCH }, { knownAt: MAY, asOf: MARCH }],
    ['has both', { knownAt: APRIL, asOf: MARCH }, { knownAt: APRIL, asOf: MARCH }],
  ])('%s', (_sentence, query, moment) => expect(momentOf(query, MAY)).toEqual(moment));

  it('may know more than the latest: the answer is then not complete', () =>
    expect(momentOf({ knownAt: MAY }, APRIL)).toEqual({ knownAt: MAY, asOf: MAY }));

  it.each([{ knownAt: MARCH, asOf: APRIL }, { asOf: '2026-05-01T00:00:00.001Z' }])(
    'judges nothing that is not known: %j',
    (query) => expect(() => momentOf(query, MAY)).toThrow(Problem),
  );

  it('is now where neither instant is named', () =>
    expect([{}, { knownAt: MAY }, { asOf: MAY }].map(isAboutNow)).toEqual([true, false, false]));
});
