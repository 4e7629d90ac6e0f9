import type {
  Encrypted,
  LicenseeRegistered,
  OpeningStockDeclared,
  RelatedPartyDeclared,
  RelatedPartyEnded,
} from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { licenseeDecider, type DeclareRelatedParty, type RegisterLicensee } from './licensee.js';

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
        .when(register(entrepreneur('n-2')))
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
        .when(register(entrepreneur('n-1')))
        .thenRefused('licensee-already-registered'));

    it('takes no BIN whose check digit is wrong', () =>
      given()
        .when(register({ bin: '061211600013' }))
        .thenRefused('bin-invalid'));

    it('takes an individual entrepreneur whose number and name are encrypted', () =>
      given()
        .when(register(entrepreneur('n-1')))
        .then(registered(entrepreneur('n-1'))));

    it.each<Partial<RegisterLicensee>>([{ bin: '791028302728' }, { name: 'A. Berikov' }])(
      'never writes personal data in plain: %j',
      (plain) =>
        given()
          .when(register({ ...entrepreneur('n-1'), ...plain }))
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
        .when(declare({ bin: '791028302729' }))
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

  describe('opening stock (SALE-5)', () => {
    it('is declared', () => given(registered()).when(stock()).then(stocked()));

    it('may be nothing', () =>
      given(registered())
        .when({ ...stock(), quantity: 0n })
        .then(stocked({ quantity: '0' })));

    it('declared again changes nothing', () =>
      given(registered(), stocked()).when(stock()).thenNothing());

    it('is not topped up afterwards', () =>
      given(registered(), stocked())
        .when({ ...stock(), quantity: 10_000_000_001n })
        .thenRefused('opening-stock-already-declared'));

    it('is declared per asset', () =>
      given(registered(), stocked())
        .when({ ...stock(), asset: 'LTC' })
        .then(stocked({ asset: 'LTC' })));

    it('is of an asset that the regime knows', () =>
      given(registered())
        .when({ ...stock(), asset: 'XYZ' })
        .thenRefused('asset-unknown'));

    it('is not a debt', () =>
      given(registered())
        .when({ ...stock(), quantity: -1n })
        .thenRefused('quantity-negative'));

    it('needs a licensee', () => given().when(stock()).thenRefused('licensee-unknown'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function register(but: Partial<RegisterLicensee> = {}): RegisterLicensee {
  const { licenseeId, kind, partyId, bin, name, registeredAt: at } = registered();
  return { type: 'RegisterLicensee', licenseeId, kind, partyId, bin, name, at, ...but };
}
function registered(but: Partial<LicenseeRegistered> = {}): LicenseeRegistered {
  return {
    type: 'LicenseeRegistered',
    licenseeId: '0197-a',
    kind: 'legal-entity',
    partyId: 'party-1',
    bin: '061211600012',
    name: 'Saryarka Hash LLP',
    registeredAt: JAN,
    ...but,
  };
}
function entrepreneur(nonce: string) {
  const bin: Encrypted = { enc: 'v1', subject: 'party-1', nonce, ct: `ct-${nonce}` };
  return { kind: 'individual-entrepreneur', bin, name: bin } as const;
}
function declare(but: Partial<DeclareRelatedParty> = {}): DeclareRelatedParty {
  const { partyId, bin, relation, from } = declared();
  return { type: 'DeclareRelatedParty', partyId, bin, relation, from, ...but };
}
function declared(but: Partial<RelatedPartyDeclared> = {}): RelatedPartyDeclared {
  return {
    type: 'RelatedPartyDeclared',
    licenseeId: '0197-a',
    partyId: 'party-9',
    bin: '791028302728',
    relation: 'shareholder',
    from: JAN,
    ...but,
  };
}
function end() {
  return { type: 'EndRelatedParty', partyId: 'party-9', to: JUN } as const;
}
function ended(but: Partial<RelatedPartyEnded> = {}): RelatedPartyEnded {
  const type = 'RelatedPartyEnded';
  return { type, licenseeId: '0197-a', partyId: 'party-9', from: JAN, to: JUN, ...but };
}
function stock() {
  const [asset, quantity] = ['BTC', 10_000_000_000n] as const;
  return { type: 'DeclareOpeningStock', asset, quantity, at: JAN } as const;
}
function stocked(but: Partial<OpeningStockDeclared> = {}): OpeningStockDeclared {
  const type = 'OpeningStockDeclared';
  return { type, licenseeId: '0197-a', asset: 'BTC', quantity: '10000000000', at: JAN, ...but };
}
