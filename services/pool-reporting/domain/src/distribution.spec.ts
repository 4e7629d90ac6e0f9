import type { DistributionEvent } from '@esep/contracts';
import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';
import fc from 'fast-check';

import {
  decideDistributions,
  decideReversals,
  DISTRIBUTION_MESSAGES,
  distributionDecider,
  distributionStream,
  type Distribution,
  type DistributionCommand,
  type DistributionRefusal,
  type DistributionSent,
} from './distribution.js';

const { given } = specify(distributionDecider);

const NOW = '2026-03-06T00:00:00.000Z';
const LATER = '2026-03-07T00:00:00.000Z';
const TXID = 'ab'.repeat(32);

describe('A distribution', () => {
  it('is recorded as it was reported', () =>
    given()
      .when(report({ wallet: 'bc1q', payoutTxid: TXID, block: '831328' }))
      .then(recorded({ wallet: 'bc1q', payoutTxid: TXID, block: '831328' })));

  it('may be of nothing, when the fee took all', () =>
    given()
      .when(report({ gross: 100n, fee: 100n, net: 0n }))
      .then(recorded({ gross: '100', fee: '100', net: '0' })));

  it('is exact beyond what a floating-point number holds', () => {
    const wei = 10n ** 26n + 1n;
    given()
      .when(report({ asset: 'ETC', gross: wei, fee: 0n, net: wei }))
      .then(recorded({ asset: 'ETC', gross: `${wei}`, fee: '0', net: `${wei}` }));
  });

  it('hashes nothing that a sender adds to the row', () =>
    given()
      .when({ ...report(), note: 'not of the contract' } as DistributionCommand)
      .then(recorded()));

  it.each(['FPPS', 'PPS', 'PPS+', 'PPLNS', 'SOLO'] as const)('is paid by the scheme %s', (scheme) =>
    given().when(report({ scheme })).then(recorded({ scheme })),
  );

  describe('is refused', () => {
    it.each<[string, Partial<Command<'ReportDistribution'>>, DistributionRefusal]>([
      ['whose net is one unit too much', { net: 9_901n }, 'net-mismatch'],
      ['whose net is one unit too little', { net: 9_899n }, 'net-mismatch'],
      ['whose fee is above the gross', { gross: 1n, fee: 2n, net: 0n }, 'net-mismatch'],
      ['with a negative net', { gross: 1n, fee: 2n, net: -1n }, 'quantity-negative'],
      ['with a negative fee', { gross: 1n, fee: -1n, net: 2n }, 'quantity-negative'],
      ['of an asset nobody knows', { asset: 'XMR' }, 'asset-unknown'],
      ['of an asset in lower case', { asset: 'btc' }, 'asset-unknown'],
      ['of an asset named like a property', { asset: 'constructor' }, 'asset-unknown'],
      ['by a scheme nobody knows', { scheme: 'fpps' }, 'scheme-unknown'],
      ['with a payout id in capitals', { payoutTxid: 'AB'.repeat(32) }, 'txid-malformed'],
      [
        'more than 5 minutes ahead',
        { distributedAt: '2026-03-06T00:05:00.001Z' },
        'instant-in-future',
      ],
      [
        'API-1: from before the regime',
        { distributedAt: '2023-12-31T17:59:59.999Z' },
        'before-regime',
      ],
      [
        'API-1: of more than there can be',
        { gross: 2_100_000_000_000_002n, fee: 1n, net: 2_100_000_000_000_001n },
        'quantity-above-supply',
      ],
      [
        'to the wallet of another',
        { wallet: 'w', walletHolders: ['lic-2'] },
        'wallet-bound-to-another',
      ],
    ])('%s', (_, but, reason) => given().when(report(but)).thenRefused(reason));

    it('for a licence nobody knows', () => {
      const { licenseeId: _, ...nobodys } = report();
      given().when(nobodys).thenRefused('licence-unknown');
    });
  });

  it('may be 5 minutes ahead, because clocks differ', () =>
    given()
      .when(report({ distributedAt: '2026-03-06T00:05:00.000Z' }))
      .then(recorded({ distributedAt: '2026-03-06T00:05:00.000Z' })));

  it('stands when its wallet is bound to nobody', () =>
    given()
      .when(report({ wallet: 'w' }))
      .then(recorded({ wallet: 'w' })));

  it('stands when the licensee is one of those in conflict over its wallet', () =>
    given()
      .when(report({ wallet: 'w', walletHolders: ['lic-2', 'lic-1'] }))
      .then(recorded({ wallet: 'w' })));

  describe('in a higher version of its report', () => {
    it('is replaced as a whole', () =>
      given(recorded({ wallet: 'w', block: '1' }))
        .when(report({ version: 2, gross: 20_000n, net: 19_900n }))
        .then(replaced({ version: 2, gross: '20000', net: '19900' })));

    it('stays quiet when it says the same', () =>
      given(recorded())
        .when(report({ version: 2 }))
        .thenNothing());

    it.each<[string, Partial<Command<'ReportDistribution'>>, Partial<Body>]>([
      ['licence', { licenceId: 'L-2' }, { licenceId: 'L-2' }],
      ['scheme', { scheme: 'PPS' }, { scheme: 'PPS' }],
      ['gross and fee', { gross: 10_001n, fee: 101n }, { gross: '10001', fee: '101' }],
      ['gross and net', { gross: 10_001n, net: 9_901n }, { gross: '10001', net: '9901' }],
      [
        'time',
        { distributedAt: '2026-03-05T07:00:00.001Z' },
        { distributedAt: '2026-03-05T07:00:00.001Z' },
      ],
      ['wallet', { wallet: 'w' }, { wallet: 'w' }],
      ['payout', { payoutTxid: TXID }, { payoutTxid: TXID }],
      ['block', { block: '831328' }, { block: '831328' }],
    ])('may change its %s', (_, but, body) =>
      given(recorded())
        .when(report({ version: 2, ...but }))
        .then(replaced({ version: 2, ...body })),
    );

    it.each<[string, Partial<Command<'ReportDistribution'>>, DistributionRefusal]>([
      ['a version of the same number', { version: 1, net: 9_800n, fee: 200n }, 'version-not-newer'],
      ['another report', { version: 2, reportId: 'april' }, 'row-belongs-to-another-report'],
      ['another licensee', { version: 2, licenseeId: 'lic-2' }, 'licensee-changed'],
      ['another asset', { version: 2, asset: 'LTC' }, 'asset-changed'],
    ])('is not replaced by %s', (_, but, reason) =>
      given(recorded()).when(report(but)).thenRefused(reason),
    );

    it('is not replaced by a version below the one that changed it', () =>
      given(recorded(), replaced({ version: 5, scheme: 'PPS' }))
        .when(report({ version: 4 }))
        .thenRefused('version-not-newer'));

    it('keeps its old content when the new one breaks a rule', () =>
      given(recorded())
        .when(report({ version: 2, net: 1n }))
        .thenRefused('net-mismatch'));
  });

  it('does not mix with the row of a pool whose id continues this one', () => {
    expect(distributionStream('dmp', '1-r')).toBe(distributionStream('dmp-1', 'r'));
    given(recorded({ poolId: 'dmp-1', rowId: 'r' }))
      .when(report({ poolId: 'dmp', rowId: '1-r', version: 2 }))
      .thenRefused('id-ambiguous');
    given(recorded({ poolId: 'dmp-1', rowId: 'r' }))
      .when(withdraw({ poolId: 'dmp' }))
      .thenRefused('id-ambiguous');
    given(recorded({ poolId: 'dmp-1', rowId: 'r' }))
      .when(reverse({ poolId: 'dmp' }))
      .thenRefused('row-unknown');
  });
});

describe('The withdrawal of a distribution', () => {
  it('takes it back', () => given(recorded()).when(withdraw()).then(withdrawn()));

  it('happens once', () =>
    given(recorded(), withdrawn())
      .when(withdraw({ version: 3 }))
      .thenNothing());

  it('needs a distribution', () => given().when(withdraw()).thenRefused('row-unknown'));

  it('belongs to its report', () =>
    given(recorded())
      .when(withdraw({ reportId: 'april' }))
      .thenRefused('row-belongs-to-another-report'));

  it('comes with a higher version', () =>
    given(recorded())
      .when(withdraw({ version: 1 }))
      .thenRefused('version-not-newer'));

  it('is undone when a still higher version has the row again', () =>
    given(recorded(), withdrawn())
      .when(report({ version: 3 }))
      .then(replaced({ version: 3 })));

  it('is not undone by the version that withdrew it', () =>
    given(recorded(), withdrawn())
      .when(report({ version: 2 }))
      .thenRefused('version-not-newer'));

  it('has nothing to take back from a reversed one', () =>
    given(recorded(), reversed()).when(withdraw()).thenNothing());
});

describe('The reversal of a distribution', () => {
  it('ends it', () => given(recorded()).when(reverse()).then(reversed()));

  it('ends a withdrawn one too, so that no version brings it back', () =>
    given(recorded(), withdrawn()).when(reverse()).then(reversed()));

  it('of the same cause twice changes nothing', () =>
    given(recorded(), reversed())
      .when(reverse({ at: LATER }))
      .thenNothing());

  it('is final', () =>
    given(recorded(), reversed())
      .when(reverse({ cause: 'other-block' }))
      .thenRefused('already-reversed'));

  it('needs a distribution', () => given().when(reverse()).thenRefused('row-unknown'));

  it('stays when a higher version changes the row, and the change is kept', () =>
    given(recorded(), reversed())
      .when(report({ version: 2, scheme: 'PPS' }))
      .then(replaced({ version: 2, scheme: 'PPS' })));

  it('stays after such a change', () =>
    given(recorded(), reversed(), replaced({ version: 2, scheme: 'PPS' }))
      .when(reverse())
      .thenNothing());

  it('leaves a row quiet that a higher version repeats', () =>
    given(recorded(), reversed())
      .when(report({ version: 2 }))
      .thenNothing());
});

describe('A report of distributions', () => {
  const first = { poolId: 'dmp-1', reportId: 'march', version: 1, at: NOW };
  const second = { ...first, version: 2 };

  it('records its rows, each in its own stream', () =>
    expect(decideDistributions({ ...first, rows: [sent('a'), sent('b')] }, new Map())).toEqual({
      accepted: 2,
      rejected: [],
      withdrawn: [],
      appends: [
        { stream: 'distribution-dmp-1-a', events: [recorded({ rowId: 'a' })] },
        { stream: 'distribution-dmp-1-b', events: [recorded({ rowId: 'b' })] },
      ],
    }));

  it('rejects rows one by one, with what to do', () => {
    const { accepted, rejected } = decideDistributions(
      { ...first, rows: [sent('a'), sent('b', { net: 1n }), sent('a'), sent('c d')] },
      new Map(),
    );
    expect(accepted).toBe(1);
    expect(rejected).toEqual([
      {
        index: 1,
        rowId: 'b',
        code: 'net-mismatch',
        message: DISTRIBUTION_MESSAGES['net-mismatch'],
      },
      {
        index: 2,
        rowId: 'a',
        code: 'duplicate-row',
        message: DISTRIBUTION_MESSAGES['duplicate-row'],
      },
      {
        index: 3,
        rowId: 'c d',
        code: 'id-malformed',
        message: DISTRIBUTION_MESSAGES['id-malformed'],
      },
    ]);
  });

  it('replaces, repeats, adds and withdraws in its next version', () => {
    const rows = [sent('a'), sent('b', { scheme: 'PPS' }), sent('d')];
    expect(decideDistributions({ ...second, rows }, knownRows('a', 'b', 'c'))).toEqual({
      accepted: 3,
      rejected: [],
      withdrawn: ['c'],
      appends: [
        {
          stream: 'distribution-dmp-1-b',
          events: [replaced({ rowId: 'b', version: 2, scheme: 'PPS' })],
        },
        { stream: 'distribution-dmp-1-d', events: [recorded({ rowId: 'd', version: 2 })] },
        { stream: 'distribution-dmp-1-c', events: [withdrawn({ rowId: 'c' })] },
      ],
    });
  });

  it('withdraws only what stands', () => {
    const known = new Map([
      ...knownRows('a'),
      ['b', state(recorded({ rowId: 'b' }), withdrawn({ rowId: 'b' }))] as const,
      ['c', state(recorded({ rowId: 'c' }), reversed({ rowId: 'c' }))] as const,
      ['d', state()] as const,
      ['e', state(recorded({ rowId: 'e', reportId: 'april' }))] as const,
    ]);
    expect(decideDistributions({ ...second, version: 3, rows: [] }, known).withdrawn).toEqual([
      'a',
    ]);
  });

  it('does not touch the rows of another report', () =>
    expect(
      decideDistributions(
        { ...second, reportId: 'april', rows: [sent('a', { scheme: 'PPS' })] },
        knownRows('a'),
      ),
    ).toMatchObject({
      accepted: 0,
      rejected: [{ rowId: 'a', code: 'row-belongs-to-another-report' }],
      withdrawn: [],
      appends: [],
    }));

  it('accepts or rejects each row it has, and writes no stream twice', () =>
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 30 }), fc.array(anyRowId), (rows, ids) => {
        const known = knownRows(...ids);
        const intake = decideDistributions({ ...second, rows }, known);
        expect(intake.accepted + intake.rejected.length).toBe(rows.length);
        const streams = intake.appends.map(({ stream }) => stream);
        expect(new Set(streams).size).toBe(streams.length);
        for (const rowId of intake.withdrawn) {
          expect(known.has(rowId)).toBe(true);
          expect(rows.some((row) => row.rowId === rowId)).toBe(false);
        }
      }),
      { numRuns: 300 },
    ));

  it('leaves in force exactly the rows of its last version that broke no rule', () =>
    fc.assert(
      fc.property(fc.array(fc.array(anyRow, { maxLength: 8 }), { maxLength: 6 }), (versions) => {
        const streams = new Map<string, DistributionEvent[]>();
        const stateOf = (events: readonly DistributionEvent[]) =>
          replay(distributionDecider, events);
        versions.forEach((rows, i) => {
          const known = new Map(
            [...streams.values()].map((events) => [rowIdOf(events), stateOf(events)]),
          );
          const { appends } = decideDistributions({ ...first, version: i + 1, rows }, known);
          for (const { stream, events } of appends)
            streams.set(stream, [...(streams.get(stream) ?? []), ...events]);
        });
        const standing = new Map<string, string>();
        for (const events of streams.values()) {
          const row = stateOf(events);
          if (row.status === 'recorded') standing.set(rowIdOf(events), row.row.net);
        }
        expect(standing).toEqual(standingByHand(versions));
      }),
      { numRuns: 300 },
    ));

  it('of 10,000 rows that replace 10,000 is decided whole', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => `r-${i}`);
    const rows = ids.map((id, i) => sent(id, i % 2 === 0 ? {} : { scheme: 'PPS' }));
    const known = knownRows(...ids.map((id) => `${id}-old`), ...ids);
    const intake = decideDistributions({ ...second, rows }, known);
    expect(intake.accepted).toBe(10_000);
    expect(intake.appends).toHaveLength(15_000);
    expect(intake.withdrawn).toHaveLength(10_000);
  });
});

describe('FIGURES-16: a credit', () => {
  it.each(['PPS', 'FPPS'] as const)(
    'of the scheme %s has no block that could be orphaned',
    (scheme) => given(recorded({ scheme })).when(reverse()).thenRefused('no-block-behind-it'),
  );

  it('that was reported without a block cannot be reversed', () => {
    const { block: _, ...withoutBlock } = recorded();
    given(withoutBlock).when(reverse()).thenRefused('no-block-behind-it');
  });

  it('is reversed for its own block only', () =>
    given(recorded())
      .when(reverse({ cause: 'because' }))
      .thenRefused('block-not-named'));
});

describe('A report of reversals', () => {
  const reversals = (...rows: { rowId: string; cause: string }[]) =>
    decideReversals(
      { poolId: 'dmp-1', reportId: 'orphans', version: 1, at: NOW, rows },
      knownRows('a', 'b'),
    );

  it('reverses the rows it names', () =>
    expect(
      reversals({ rowId: 'a', cause: 'orphaned-block' }, { rowId: 'b', cause: 'orphaned-block' }),
    ).toEqual({
      accepted: 2,
      rejected: [],
      withdrawn: [],
      appends: [
        { stream: 'distribution-dmp-1-a', events: [reversed({ rowId: 'a' })] },
        { stream: 'distribution-dmp-1-b', events: [reversed({ rowId: 'b' })] },
      ],
    }));

  it('rejects rows that the pool never reported, and rows named twice', () =>
    expect(
      reversals(
        { rowId: 'a', cause: 'orphaned-block' },
        { rowId: 'x', cause: 'orphaned-block' },
        { rowId: 'a', cause: 'orphaned-block' },
      ).rejected.map(({ rowId, code }) => [rowId, code]),
    ).toEqual([
      ['x', 'row-unknown'],
      ['a', 'duplicate-row'],
    ]));
});

describe('A refusal of a distribution', () => {
  it.each(Object.entries(DISTRIBUTION_MESSAGES))('%s says what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Of<Union, Type extends string> = Extract<Union, { readonly type: Type }>;
type Event<Type extends DistributionEvent['type']> = Of<DistributionEvent, Type>;
type Command<Type extends DistributionCommand['type']> = Of<DistributionCommand, Type>;
type Body = Omit<Event<'DistributionRecorded'>, 'type'>;

function sent(rowId: string, but: Partial<DistributionSent> = {}): DistributionSent {
  return {
    rowId,
    licenceId: 'L-1',
    licenseeId: 'lic-1',
    asset: 'BTC',
    scheme: 'PPLNS',
    block: 'orphaned-block',
    gross: 10_000n,
    fee: 100n,
    net: 9_900n,
    distributedAt: '2026-03-05T07:00:00.000Z',
    walletHolders: [],
    ...but,
  };
}
function report(but: Partial<Command<'ReportDistribution'>> = {}): Command<'ReportDistribution'> {
  return {
    ...sent('r-1'),
    type: 'ReportDistribution',
    poolId: 'dmp-1',
    reportId: 'march',
    version: 1,
    at: NOW,
    ...but,
  };
}
function withdraw(
  but: Partial<Command<'WithdrawDistribution'>> = {},
): Command<'WithdrawDistribution'> {
  return {
    type: 'WithdrawDistribution',
    poolId: 'dmp-1',
    reportId: 'march',
    version: 2,
    at: NOW,
    ...but,
  };
}
function reverse(
  but: Partial<Command<'ReverseDistribution'>> = {},
): Command<'ReverseDistribution'> {
  return {
    type: 'ReverseDistribution',
    poolId: 'dmp-1',
    cause: 'orphaned-block',
    at: NOW,
    ...but,
  };
}
function body(but: Partial<Body>): Body {
  return {
    poolId: 'dmp-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 1,
    licenseeId: 'lic-1',
    licenceId: 'L-1',
    asset: 'BTC',
    scheme: 'PPLNS',
    block: 'orphaned-block',
    gross: '10000',
    fee: '100',
    net: '9900',
    distributedAt: '2026-03-05T07:00:00.000Z',
    ...but,
  };
}
function recorded(but: Partial<Body> = {}): Event<'DistributionRecorded'> {
  return { type: 'DistributionRecorded', ...body(but) };
}
function replaced(but: Partial<Body> = {}): Event<'DistributionReplaced'> {
  return { type: 'DistributionReplaced', ...body(but) };
}
function withdrawn(
  but: Partial<Event<'DistributionWithdrawn'>> = {},
): Event<'DistributionWithdrawn'> {
  return {
    type: 'DistributionWithdrawn',
    poolId: 'dmp-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 2,
    licenseeId: 'lic-1',
    licenceId: 'L-1',
    asset: 'BTC',
    withdrawnAt: NOW,
    ...but,
  };
}
function reversed(but: Partial<Event<'DistributionReversed'>> = {}): Event<'DistributionReversed'> {
  return {
    type: 'DistributionReversed',
    poolId: 'dmp-1',
    rowId: 'r-1',
    licenseeId: 'lic-1',
    licenceId: 'L-1',
    asset: 'BTC',
    cause: 'orphaned-block',
    reversedAt: NOW,
    ...but,
  };
}

function state(...events: DistributionEvent[]): Distribution {
  return replay(distributionDecider, events);
}
function knownRows(...ids: string[]): Map<string, Distribution> {
  return new Map(ids.map((rowId) => [rowId, state(recorded({ rowId }))]));
}
function rowIdOf(events: readonly DistributionEvent[]): string {
  return events[0]?.rowId ?? '';
}

/** Few ids, so that they meet; one of them malformed. Every third row breaks a rule. */
const anyRowId = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const anyRow = fc
  .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'no/id'), fc.integer({ min: 0, max: 5 }))
  .map(([rowId, n]) =>
    sent(rowId, { gross: BigInt(n), fee: 0n, net: BigInt(n % 3 === 2 ? n + 1 : n) }),
  );

/** The page of the API on versions, read once more: by row, what the last version leaves in force. */
function standingByHand(versions: readonly (readonly DistributionSent[])[]): Map<string, string> {
  let standing = new Map<string, string>();
  for (const rows of versions) {
    const next = new Map<string, string>();
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const row = rows.find(({ rowId }) => rowId === id);
      const before = standing.get(id);
      if (row && row.gross - row.fee === row.net) next.set(id, row.net.toString());
      else if (row && before !== undefined) next.set(id, before);
    }
    standing = next;
  }
  return standing;
}
