import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import {
  decidePayouts,
  PAYOUT_MESSAGES,
  payoutDecider,
  payoutStream,
  type Payout,
  type PayoutCommand,
  type PayoutEvent,
  type PayoutRefusal,
  type PayoutSent,
} from './payout.js';

const { given } = specify(payoutDecider);

const NOW = '2026-03-06T00:00:00.000Z';
const TXID = 'ab'.repeat(32);
const OTHER_TXID = 'cd'.repeat(32);

describe('A payout', () => {
  it('is recorded as it was reported', () => given().when(report()).then(reported()));

  it('hashes nothing that a sender adds to the row', () =>
    given()
      .when({ ...report(), note: 'not of the contract' } as PayoutCommand)
      .then(reported()));

  it.each<[string, Partial<Command<'ReportPayout'>>, PayoutRefusal]>([
    ['of nothing', { amount: 0n }, 'amount-zero'],
    ['of less than nothing', { amount: -1n }, 'quantity-negative'],
    ['of an asset nobody knows', { asset: 'XMR' }, 'asset-unknown'],
    ['without a transaction', { txid: '' }, 'txid-malformed'],
    ['in a transaction written in capitals', { txid: 'AB'.repeat(32) }, 'txid-malformed'],
    ['in no output', { vout: -1 }, 'vout-malformed'],
    ['more than 5 minutes ahead', { paidAt: '2026-03-06T00:05:00.001Z' }, 'instant-in-future'],
    ['to the wallet of another', { walletHolders: ['lic-2'] }, 'wallet-bound-to-another'],
  ])('%s is refused', (_, but, reason) => given().when(report(but)).thenRefused(reason));

  it.each<[string, object, PayoutRefusal]>([
    ['of the year 26', { paidAt: '2023-12-31T17:59:59.999Z' }, 'before-regime'],
    ['of more than there is', { amount: 2_100_000_000_000_001n }, 'quantity-above-supply'],
    ['of more Dogecoin', { asset: 'DOGE', amount: 10n ** 36n + 1n }, 'quantity-above-supply'],
  ])('API-1: %s is refused', (_, but, reason) => given().when(report(but)).thenRefused(reason));

  it('for a licence nobody knows is refused', () => {
    const { licenseeId: _, ...nobodys } = report();
    given().when(nobodys).thenRefused('licence-unknown');
  });

  it('stands when nobody, or somebody else too, has its wallet', () => {
    given()
      .when(report({ walletHolders: [] }))
      .then(reported());
    given()
      .when(report({ walletHolders: ['lic-2', 'lic-1'] }))
      .then(reported());
  });

  it('stays quiet in a higher version that says the same', () =>
    given(reported())
      .when(report({ version: 2 }))
      .thenNothing());

  it.each<[string, Partial<Command<'ReportPayout'>>, Partial<Body>]>([
    ['licence', { licenceId: 'L-2' }, { licenceId: 'L-2' }],
    ['amount', { amount: 5n }, { amount: '5' }],
    ['transaction', { txid: OTHER_TXID }, { txid: OTHER_TXID }],
    ['output', { vout: 1 }, { vout: 1 }],
    ['time', { paidAt: '2026-03-05T08:00:00.000Z' }, { paidAt: '2026-03-05T08:00:00.000Z' }],
    ['wallet', { wallet: 'bc1p' }, { wallet: 'bc1p' }],
  ])('changes its %s in a higher version', (_, but, body) =>
    given(reported())
      .when(report({ version: 2, ...but }))
      .then(reported({ version: 2, ...body })),
  );

  it.each<[string, Partial<Command<'ReportPayout'>>, PayoutRefusal]>([
    ['a version of the same number', { version: 1, amount: 5n }, 'version-not-newer'],
    ['another report', { version: 2, reportId: 'april' }, 'row-belongs-to-another-report'],
    [
      'another licensee',
      { version: 2, licenseeId: 'lic-2', walletHolders: [] },
      'licensee-changed',
    ],
    ['another asset', { version: 2, asset: 'LTC' }, 'asset-changed'],
  ])('is not replaced by %s', (_, but, reason) =>
    given(reported()).when(report(but)).thenRefused(reason),
  );

  it('does not mix with the row of a pool whose id continues this one', () => {
    expect(payoutStream('dmp', '1-r')).toBe(payoutStream('dmp-1', 'r'));
    given(reported({ poolId: 'dmp-1', rowId: 'r' }))
      .when(report({ poolId: 'dmp', rowId: '1-r', version: 2 }))
      .thenRefused('id-ambiguous');
    given(reported({ poolId: 'dmp-1', rowId: 'r' }))
      .when(withdraw({ poolId: 'dmp' }))
      .thenRefused('id-ambiguous');
  });
});

describe('The withdrawal of a payout', () => {
  it('takes it back', () => given(reported()).when(withdraw()).then(withdrawn()));

  it('happens once', () =>
    given(reported(), withdrawn())
      .when(withdraw({ version: 3 }))
      .thenNothing());

  it('needs a payout', () => given().when(withdraw()).thenRefused('row-unknown'));

  it('belongs to its report', () =>
    given(reported())
      .when(withdraw({ reportId: 'april' }))
      .thenRefused('row-belongs-to-another-report'));

  it('comes with a higher version', () =>
    given(reported())
      .when(withdraw({ version: 1 }))
      .thenRefused('version-not-newer'));

  it('is undone when a still higher version has the row again', () =>
    given(reported(), withdrawn())
      .when(report({ version: 3 }))
      .then(reported({ version: 3 })));

  it('is not undone by the version that withdrew it', () =>
    given(reported(), withdrawn())
      .when(report({ version: 2 }))
      .thenRefused('version-not-newer'));
});

describe('A report of payouts', () => {
  it('replaces, repeats, adds, rejects and withdraws', () => {
    const rows = [sent('a'), sent('b', { amount: 5n }), sent('d'), sent('e', { amount: 0n })];
    const known = new Map([
      ...['a', 'b', 'c', 'e'].map((rowId) => [rowId, state(reported({ rowId }))] as const),
      ['f', state(reported({ rowId: 'f' }), withdrawn({ rowId: 'f' }))] as const,
      ['g', state(reported({ rowId: 'g', reportId: 'april' }))] as const,
    ]);
    expect(
      decidePayouts({ poolId: 'dmp-1', reportId: 'march', version: 2, at: NOW, rows }, known),
    ).toEqual({
      accepted: 3,
      rejected: [
        { index: 3, rowId: 'e', code: 'amount-zero', message: PAYOUT_MESSAGES['amount-zero'] },
      ],
      withdrawn: ['c'],
      appends: [
        {
          stream: 'payout-dmp-1-b',
          events: [reported({ rowId: 'b', version: 2, amount: '5' })],
        },
        { stream: 'payout-dmp-1-d', events: [reported({ rowId: 'd', version: 2 })] },
        { stream: 'payout-dmp-1-c', events: [withdrawn({ rowId: 'c' })] },
      ],
    });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Command<Type extends PayoutCommand['type']> = Extract<PayoutCommand, { type: Type }>;
type Event<Type extends PayoutEvent['type']> = Extract<PayoutEvent, { type: Type }>;
type Body = Omit<Event<'PayoutReported'>, 'type'>;

function sent(rowId: string, but: Partial<PayoutSent> = {}): PayoutSent {
  return {
    rowId,
    licenceId: 'L-1',
    licenseeId: 'lic-1',
    asset: 'BTC',
    amount: 9_900n,
    txid: TXID,
    vout: 0,
    paidAt: '2026-03-05T07:00:00.000Z',
    wallet: 'bc1q',
    walletHolders: ['lic-1'],
    ...but,
  };
}
function report(but: Partial<Command<'ReportPayout'>> = {}): Command<'ReportPayout'> {
  return {
    ...sent('r-1'),
    type: 'ReportPayout',
    poolId: 'dmp-1',
    reportId: 'march',
    version: 1,
    at: NOW,
    ...but,
  };
}
function withdraw(but: Partial<Command<'WithdrawPayout'>> = {}): Command<'WithdrawPayout'> {
  return {
    type: 'WithdrawPayout',
    poolId: 'dmp-1',
    reportId: 'march',
    version: 2,
    at: NOW,
    ...but,
  };
}
function reported(but: Partial<Body> = {}): Event<'PayoutReported'> {
  return {
    type: 'PayoutReported',
    poolId: 'dmp-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 1,
    licenseeId: 'lic-1',
    licenceId: 'L-1',
    asset: 'BTC',
    amount: '9900',
    txid: TXID,
    vout: 0,
    paidAt: '2026-03-05T07:00:00.000Z',
    wallet: 'bc1q',
    ...but,
  };
}
function withdrawn(but: Partial<Event<'PayoutWithdrawn'>> = {}): Event<'PayoutWithdrawn'> {
  return {
    type: 'PayoutWithdrawn',
    poolId: 'dmp-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 2,
    licenseeId: 'lic-1',
    asset: 'BTC',
    withdrawnAt: NOW,
    ...but,
  };
}
function state(...events: PayoutEvent[]): Payout {
  return replay(payoutDecider, events);
}
