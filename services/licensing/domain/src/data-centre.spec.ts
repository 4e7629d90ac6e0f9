import type { DataCentreAmended, DataCentreClosed, DataCentreRegistered } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';
import { SITE_EVIDENCE } from '@esep/rulebook';

import {
  dataCentreAt,
  dataCentreDecider,
  type AmendDataCentre,
  type CloseDataCentre,
  type DataCentreTerms,
  type RegisterDataCentre,
} from './data-centre.js';

const { given } = specify(dataCentreDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const SEP = '2026-09-01T00:00:00.000Z';
const IDS = { dataCentreId: 'dc-1', licenseeId: 'a', licenceId: 'L-1' };

const LAW = { tenures: ['owned', 'leased'], evidence: SITE_EVIDENCE };

const documents = (...without: readonly string[]) =>
  SITE_EVIDENCE.filter((of) => !without.includes(of)).map((of) => {
    return { of, sha256: 'a'.repeat(64) };
  });
const OWNED: DataCentreTerms = {
  ...{ name: 'One', region: 'KZ-55', address: 'Ekibastuz', tenure: 'owned', control: 'full' },
  ...{ powerKw: 40_000, cooling: 'air', powerRedundancy: 'N+1', security: 'guarded' },
  evidence: documents('lease'),
};
const LEASED: DataCentreTerms = {
  ...OWNED,
  tenure: 'leased',
  leasedUntil: SEP,
  evidence: documents('deed'),
};
const MORE_POWER: DataCentreTerms = { ...OWNED, powerKw: 60_000 };

const register = (said: Partial<RegisterDataCentre> = {}): RegisterDataCentre => {
  return { type: 'RegisterDataCentre', ...IDS, from: JAN, terms: OWNED, law: LAW, ...said };
};
const amend = (from = MAR, terms = MORE_POWER): AmendDataCentre => {
  return { type: 'AmendDataCentre', from, terms, law: LAW };
};
const close = (at = JUN): CloseDataCentre => {
  return { type: 'CloseDataCentre', at, reason: 'sold' };
};
const registered = (terms = OWNED): DataCentreRegistered => {
  return { type: 'DataCentreRegistered', ...IDS, from: JAN, ...terms };
};
const amended = (from = MAR, terms = MORE_POWER): DataCentreAmended => {
  const { dataCentreId, licenseeId } = IDS;
  return { type: 'DataCentreAmended', dataCentreId, licenseeId, from, ...terms };
};
const closed = (at = JUN): DataCentreClosed => {
  const { dataCentreId, licenseeId } = IDS;
  return { type: 'DataCentreClosed', dataCentreId, licenseeId, at, reason: 'sold' };
};

describe('A data centre (LIC-9)', () => {
  it('is registered with what shows that it may be', () =>
    given().when(register()).then(registered()));

  it('said again changes nothing, also after an amendment', () => {
    given(registered()).when(register()).thenNothing();
    given(registered(), amended()).when(register()).thenNothing();
  });

  it('has one registration: another by its id is refused', () => {
    for (const other of [{ licenseeId: 'b' }, { licenceId: 'L-2' }, { from: MAR }])
      given(registered()).when(register(other)).thenRefused('data-centre-registered-before');
    given(registered())
      .when(register({ terms: MORE_POWER }))
      .thenRefused('data-centre-registered-before');
  });

  it('is no rack in a shared hall', () =>
    given()
      .when(register({ terms: { ...OWNED, control: 'shared' } }))
      .thenRefused('control-not-full'));

  it('has a tenure that the law knows, and needs no more documents than it asks for', () => {
    given()
      .when(register({ law: { ...LAW, tenures: ['owned'] }, terms: LEASED }))
      .thenRefused('tenure-not-allowed');
    const law = { ...LAW, evidence: ['deed'] };
    const terms = { ...OWNED, evidence: documents('lease').slice(0, 1) };
    given().when(register({ law, terms })).then(registered(terms));
  });

  it('is leased until a date that is to come', () => {
    given()
      .when(register({ terms: LEASED }))
      .then(registered(LEASED));
    const { leasedUntil: _, ...endless } = LEASED;
    given()
      .when(register({ terms: endless }))
      .thenRefused('lease-end-missing');
    given()
      .when(register({ terms: { ...LEASED, leasedUntil: JAN } }))
      .thenRefused('lease-ended');
  });

  it.each(SITE_EVIDENCE.filter((of) => of !== 'lease'))(
    'needs a document of each kind: %s of an owned one',
    (of) =>
      given()
        .when(register({ terms: { ...OWNED, evidence: documents('lease', of) } }))
        .thenRefused('evidence-missing'),
  );

  it('needs the lease where it is leased, not the deed', () =>
    given()
      .when(register({ terms: { ...LEASED, evidence: documents('lease') } }))
      .thenRefused('evidence-missing'));

  describe('amended', () => {
    it('has other terms from then on', () => given(registered()).when(amend()).then(amended()));

    it('said again changes nothing; otherwise it replaces what was said', () => {
      given(registered(), amended()).when(amend()).thenNothing();
      given(registered(), amended()).when(amend(MAR, LEASED)).then(amended(MAR, LEASED));
    });

    it('is what it is before its registration, and once it is closed', () => {
      given(registered())
        .when(amend('2025-12-31T23:59:59.999Z'))
        .thenRefused('before-registration');
      given(registered(), closed()).when(amend(JUN)).thenRefused('data-centre-closed');
      given().when(amend()).thenRefused('data-centre-unknown');
    });

    it('needs what a registration needs', () =>
      given(registered())
        .when(amend(MAR, { ...OWNED, control: 'shared' }))
        .thenRefused('control-not-full'));
  });

  describe('closed', () => {
    it('has no machines from then on; said again the end moves', () => {
      given(registered()).when(close()).then(closed());
      given(registered(), closed()).when(close()).thenNothing();
      given(registered(), closed()).when(close(SEP)).then(closed(SEP));
    });

    it('lies behind all that was said of it', () => {
      given(registered())
        .when(close('2025-12-31T23:59:59.999Z'))
        .thenRefused('before-registration');
      given(registered(), amended(SEP)).when(close()).thenRefused('closed-before-amendment');
      given().when(close()).thenRefused('data-centre-unknown');
    });
  });

  it('is looked at as of any instant, in whatever order it was told', () => {
    const later: DataCentreTerms = { ...OWNED, powerKw: 80_000 };
    const { initial, evolve } = dataCentreDecider;
    const told = [registered(), amended(JUN, later), amended(), closed(SEP)];
    const site = told.reduce(evolve, initial);
    const powerAt = (at: string) => dataCentreAt(site, at)?.powerKw;
    expect(
      ['2025-12-31T23:59:59.999Z', JAN, MAR, '2026-05-31T23:59:59.999Z', JUN, SEP].map(powerAt),
    ).toEqual([undefined, 40_000, 60_000, 60_000, 80_000, undefined]);
  });
});
