import type {
  Encrypted,
  LicenseeEvent,
  LicenseeRegistered,
  OpeningStockDeclared,
  RelatedPartyDeclared,
  RelatedPartyEnded,
} from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { licenseeDecider, type RegisterLicensee } from './licensee.js';
import type { DeclareRelatedParty } from './related-party.js';

const { given } = specify(licenseeDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';

describe('A licensee', () => {
  describe('registration', () => {
    it('opens the stream', () => given().when(register()).then(registered()));

    it('said again changes nothing', () => given(registered()).when(register()).thenNothing());

    it('said again with fresh ciphertext of the same person changes nothing', () =>
      given(registered(entrepreneur('n-1')))
        .when(register(asEntrepreneur('n-2')))
        .thenNothing());

    it('is of one party', () =>
      given(registered())
        .when(register({ partyId: 'party-2' }))
        .thenRefused('licensee-already-registered'));

    it('is under one name', () =>
      given(registered())
        .when(register({ name: 'Saryarka Hash JSC' }))
        .thenRefused('licensee-already-registered'));

    it('keeps one kind (LIC-2)', () =>
      given(registered())
        .when(register(asEntrepreneur('n-1')))
        .thenRefused('licensee-already-registered'));

    it('takes no BIN whose check digit is wrong', () =>
      given()
        .when(register({ bin: '990140000008' }))
        .thenRefused('bin-invalid'));

    it('takes an individual entrepreneur whose number and name are encrypted', () =>
      given()
        .when(register(asEntrepreneur('n-1')))
        .then(registered(entrepreneur('n-1'))));

    it.each<Partial<RegisterLicensee>>([{ bin: '791028302728' }, { name: 'A. Berikov' }])(
      'never writes personal data in plain: %j',
      (plain) =>
        given()
          .when(register({ ...asEntrepreneur('n-1'), ...plain }))
          .thenRefused('personal-data-in-plain'),
    );
  });

  describe('a related party (SALE-7)', () => {
    it('is declared', () => given(registered()).when(declare()).then(declared()));

    it('may be declared with its end', () =>
      given(registered())
        .when(declare({ to: JUN }))
        .then(declared(), ended()));

    it('declared again changes nothing', () =>
      given(registered(), declared()).when(declare()).thenNothing());

    it('declared again with the same end changes nothing', () =>
      given(registered(), declared(), ended())
        .when(declare({ to: JUN }))
        .thenNothing());

    it('declared again with an end is ended', () =>
      given(registered(), declared())
        .when(declare({ to: JUN }))
        .then(ended()));

    it('declared again without an end has none any more', () =>
      given(registered(), declared(), ended()).when(declare()).then(declared()));

    it('declared again in another relation replaces the record', () =>
      given(registered(), declared(), ended())
        .when(declare({ relation: 'director', to: JUN }))
        .then(declared({ relation: 'director' }), ended()));

    it('may come back', () =>
      given(registered(), declared(), ended({ to: MAR }))
        .when(declare({ from: JUN }))
        .then(declared({ from: JUN })));

    it('may be declared as annulled', () =>
      given(registered(), declared())
        .when(declare({ to: JAN }))
        .then(ended({ to: JAN })));

    it('has a number that can exist', () =>
      given(registered())
        .when(declare({ bin: '120540000012' }))
        .thenRefused('bin-invalid'));

    it('does not end before it starts', () =>
      given(registered())
        .when(declare({ from: MAR, to: JAN }))
        .thenRefused('end-before-start'));

    it('needs a licensee', () => given().when(declare()).thenRefused('licensee-unknown'));
  });

  describe('the end of a relation', () => {
    it('is set', () => given(registered(), declared()).when(end()).then(ended()));

    it('said again changes nothing', () =>
      given(registered(), declared(), ended()).when(end()).thenNothing());

    it('is that of the relation in force', () =>
      given(registered(), declared(), ended({ to: MAR }), declared({ from: MAR }))
        .when(end())
        .then(ended({ from: MAR })));

    it('may be that of the relation that is named', () =>
      given(registered(), declared(), ended({ to: MAR }), declared({ from: JUN }))
        .when({ ...end(), from: JAN })
        .then(ended()));

    it('at the start annuls the relation', () =>
      given(registered(), declared())
        .when({ ...end(), to: JAN })
        .then(ended({ to: JAN })));

    it('does not lie before the start', () =>
      given(registered(), declared({ from: MAR }))
        .when({ ...end(), to: JAN })
        .thenRefused('end-before-start'));

    it('needs a relation of that party', () =>
      given(registered(), declared({ partyId: 'party-8' }))
        .when(end())
        .thenRefused('related-party-unknown'));

    it('needs a licensee', () => given().when(end()).thenRefused('licensee-unknown'));
  });

  describe('FIGURES-23: the kind follows from the number', () => {
    it('of an entity, which has a BIN', () =>
      given()
        .when(register({ bin: entrepreneur('n-1').bin, numberKind: 'iin' }))
        .thenRefused('kind-disagrees-with-number'));

    it('of a person, who has an IIN', () =>
      given()
        .when(register({ ...asEntrepreneur('n-1'), numberKind: 'bin' }))
        .thenRefused('kind-disagrees-with-number'));

    it('also of who is related: an IIN never stands in plain', () =>
      given(registered())
        .when(declare({ bin: '791028302728' }))
        .thenRefused('personal-data-in-plain'));
  });

  describe('a relation in the past', () => {
    it('is not changed by one person', () => {
      given(registered())
        .when(declare({ now: MAR }))
        .thenRefused('effective-before-published');
      given(registered(), declared())
        .when({ ...end(), to: MAR, now: JUN })
        .thenRefused('effective-before-published');
    });

    it('is corrected by two persons', () => {
      const said = { ...relation(), reason: 'sold' };
      given(registered(), declared())
        .when({ type: 'ProposeRelatedPartyCorrection', ...said, ...WHO })
        .then(stage('RelatedPartyCorrection', 'Proposed', said));
      given(registered(), declared(), stage('RelatedPartyCorrection', 'Proposed', said))
        .when(answer('ConfirmRelatedPartyCorrection'))
        .then(stage('RelatedPartyCorrection', 'Confirmed', said), ended());
    });
  });

  describe('opening stock (SALE-5)', () => {
    const openingStock = [{ asset: 'BTC', quantity: 10_000_000_000n, at: JAN }];

    it('is declared with the registration', () =>
      given().when(register({ openingStock })).then(registered(), stocked()));

    it('may be nothing', () =>
      given()
        .when(register({ openingStock: [{ asset: 'BTC', quantity: 0n, at: JAN }] }))
        .then(registered(), stocked({ quantity: '0' })));

    it('declared again changes nothing', () =>
      given(registered(), stocked()).when(register({ openingStock })).thenNothing());

    it.each([
      ['another quantity', { quantity: 10_000_000_001n }],
      ['another asset', { asset: 'LTC' }],
      ['another instant', { at: MAR }],
    ])('FIGURES-9: is not topped up afterwards by %s', (_, but) =>
      given(registered(), stocked())
        .when(register({ openingStock: [{ asset: 'BTC', quantity: 1n, at: JAN, ...but }] }))
        .thenRefused('opening-stock-already-declared'),
    );

    it('FIGURES-9: is corrected by two persons, with a reason', () => {
      const terms = { licenseeId: '0197-a', asset: 'BTC', quantity: '7', at: JAN, reason: 'audit' };
      const { licenseeId: _, quantity: __, at: stockAt, ...said } = terms;
      const command = { type: 'ProposeStockCorrection', ...said, quantity: 7n, stockAt } as const;
      const proposed = stage('OpeningStockCorrection', 'Proposed', terms);
      given(registered(), stocked())
        .when({ ...command, ...WHO })
        .then(proposed);
      given(registered(), stocked(), proposed)
        .when({ ...answer('ConfirmStockCorrection'), by: 'aigerim' })
        .thenRefused('second-person-required');
      given(registered(), stocked(), proposed)
        .when(answer('ConfirmStockCorrection'))
        .then(stage('OpeningStockCorrection', 'Confirmed', terms), {
          type: 'OpeningStockCorrected',
          ...terms,
        });
      given(registered(), stocked({ quantity: '7' }))
        .when({ ...command, ...WHO })
        .thenRefused('nothing-changes');
    });

    it('is of an asset that the regime knows', () =>
      given()
        .when(register({ openingStock: [{ asset: 'XYZ', quantity: 1n, at: JAN }] }))
        .thenRefused('asset-unknown'));

    it('is not a debt', () =>
      given()
        .when(register({ openingStock: [{ asset: 'BTC', quantity: -1n, at: JAN }] }))
        .thenRefused('quantity-negative'));

    it.each([
      ['BTC', 21_000_000n * 10n ** 8n],
      ['DOGE', 10n ** 36n],
    ])('API-1: is at most what there can be of it: %s', (asset, most) => {
      given()
        .when(register({ openingStock: [{ asset, quantity: most, at: JAN }] }))
        .then(registered(), stocked({ asset, quantity: most.toString() }));
      given()
        .when(register({ openingStock: [{ asset, quantity: most + 1n, at: JAN }] }))
        .thenRefused('quantity-above-supply');
      const terms = { asset, stockAt: JAN, reason: 'counted again' };
      given(registered())
        .when({ type: 'ProposeStockCorrection', ...terms, quantity: most + 1n, ...WHO })
        .thenRefused('quantity-above-supply');
    });
  });

  describe('FIGURES-24: another name', () => {
    const terms = { licenseeId: '0197-a', name: 'Saryarka LLP', from: MAR, ground: 'renamed' };
    const { licenseeId: _, ...said } = terms;

    it('takes two persons', () => {
      given(registered())
        .when({ type: 'ProposeRenaming', ...said, ...WHO })
        .then(stage('LicenseeRenaming', 'Proposed', terms));
      given(registered(), stage('LicenseeRenaming', 'Proposed', terms))
        .when(answer('ConfirmRenaming'))
        .then(stage('LicenseeRenaming', 'Confirmed', terms), { type: 'LicenseeRenamed', ...terms });
    });

    it('is what the licensee is called from then on', () => {
      const renamed: LicenseeEvent = { type: 'LicenseeRenamed', ...terms };
      given(registered(), renamed)
        .when(register({ name: 'Saryarka LLP' }))
        .thenNothing();
    });

    it('of a person is encrypted', () =>
      given(registered(entrepreneur('n-1')))
        .when({ type: 'ProposeRenaming', ...said, ...WHO })
        .thenRefused('personal-data-in-plain'));
  });

  describe('FIGURES-24: a number that was recorded wrongly', () => {
    const terms = {
      licenseeId: '0197-a',
      partyId: 'party-2',
      bin: '120540000011',
      previousPartyId: 'party-1',
      ground: 'digits exchanged',
    };
    const { licenseeId: _, previousPartyId: __, ...said } = terms;
    const command = { type: 'ProposeNumberCorrection', ...said, numberKind: 'bin' } as const;

    it('is corrected by two persons', () => {
      given(registered())
        .when({ ...command, ...WHO })
        .then(stage('LicenseeNumberCorrection', 'Proposed', terms));
      given(registered(), stage('LicenseeNumberCorrection', 'Proposed', terms))
        .when(answer('ConfirmNumberCorrection'))
        .then(stage('LicenseeNumberCorrection', 'Confirmed', terms), {
          type: 'LicenseeNumberCorrected',
          ...terms,
          correctedAt: MAR,
        });
    });

    it('stays one of the same kind', () =>
      given(registered())
        .when({ ...command, ...WHO, numberKind: 'iin' })
        .thenRefused('kind-disagrees-with-number'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function register(but: Partial<RegisterLicensee> = {}): RegisterLicensee {
  const { licenseeId, kind, partyId, bin, name, registeredAt: at } = registered();
  const said = { licenseeId, kind, partyId, bin, name, at, numberKind: 'bin' } as const;
  const nothing = { relatedParties: [], openingStock: [] };
  return { type: 'RegisterLicensee', ...said, ...nothing, ...but };
}
function registered(but: Partial<LicenseeRegistered> = {}): LicenseeRegistered {
  return {
    type: 'LicenseeRegistered',
    licenseeId: '0197-a',
    kind: 'legal-entity',
    partyId: 'party-1',
    bin: '990140000007',
    name: 'Saryarka Hash LLP',
    registeredAt: JAN,
    ...but,
  };
}
function entrepreneur(nonce: string) {
  const bin: Encrypted = { enc: 'v1', subject: 'party-1', nonce, ct: `ct-${nonce}` };
  return { kind: 'individual-entrepreneur', bin, name: bin } as const;
}
function asEntrepreneur(nonce: string) {
  return { ...entrepreneur(nonce), numberKind: 'iin' } as const;
}
function declare(but: Partial<DeclareRelatedParty> = {}): DeclareRelatedParty {
  const { partyId, bin, relation, from } = declared();
  return { type: 'DeclareRelatedParty', partyId, bin, relation, from, now: JAN, ...but };
}
function declared(but: Partial<RelatedPartyDeclared> = {}): RelatedPartyDeclared {
  return {
    type: 'RelatedPartyDeclared',
    licenseeId: '0197-a',
    partyId: 'party-9',
    bin: '120540000011',
    relation: 'shareholder',
    from: JAN,
    ...but,
  };
}
function end() {
  return { type: 'EndRelatedParty', partyId: 'party-9', to: JUN, now: JAN } as const;
}
function ended(but: Partial<RelatedPartyEnded> = {}): RelatedPartyEnded {
  const type = 'RelatedPartyEnded';
  return { type, licenseeId: '0197-a', partyId: 'party-9', from: JAN, to: JUN, ...but };
}
function stocked(but: Partial<OpeningStockDeclared> = {}): OpeningStockDeclared {
  const type = 'OpeningStockDeclared';
  return { type, licenseeId: '0197-a', asset: 'BTC', quantity: '10000000000', at: JAN, ...but };
}

const WHO = { proposalId: 'p-1', by: 'aigerim', at: MAR };

function relation() {
  const { type: _, ...said } = declared();
  return { ...said, to: JUN };
}
/** An event of an act, as each of its stages says the same terms. */
function stage(act: string, at: 'Proposed' | 'Confirmed', terms: object) {
  const by = at === 'Proposed' ? 'aigerim' : 'berik';
  const when = { [`${at.toLowerCase()}At`]: MAR };
  const said = { ...terms, proposalId: 'p-1', by, ...when };
  return { type: `${act}${at}`, ...said } as never as LicenseeEvent;
}
type Answer =
  | 'ConfirmRenaming'
  | 'ConfirmNumberCorrection'
  | 'ConfirmStockCorrection'
  | 'ConfirmRelatedPartyCorrection';
function answer(type: Answer) {
  return { type, proposalId: 'p-1', by: 'berik', at: MAR };
}
