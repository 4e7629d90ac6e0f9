import {
  declarationOf,
  faultsOf,
  laneAt,
  laneOfLicensee,
  LANES,
  partsOf,
  partitionOf,
  topicsOf,
  type TopicState,
} from './kafka-topics.js';

const LOG = 'esep/pool-reporting/test';

describe('The topics of a log', () => {
  it('are one for licensees in 12 partitions, and one for everybody', () => {
    expect(topicsOf(LOG)).toEqual([
      { topic: 'esep.pool-reporting.v1', partitions: 12 },
      { topic: 'esep.pool-reporting.global.v1', partitions: 1 },
    ]);
  });

  it('have a place for every lane, and a lane for every place', () => {
    expect(LANES).toHaveLength(13);
    expect(LANES.map((lane) => laneAt(LOG, partitionOf(LOG, lane)))).toEqual(LANES);
  });

  // Partitions that the Java client of Apache Kafka gives these keys in a topic of 12.
  it.each([
    ['21', 'L0'],
    ['foobar', 'L6'],
    ['a-little-bit-long-string', 'L8'],
    ['a-little-bit-longer-string', 'L11'],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', 'L5'],
    ['abc', 'L3'],
    ['019be012-7c1e-7000-8000-000000000001', 'L10'],
  ])('give the licensee %s the partition that any Kafka client would: %s', (licensee, lane) => {
    expect(laneOfLicensee(licensee)).toBe(lane);
  });
});

describe('A fact', () => {
  it('about a licensee goes to that licensee’s partition', () => {
    const fact = { type: 'DistributionRecorded', body: { licenseeId: 'abc' } };
    expect(partsOf(fact)).toEqual([{ lane: laneOfLicensee('abc'), keys: ['abc'] }]);
  });

  it('about several licensees goes once to each of their partitions', () => {
    const together = ['x0', 'x1', 'x2', 'x3', 'x4', 'x5', 'x6', 'x7', 'x8', 'x9', 'x10', 'x11'];
    const fact = { type: 'ChainMovementObserved', body: { holders: [...together, 'x0'] } };
    const parts = partsOf(fact);
    expect(new Set(parts.map(({ lane }) => lane)).size).toBe(parts.length);
    expect(parts.length).toBeLessThan(together.length);
    expect(parts.flatMap(({ keys }) => keys).sort()).toEqual(together.sort());
    for (const { lane, keys } of parts)
      expect(keys.map(laneOfLicensee)).toEqual(keys.map(() => lane));
  });

  it('about everybody goes to the partition that everybody reads', () => {
    expect(partsOf({ type: 'PoolApproved', body: { poolId: 'dmp-1' } })).toEqual([
      { lane: 'G', keys: [] },
    ]);
  });

  it('that is private goes nowhere', () => {
    expect(partsOf({ type: 'RowRejected', body: {} })).toEqual([]);
  });

  it('of which nobody said where it goes stops the publisher', () => {
    expect(() => partsOf({ type: 'NobodyDeclaredThis', body: {} })).toThrow('NobodyDeclaredThis');
  });
});

describe('A topic on three brokers', () => {
  const declared = declarationOf({ topic: 'esep.tax.v1', partitions: 12 }, 3);
  const found = (differs: Partial<TopicState>, settings: Record<string, string> = {}) =>
    faultsOf(declared, {
      ...declared,
      ...differs,
      settings: { ...declared.settings, ...settings },
    });

  it.each<[string, Partial<TopicState>, Record<string, string>]>([
    ['as it was declared', {}, {}],
    ['with more copies', { replicas: 5 }, { 'min.insync.replicas': '3' }],
    ['that keeps records for ever', {}, { 'retention.ms': '-1' }],
    ['that has settings of which nothing was said', {}, { 'segment.bytes': '1000000' }],
  ])('is well %s', (_sentence, differs, settings) => expect(found(differs, settings)).toEqual([]));

  it.each<[string, Partial<TopicState>, Record<string, string>]>([
    ['copies', { replicas: 2 }, {}],
    ['partitions', { partitions: 24 }, {}],
    ['min.insync.replicas', {}, { 'min.insync.replicas': '1' }],
    ['retention.bytes', {}, { 'retention.bytes': '1000000000' }],
    ['retention.ms', {}, { 'retention.ms': 'soon' }],
  ])('that is weaker in %s is told', (fault, differs, settings) =>
    expect(found(differs, settings)).toEqual([expect.stringContaining(fault)]),
  );
});
