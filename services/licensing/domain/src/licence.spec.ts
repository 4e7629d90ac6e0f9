import type {
  LicenceImported,
  PoolAffiliationDeclared,
  PoolAffiliationEnded,
} from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { licenceDecider, type ImportLicence } from './licence.js';
import type { DeclarePoolAffiliation, EndPoolAffiliation } from './pool-affiliation.js';

const { given } = specify(licenceDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const END = '2028-12-31T00:00:00.000Z';

describe('A digital-mining licence', () => {
  describe('import', () => {
    it('opens the stream', () => given().when(importLicence()).then(imported()));

    it('may have no end and a subtype', () =>
      given()
        .when(importLicence({ subtype: 'own data centre' }, 'without end'))
        .then(imported({ subtype: 'own data centre' }, 'without end')));

    it('may be of any authority (LIC-1)', () =>
      given()
        .when(importLicence({ authority: 'MDAI' }))
        .then(imported({ authority: 'MDAI' })));

    it('said again changes nothing', () => given(imported()).when(importLicence()).thenNothing());

    it('said again with another end replaces the record', () =>
      given(imported())
        .when(importLicence({ validUntil: JUN }))
        .then(imported({ validUntil: JUN })));

    it('from another day on renews the licence', () =>
      given(imported({ validUntil: JUN }))
        .when(importLicence({ issuedAt: JUN }))
        .then(imported({ issuedAt: JUN })));

    it('does not pass the licence to another licensee', () =>
      given(imported())
        .when(importLicence({ licenseeId: 'other', issuedAt: JUN }))
        .thenRefused('licence-of-another-licensee'));

    it.each([JAN, '2025-12-31T23:59:59.999Z'])(
      'does not end at %s when it begins then',
      (validUntil) => given().when(importLicence({ validUntil })).thenRefused('validity-is-empty'),
    );
  });

  describe('pool affiliation (LIC-14)', () => {
    it('is declared', () => given(imported()).when(declare()).then(declared()));

    it('may be declared with its end', () =>
      given(imported())
        .when(declare({ to: JUN }))
        .then(declared(), ended()));

    it('said again changes nothing', () =>
      given(imported(), declared()).when(declare()).thenNothing());

    it('said again with the same end changes nothing', () =>
      given(imported(), declared(), ended())
        .when(declare({ to: JUN }))
        .thenNothing());

    it('said again with an end is ended', () =>
      given(imported(), declared())
        .when(declare({ to: JUN }))
        .then(ended()));

    it('said again without an end has none any more', () =>
      given(imported(), declared(), ended()).when(declare()).then(declared()));

    it('is per asset', () =>
      given(imported(), declared())
        .when(declare({ asset: 'LTC' }))
        .then(declared({ asset: 'LTC' })));

    it('is per pool', () =>
      given(imported(), declared())
        .when(declare({ poolId: 'dmp-2' }))
        .then(declared({ poolId: 'dmp-2' })));

    it('may begin before the end of the last one is known', () =>
      given(imported(), declared())
        .when(declare({ from: MAR }))
        .then(declared({ from: MAR })));

    it('may be declared as annulled', () =>
      given(imported(), declared())
        .when(declare({ to: JAN }))
        .then(ended({ to: JAN })));

    it('is not touched by the end of another', () =>
      given(imported(), declared(), declared({ poolId: 'dmp-2' }), ended({ poolId: 'dmp-2' }))
        .when(declare())
        .thenNothing());

    it('is of an asset that the regime knows', () =>
      given(imported())
        .when(declare({ asset: 'XYZ' }))
        .thenRefused('asset-unknown'));

    it('does not end before it begins', () =>
      given(imported())
        .when(declare({ from: MAR, to: JAN }))
        .thenRefused('end-before-start'));

    it('needs a licence', () => given().when(declare()).thenRefused('licence-unknown'));
  });

  describe('the end of an affiliation', () => {
    it('is set', () => given(imported(), declared()).when(end()).then(ended()));

    it('said again changes nothing', () =>
      given(imported(), declared(), ended()).when(end()).thenNothing());

    it('is that of the affiliation in force', () =>
      given(imported(), declared(), ended({ to: MAR }), declared({ from: MAR }))
        .when(end())
        .then(ended({ from: MAR })));

    it('may be that of the affiliation that is named', () =>
      given(imported(), declared(), declared({ from: MAR }))
        .when(end({ from: JAN, to: MAR }))
        .then(ended({ to: MAR })));

    it('at the start annuls the affiliation', () =>
      given(imported(), declared())
        .when(end({ to: JAN }))
        .then(ended({ to: JAN })));

    it('leaves the other pools alone', () =>
      given(imported(), declared({ poolId: 'dmp-2' }))
        .when(end())
        .thenRefused('affiliation-unknown'));

    it('does not lie before the start', () =>
      given(imported(), declared({ from: MAR }))
        .when(end({ to: JAN }))
        .thenRefused('end-before-start'));

    it('needs a licence', () => given().when(end()).thenRefused('licence-unknown'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function importLicence(but: Partial<ImportLicence> = {}, end?: 'without end'): ImportLicence {
  const { type: _, ...licence } = imported({}, end);
  return { ...licence, type: 'ImportLicence', ...but };
}
function imported(but: Partial<LicenceImported> = {}, end?: 'without end'): LicenceImported {
  return {
    type: 'LicenceImported',
    licenceId: 'DM-1',
    licenseeId: '0197-a',
    authority: 'AIFC',
    issuedAt: JAN,
    ...(end === undefined && { validUntil: END }),
    ...but,
  };
}
function declare(but: Partial<DeclarePoolAffiliation> = {}): DeclarePoolAffiliation {
  return { type: 'DeclarePoolAffiliation', poolId: 'dmp-1', asset: 'BTC', from: JAN, ...but };
}
function declared(but: Partial<PoolAffiliationDeclared> = {}): PoolAffiliationDeclared {
  const [licenceId, licenseeId, poolId] = ['DM-1', '0197-a', 'dmp-1'];
  const body = { licenceId, licenseeId, poolId, asset: 'BTC', from: JAN };
  return { type: 'PoolAffiliationDeclared', ...body, ...but };
}
function end(but: Partial<EndPoolAffiliation> = {}): EndPoolAffiliation {
  return { type: 'EndPoolAffiliation', poolId: 'dmp-1', asset: 'BTC', to: JUN, ...but };
}
function ended(but: Partial<PoolAffiliationEnded> = {}): PoolAffiliationEnded {
  return { ...declared(), type: 'PoolAffiliationEnded', to: JUN, ...but };
}
