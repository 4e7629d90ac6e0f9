import type { WalletBound, WalletReleased } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { walletDecider, type BindWallet, type ReleaseWallet } from './wallet.js';

const { given } = specify(walletDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const SEP = '2026-09-01T00:00:00.000Z';

describe('A wallet', () => {
  describe('binding', () => {
    it('opens the stream', () => given().when(bind()).then(bound()));

    it('said again changes nothing', () => given(bound()).when(bind()).thenNothing());

    it('said again with a better proof replaces the record', () =>
      given(bound())
        .when(bind({ proof: 'signed message 2' }))
        .then(bound({ proof: 'signed message 2' })));

    it('said again after a release has no end any more', () =>
      given(bound(), released()).when(bind()).then(bound()));

    it('is of one licensee at a time', () =>
      given(bound())
        .when(bind({ licenseeId: 'other', from: MAR }))
        .thenRefused('wallet-bound-to-another'));

    it('is of one licensee at a time, also when both claim the same start', () =>
      given(bound())
        .when(bind({ licenseeId: 'other' }))
        .thenRefused('wallet-bound-to-another'));

    it('is not claimed for a time before the other holder', () =>
      given(bound({ from: MAR }))
        .when(bind({ licenseeId: 'other', from: JAN }))
        .thenRefused('wallet-bound-to-another'));

    it('may pass to another at the instant of its release', () =>
      given(bound(), released({ to: MAR }))
        .when(bind({ licenseeId: 'other', from: MAR }))
        .then(bound({ licenseeId: 'other', from: MAR })));

    it('may pass to another from the start when it was annulled', () =>
      given(bound(), released({ to: JAN }))
        .when(bind({ licenseeId: 'other' }))
        .then(bound({ licenseeId: 'other' })));

    it('is not made open again when the wallet has passed to another', () =>
      given(bound(), released({ to: MAR }), bound({ licenseeId: 'other', from: JUN }))
        .when(bind())
        .thenRefused('wallet-bound-to-another'));

    it('does not begin twice for one licensee', () =>
      given(bound())
        .when(bind({ from: MAR }))
        .thenRefused('wallet-already-bound'));

    it('is of an asset that the regime knows', () =>
      given()
        .when(bind({ asset: 'XYZ' }))
        .thenRefused('asset-unknown'));
  });

  describe('release', () => {
    it('ends the binding', () => given(bound()).when(release()).then(released()));

    it('said again changes nothing', () =>
      given(bound(), released()).when(release()).thenNothing());

    it('at the start annuls the binding', () =>
      given(bound())
        .when(release({ to: JAN }))
        .then(released({ to: JAN })));

    it('may be moved while nobody else holds the wallet', () =>
      given(bound(), released({ to: MAR }))
        .when(release({ from: JAN, to: JUN }))
        .then(released({ to: JUN })));

    it('is not moved into the time of the next holder', () =>
      given(bound(), released({ to: MAR }), bound({ licenseeId: 'other', from: JUN }))
        .when(release({ from: JAN, to: SEP }))
        .thenRefused('wallet-bound-to-another'));

    it('is not moved into a later binding of the same licensee', () =>
      given(bound(), released({ to: MAR }), bound({ from: JUN }))
        .when(release({ from: JAN, to: SEP }))
        .thenRefused('wallet-already-bound'));

    it('is not of what another holds', () =>
      given(bound())
        .when(release({ licenseeId: 'other' }))
        .thenRefused('wallet-not-bound'));

    it('needs a binding', () => given().when(release()).thenRefused('wallet-not-bound'));

    it('does not lie before the binding', () =>
      given(bound({ from: MAR }))
        .when(release({ to: JAN }))
        .thenRefused('release-before-binding'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function bind(but: Partial<BindWallet> = {}): BindWallet {
  const { type: _, ...binding } = bound();
  return { ...binding, type: 'BindWallet', ...but };
}
function bound(but: Partial<WalletBound> = {}): WalletBound {
  return {
    type: 'WalletBound',
    asset: 'BTC',
    address: 'bc1qsaryarka',
    licenseeId: '0197-a',
    licenceId: 'DM-1',
    from: JAN,
    proof: 'signed message 1',
    ...but,
  };
}
function release(but: Partial<ReleaseWallet> = {}): ReleaseWallet {
  return { type: 'ReleaseWallet', licenseeId: '0197-a', to: JUN, ...but };
}
function released(but: Partial<WalletReleased> = {}): WalletReleased {
  return {
    type: 'WalletReleased',
    asset: 'BTC',
    address: 'bc1qsaryarka',
    licenseeId: '0197-a',
    from: JAN,
    to: JUN,
    ...but,
  };
}
