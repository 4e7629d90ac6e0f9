import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import {
  decideTransfers,
  TRANSFER_MESSAGES,
  transferDecider,
  transferStream,
  type Transfer,
  type TransferCommand,
  type TransferEvent,
  type TransferRefusal,
  type TransferSent,
} from './transfer.js';

const { given } = specify(transferDecider);

const NOW = '2026-03-06T00:00:00.000Z';
const TXID = 'ab'.repeat(32);
const OTHER_TXID = 'cd'.repeat(32);

describe('A deposit', () => {
  it('is recorded as it was reported', () => given().when(report()).then(deposit()));

  it('hashes nothing that a sender adds to the row', () =>
    given()
      .when({ ...report(), note: 'not of the contract' } as TransferCommand)
      .then(deposit()));

  it.each<[string, Partial<Command<'ReportTransfer'>>, TransferRefusal]>([
    ['of an asset nobody knows', { asset: 'XMR' }, 'asset-unknown'],
    ['of nothing', { amount: 0n }, 'amount-zero'],
    ['of less than nothing', { amount: -1n }, 'quantity-negative'],
    ['in a transaction written in capitals', { txid: 'AB'.repeat(32) }, 'txid-malformed'],
    ['in no output', { vout: 0.5 }, 'vout-malformed'],
    ['more than 5 minutes ahead', { movedAt: '2026-03-06T00:05:00.001Z' }, 'instant-in-future'],
  ])('%s is refused', (_, but, reason) => given().when(report(but)).thenRefused(reason));

  it.each<[string, object, TransferRefusal]>([
    ['from before the regime', { movedAt: '2023-12-31T17:59:59.999Z' }, 'before-regime'],
    ['of more than there is', { amount: 2_100_000_000_000_001n }, 'quantity-above-supply'],
  ])('API-1: %s is refused', (_, but, reason) => given().when(report(but)).thenRefused(reason));

  it('for a licensee nobody knows is refused', () => {
    const { licenseeId: _, ...nobodys } = report();
    given().when(nobodys).thenRefused('licensee-unknown');
  });

  it('stays quiet in a higher version that says the same', () =>
    given(deposit())
      .when(report({ version: 2 }))
      .thenNothing());

  it.each<[string, Partial<Command<'ReportTransfer'>>, Partial<Body>]>([
    ['amount', { amount: 5n }, { amount: '5' }],
    ['transaction', { txid: OTHER_TXID }, { txid: OTHER_TXID }],
    ['output', { vout: 1 }, { vout: 1 }],
    ['time', { movedAt: '2026-03-05T08:00:00.000Z' }, { at: '2026-03-05T08:00:00.000Z' }],
  ])('changes its %s in a higher version', (_, but, body) =>
    given(deposit())
      .when(report({ version: 2, ...but }))
      .then(deposit({ version: 2, ...body })),
  );

  it.each<[string, Partial<Command<'ReportTransfer'>>, TransferRefusal]>([
    ['a version of the same number', { version: 1, amount: 5n }, 'version-not-newer'],
    ['another report', { version: 2, reportId: 'april' }, 'row-belongs-to-another-report'],
    ['another licensee', { version: 2, licenseeId: 'lic-2' }, 'licensee-changed'],
    ['another asset', { version: 2, asset: 'LTC' }, 'asset-changed'],
  ])('is not replaced by %s', (_, but, reason) =>
    given(deposit()).when(report(but)).thenRefused(reason),
  );

  it('does not mix with the row of a venue whose id continues this one', () => {
    expect(transferStream('deposit', 'ex', '1-r')).toBe(transferStream('deposit', 'ex-1', 'r'));
    given(deposit({ exchangeId: 'ex-1', rowId: 'r' }))
      .when(report({ exchangeId: 'ex', rowId: '1-r', version: 2 }))
      .thenRefused('id-ambiguous');
    given(deposit({ exchangeId: 'ex-1', rowId: 'r' }))
      .when(takeBack({ exchangeId: 'ex' }))
      .thenRefused('id-ambiguous');
  });
});

describe('A withdrawal of coins', () => {
  it('is recorded like a deposit, in a stream of its own', () => {
    given()
      .when(report({ transfer: 'withdrawal' }))
      .then(withdrawal());
    expect(transferStream('withdrawal', 'ex-1', 'r-1')).toBe('withdrawal-ex-1-r-1');
    expect(transferStream('deposit', 'ex-1', 'r-1')).toBe('deposit-ex-1-r-1');
  });

  it('says which of the two it was when it is taken back', () =>
    given(withdrawal())
      .when(takeBack({ transfer: 'withdrawal' }))
      .then(takenBack({ transfer: 'withdrawal' })));
});

describe('A row that a later version no longer has', () => {
  it('is taken back', () => given(deposit()).when(takeBack()).then(takenBack()));

  it('is taken back once', () =>
    given(deposit(), takenBack())
      .when(takeBack({ version: 3 }))
      .thenNothing());

  it('was there', () => given().when(takeBack()).thenRefused('row-unknown'));

  it('was in the same report', () =>
    given(deposit())
      .when(takeBack({ reportId: 'april' }))
      .thenRefused('row-belongs-to-another-report'));

  it('was in a lower version', () =>
    given(deposit())
      .when(takeBack({ version: 1 }))
      .thenRefused('version-not-newer'));

  it('stands again when a still higher version has it again', () =>
    given(deposit(), takenBack())
      .when(report({ version: 3 }))
      .then(deposit({ version: 3 })));

  it('does not stand again by the version that took it back', () =>
    given(deposit(), takenBack())
      .when(report({ version: 2 }))
      .thenRefused('version-not-newer'));
});

describe.each(['deposit', 'withdrawal'] as const)('A report of %ss', (transfer) => {
  const reported = transfer === 'deposit' ? deposit : withdrawal;

  it('replaces, repeats, adds, rejects and takes back', () => {
    const rows = [sent('a'), sent('b', { amount: 5n }), sent('d'), sent('e', { amount: 0n })];
    const known = new Map([
      ...['a', 'b', 'c', 'e'].map((rowId) => [rowId, state(reported({ rowId }))] as const),
      ['f', state(reported({ rowId: 'f' }), takenBack({ transfer, rowId: 'f' }))] as const,
      ['g', state(reported({ rowId: 'g', reportId: 'april' }))] as const,
    ]);
    expect(
      decideTransfers(
        transfer,
        { exchangeId: 'ex-1', reportId: 'march', version: 2, at: NOW, rows },
        known,
      ),
    ).toEqual({
      accepted: 3,
      rejected: [
        { index: 3, rowId: 'e', code: 'amount-zero', message: TRANSFER_MESSAGES['amount-zero'] },
      ],
      withdrawn: ['c'],
      appends: [
        {
          stream: `${transfer}-ex-1-b`,
          events: [reported({ rowId: 'b', version: 2, amount: '5' })],
        },
        { stream: `${transfer}-ex-1-d`, events: [reported({ rowId: 'd', version: 2 })] },
        { stream: `${transfer}-ex-1-c`, events: [takenBack({ transfer, rowId: 'c' })] },
      ],
    });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Command<Type extends TransferCommand['type']> = Extract<TransferCommand, { type: Type }>;
type Event<Type extends TransferEvent['type']> = Extract<TransferEvent, { type: Type }>;
type Body = Omit<Event<'DepositCredited'>, 'type'>;

function sent(rowId: string, but: Partial<TransferSent> = {}): TransferSent {
  return {
    rowId,
    licenseeId: 'lic-1',
    asset: 'BTC',
    amount: 9_900n,
    txid: TXID,
    vout: 0,
    movedAt: '2026-03-05T07:00:00.000Z',
    ...but,
  };
}
function report(but: Partial<Command<'ReportTransfer'>> = {}): Command<'ReportTransfer'> {
  return {
    ...sent('r-1'),
    type: 'ReportTransfer',
    transfer: 'deposit',
    exchangeId: 'ex-1',
    reportId: 'march',
    version: 1,
    at: NOW,
    ...but,
  };
}
function takeBack(but: Partial<Command<'WithdrawTransfer'>> = {}): Command<'WithdrawTransfer'> {
  return {
    type: 'WithdrawTransfer',
    transfer: 'deposit',
    exchangeId: 'ex-1',
    reportId: 'march',
    version: 2,
    at: NOW,
    ...but,
  };
}
function body(but: Partial<Body>): Body {
  return {
    exchangeId: 'ex-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 1,
    licenseeId: 'lic-1',
    asset: 'BTC',
    amount: '9900',
    txid: TXID,
    vout: 0,
    at: '2026-03-05T07:00:00.000Z',
    ...but,
  };
}
function deposit(but: Partial<Body> = {}): Event<'DepositCredited'> {
  return { type: 'DepositCredited', ...body(but) };
}
function withdrawal(but: Partial<Body> = {}): Event<'WithdrawalSent'> {
  return { type: 'WithdrawalSent', ...body(but) };
}
function takenBack(but: Partial<Event<'TransferWithdrawn'>> = {}): Event<'TransferWithdrawn'> {
  return {
    type: 'TransferWithdrawn',
    transfer: 'deposit',
    exchangeId: 'ex-1',
    rowId: 'r-1',
    reportId: 'march',
    version: 2,
    licenseeId: 'lic-1',
    asset: 'BTC',
    withdrawnAt: NOW,
    ...but,
  };
}
function state(...events: TransferEvent[]): Transfer {
  return replay(transferDecider, events);
}
