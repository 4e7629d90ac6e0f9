import { specify } from '@esep/kernel/specification';

import {
  DISTRIBUTION_MESSAGES,
  distributionDecider,
  distributionStream,
  type DistributionCommand,
  type DistributionRefusal,
} from './distribution.js';
import {
  recorded,
  replaced,
  report,
  reverse,
  reversed,
  withdraw,
  withdrawn,
  type Body,
  type Command,
} from './testing/distributions.js';

const { given } = specify(distributionDecider);

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

describe('A refusal of a distribution', () => {
  it.each(Object.entries(DISTRIBUTION_MESSAGES))('%s says what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});
