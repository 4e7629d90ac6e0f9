import type { WalletBound, WalletReleased } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  walletDecider,
  type BindWallet,
  type ProposeWalletBinding,
  type ReleaseWallet,
} from './wallet.js';

const { given } = specify(walletDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const SEP = '2026-09-01T00:00:00.000Z';
const FIRST_PROOF = 'a'.repeat(64);
const SECOND_PROOF = 'b'.repeat(64);
const WHO = { proposalId: 'p-1', by: 'aigerim', at: SEP };

describe('A wallet', () => {
  describe('binding', () => {
    it('opens the stream', () => given().when(bind()).then(bound()));

    it('said again changes nothing', () => given(bound()).when(bind()).thenNothing());

    it('said again with a better proof replaces the record', () =>
      given(bound())
        .when(bind({ proof: SECOND_PROOF }))
        .then(bound({ proof: SECOND_PROOF })));

    it('said again after a release is not opened by one person', () =>
      given(bound(), released())
        .when(bind({ now: SEP }))
        .thenRefused('effective-before-published'));

    it('FIGURES-10: from a time that has passed is none of one person’s, but for yesterday', () => {
      given()
        .when(bind({ now: '2026-01-02T00:00:00.000Z' }))
        .then(bound());
      given()
        .when(bind({ now: '2026-01-02T00:00:00.001Z' }))
        .thenRefused('effective-before-published');
    });

    it('FIGURES-10: from a time that has passed takes two', () => {
      given().when(propose()).then(binding('Proposed'));
      given(binding('Proposed'))
        .when({ type: 'ConfirmWalletBinding', ...WHO })
        .thenRefused('second-person-required');
      given(binding('Proposed'))
        .when({ type: 'ConfirmWalletBinding', ...WHO, by: 'berik' })
        .then(binding('Confirmed'), bound());
      given(binding('Proposed'))
        .when({ type: 'DeclineWalletBinding', ...WHO, by: 'berik' })
        .then(binding('Declined'));
      given(bound()).when(propose()).thenNothing();
      given(bound({ from: MAR }))
        .when(propose())
        .thenRefused('wallet-already-bound');
      given()
        .when(propose({ proof: 'trust me' }))
        .thenRefused('proof-malformed');
    });

    it('that was ended is opened again by two', () =>
      given(bound(), released(), binding('Proposed'))
        .when({ type: 'ConfirmWalletBinding', ...WHO, by: 'berik' })
        .then(binding('Confirmed'), bound()));

    it.each([
      ['from the same start', JAN],
      ['from later on', MAR],
    ])('FIGURES-10: of a second holder is recorded beside the first %s', (_, from) =>
      given(bound())
        .when(bind({ licenseeId: 'other', from }))
        .then(bound({ licenseeId: 'other', from })),
    );

    it.each([
      ['signed-message', 'trust me'],
      ['test-transaction', 'trust me'],
      ['custodian-statement', 'Declared at go-live'],
      ['witnessed', ''],
    ] as const)('FIGURES-10: is shown by a %s, not by "%s"', (proofMethod, proof) =>
      given().when(bind({ proofMethod, proof })).thenRefused('proof-malformed'),
    );

    it('may pass to another at the instant of its release', () =>
      given(bound(), released({ to: MAR }))
        .when(bind({ licenseeId: 'other', from: MAR }))
        .then(bound({ licenseeId: 'other', from: MAR })));

    it('may pass to another from the start when it was annulled', () =>
      given(bound(), released({ to: JAN }))
        .when(bind({ licenseeId: 'other' }))
        .then(bound({ licenseeId: 'other' })));

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

    it('is not moved into a later binding of the same licensee', () =>
      given(bound(), released({ to: MAR }), bound({ from: JUN }))
        .when(release({ from: JAN, to: SEP }))
        .thenRefused('wallet-already-bound'));

    it('is not of what another holds', () =>
      given(bound())
        .when(release({ licenseeId: 'other' }))
        .thenRefused('wallet-not-bound'));

    it('does not reach back by one person', () =>
      given(bound())
        .when(release({ now: SEP }))
        .thenRefused('effective-before-published'));

    it('needs a binding', () => given().when(release()).thenRefused('wallet-not-bound'));

    it('does not lie before the binding', () =>
      given(bound({ from: MAR }))
        .when(release({ to: JAN }))
        .thenRefused('release-before-binding'));
  });
});

describe('FIGURES-10: whose a wallet is that two claim', () => {
  const both = [bound(), bound({ licenseeId: 'other' })] as const;
  const terms = { ...released({ to: JAN }), reason: 'The other signed.' };
  const { type: _, ...said } = terms;

  it('is decided by two persons', () => {
    given(...both)
      .when({
        type: 'ProposeWalletCorrection',
        licenseeId: '0197-a',
        to: JAN,
        reason: said.reason,
        ...WHO,
      })
      .then(correction('Proposed', said));
    given(...both, correction('Proposed', said))
      .when({ type: 'ConfirmWalletCorrection', ...WHO })
      .thenRefused('second-person-required');
    given(...both, correction('Proposed', said))
      .when({ type: 'ConfirmWalletCorrection', ...WHO, by: 'berik' })
      .then(correction('Confirmed', said), released({ to: JAN }));
    given(...both, correction('Proposed', said))
      .when({ type: 'DeclineWalletCorrection', ...WHO, by: 'berik' })
      .then(correction('Declined', said));
  });

  it('leaves the other alone', () =>
    given(...both, released({ to: JAN }))
      .when(bind({ licenseeId: 'other' }))
      .thenNothing());
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function bind(but: Partial<BindWallet> = {}): BindWallet {
  const { type: _, ...binding } = bound();
  const proofMethod = 'custodian-statement';
  return { ...binding, proofMethod, type: 'BindWallet', now: JAN, ...but };
}
function propose(but: Partial<ProposeWalletBinding> = {}): ProposeWalletBinding {
  const { type: _, now: __, ...said } = bind();
  return { type: 'ProposeWalletBinding', ...said, ...WHO, ...but };
}
function binding(stage: 'Proposed' | 'Confirmed' | 'Declined') {
  const { type: _, ...terms } = bound();
  const by = stage === 'Proposed' ? 'aigerim' : 'berik';
  const body = { ...terms, proposalId: 'p-1', by, [`${stage.toLowerCase()}At`]: SEP };
  return { type: `WalletBinding${stage}`, ...body } as never as WalletBound;
}
function bound(but: Partial<WalletBound> = {}): WalletBound {
  return {
    type: 'WalletBound',
    asset: 'BTC',
    address: 'bc1qsaryarka',
    licenseeId: '0197-a',
    licenceId: 'DM-1',
    from: JAN,
    proof: FIRST_PROOF,
    proofMethod: 'custodian-statement',
    ...but,
  };
}
function release(but: Partial<ReleaseWallet> = {}): ReleaseWallet {
  return { type: 'ReleaseWallet', licenseeId: '0197-a', to: JUN, now: JAN, ...but };
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
function correction(stage: 'Proposed' | 'Confirmed' | 'Declined', terms: object) {
  const by = stage === 'Proposed' ? 'aigerim' : 'berik';
  const when = { [`${stage.toLowerCase()}At`]: SEP };
  const body = { ...terms, proposalId: 'p-1', by, ...when };
  return { type: `WalletCorrection${stage}`, ...body } as never as WalletReleased;
}
