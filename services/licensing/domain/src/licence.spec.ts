import type {
  LicenceEvent,
  LicenceImported,
  PoolAffiliationDeclared,
  PoolAffiliationEnded,
} from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { licenceDecider, type ImportLicence } from './licence.js';
import type { ProposeRenewal, ProposeTransfer } from './licence-term.js';
import type {
  DeclarePoolAffiliation,
  EndPoolAffiliation,
  ProposeAffiliationCorrection,
} from './pool-affiliation.js';

const { given } = specify(licenceDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const FEB = '2026-02-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const LATER = '2031-12-31T00:00:00.000Z';
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

    it('FIGURES-1: happens once: another end is refused', () =>
      given(imported())
        .when(importLicence({ validUntil: JUN }))
        .thenRefused('licence-already-imported'));

    it('FIGURES-1: happens once: a further term is refused', () =>
      given(imported({ validUntil: JUN }))
        .when(importLicence({ issuedAt: JUN }))
        .thenRefused('licence-already-imported'));

    it('brings the pools that it mines with', () => {
      const affiliations = [{ poolId: 'dmp-1', asset: 'BTC', from: JAN }];
      given().when(importLicence({ affiliations })).then(imported(), declared());
      given(imported(), declared()).when(importLicence({ affiliations })).thenNothing();
    });

    it('FIGURES-1: happens once: a further pool is refused', () =>
      given(imported(), declared())
        .when(importLicence({ affiliations: [{ poolId: 'dmp-2', asset: 'BTC', from: JAN }] }))
        .thenRefused('licence-already-imported'));

    it('does not pass the licence to another licensee', () =>
      given(imported())
        .when(importLicence({ licenseeId: 'other', issuedAt: JUN }))
        .thenRefused('licence-of-another-licensee'));

    it.each([JAN, '2025-12-31T23:59:59.999Z'])(
      'does not end at %s when it begins then',
      (validUntil) => given().when(importLicence({ validUntil })).thenRefused('validity-is-empty'),
    );
  });

  describe('FIGURES-1: another term', () => {
    it('is proposed by one person and given by another', () => {
      given(imported()).when(renew()).then(renewal('Proposed'));
      given(imported(), renewal('Proposed'))
        .when(answer('ConfirmRenewal'))
        .then(renewal('Confirmed'), renewed());
      given(imported(), renewal('Proposed'))
        .when({ ...answer('ConfirmRenewal'), by: 'aigerim' })
        .thenRefused('second-person-required');
    });

    it('may be declined', () =>
      given(imported(), renewal('Proposed'))
        .when(answer('DeclineRenewal'))
        .then(renewal('Declined')));

    it('is that of the term in force where none is named', () => {
      const { from: _, ...command } = renew();
      given(imported()).when(command).then(renewal('Proposed'));
    });

    it('may be a further one', () =>
      given(imported({ validUntil: JUN }))
        .when(renew({ from: JUN, until: END }))
        .then(renewal('Proposed', { from: JUN, until: END })));

    it('is no longer than the rule pack says', () =>
      given(imported({ validUntil: JUN }))
        .when(renew({ until: '2029-06-02T00:00:00.000Z' }))
        .thenRefused('term-too-long'));

    it('does not overlap another', () =>
      given(imported({ validUntil: JUN }))
        .when(renew({ from: MAR }))
        .thenRefused('validity-overlaps'));

    it('does not end in the past but as a correction', () => {
      given(imported())
        .when(renew({ until: JAN }))
        .thenRefused('effective-before-published');
      given(imported())
        .when(renew({ until: JAN, correction: true }))
        .then(renewal('Proposed', { until: JAN, correction: true }));
    });
  });

  describe('FIGURES-24: another holder', () => {
    it('takes two persons, and ends the time of the one before', () => {
      given(imported()).when(transfer()).then(transferring('Proposed'));
      given(imported(), transferring('Proposed'))
        .when(answer('ConfirmTransfer'))
        .then(transferring('Confirmed'), ...transferred());
    });

    it('is not the holder already, and gets no suspended licence', () => {
      given(imported())
        .when(transfer({ toLicenseeId: '0197-a' }))
        .thenRefused('already-the-holder');
      given(imported(), {
        type: 'LicenceSuspended',
        licenceId: 'DM-1',
        licenseeId: '0197-a',
        from: MAR,
        ground: 'late',
      })
        .when(transfer())
        .thenRefused('licence-suspended');
    });

    it('does not have it before it was published', () =>
      given(imported())
        .when(transfer({ from: '2026-01-31T00:00:00.000Z' }))
        .thenRefused('effective-before-published'));

    it('is who is sanctioned from then on', () =>
      given(imported(), ...transferred())
        .when(transfer({ toLicenseeId: '0197-b' }))
        .thenRefused('already-the-holder'));
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

  describe('pool affiliation in the past (LIC-14)', () => {
    it('is not changed by one person', () => {
      given(imported())
        .when(declare({ now: MAR }))
        .thenRefused('effective-before-published');
      given(imported(), declared())
        .when(declare({ to: MAR, now: JUN }))
        .thenRefused('effective-before-published');
    });

    it('is corrected by two persons', () => {
      given(imported(), declared()).when(correct()).then(correction('Proposed'));
      given(imported(), declared(), correction('Proposed'))
        .when(answer('ConfirmAffiliationCorrection'))
        .then(correction('Confirmed'), ended());
      given(imported(), declared(), correction('Proposed'))
        .when(answer('DeclineAffiliationCorrection'))
        .then(correction('Declined'));
    });

    it('is corrected only where it is otherwise', () =>
      given(imported(), declared(), ended()).when(correct()).thenRefused('nothing-changes'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function importLicence(but: Partial<ImportLicence> = {}, end?: 'without end'): ImportLicence {
  const { type: _, ...licence } = imported({}, end);
  return { ...licence, type: 'ImportLicence', affiliations: [], ...but };
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
  const said = { poolId: 'dmp-1', asset: 'BTC', from: JAN };
  return { type: 'DeclarePoolAffiliation', ...said, now: JAN, ...but };
}
function declared(but: Partial<PoolAffiliationDeclared> = {}): PoolAffiliationDeclared {
  const [licenceId, licenseeId, poolId] = ['DM-1', '0197-a', 'dmp-1'];
  const body = { licenceId, licenseeId, poolId, asset: 'BTC', from: JAN };
  return { type: 'PoolAffiliationDeclared', ...body, ...but };
}
function end(but: Partial<EndPoolAffiliation> = {}): EndPoolAffiliation {
  return { type: 'EndPoolAffiliation', poolId: 'dmp-1', asset: 'BTC', to: JUN, now: JAN, ...but };
}
function ended(but: Partial<PoolAffiliationEnded> = {}): PoolAffiliationEnded {
  return { ...declared(), type: 'PoolAffiliationEnded', to: JUN, ...but };
}

const WHO = { proposalId: 'p-1', by: 'aigerim', at: FEB };
const RENEWAL = {
  licenceId: 'DM-1',
  licenseeId: '0197-a',
  from: JAN,
  until: LATER,
  ground: 'asked for',
};

/** An event of an act, as each of its three stages says the same terms. */
function stage(act: string, at: 'Proposed' | 'Confirmed' | 'Declined', terms: object) {
  const by = at === 'Proposed' ? 'aigerim' : 'berik';
  const when = { [`${at.toLowerCase()}At`]: FEB };
  return { type: `${act}${at}`, ...terms, proposalId: 'p-1', by, ...when } as never as LicenceEvent;
}
type Answer =
  | 'ConfirmRenewal'
  | 'DeclineRenewal'
  | 'ConfirmTransfer'
  | 'ConfirmAffiliationCorrection'
  | 'DeclineAffiliationCorrection';
function answer(type: Answer) {
  return { type, proposalId: 'p-1', by: 'berik', at: FEB };
}
function renew(but: Partial<ProposeRenewal> = {}): ProposeRenewal {
  const { from, until, ground } = RENEWAL;
  return { type: 'ProposeRenewal', from, until, ground, termMonths: 36, ...WHO, ...but };
}
function renewal(at: 'Proposed' | 'Confirmed' | 'Declined', but: object = {}) {
  return stage('LicenceRenewal', at, { ...RENEWAL, ...but });
}
function renewed(): LicenceEvent {
  return { type: 'LicenceRenewed', ...RENEWAL };
}
function transfer(but: Partial<ProposeTransfer> = {}): ProposeTransfer {
  const said = { toLicenseeId: '0197-b', from: JUN, ground: 'merger' };
  return { type: 'ProposeTransfer', ...said, ...WHO, ...but };
}
function transferring(at: 'Proposed' | 'Confirmed' | 'Declined') {
  const ids = { licenceId: 'DM-1', licenseeId: '0197-a', toLicenseeId: '0197-b' };
  return stage('LicenceTransfer', at, { ...ids, at: JUN, ground: 'merger' });
}
function transferred(): [LicenceEvent, LicenceEvent] {
  const said = { licenceId: 'DM-1', ground: 'merger' };
  const [before, after] = ['0197-a', '0197-b'];
  return [
    {
      type: 'LicenceRelinquished',
      ...said,
      licenseeId: before,
      toLicenseeId: after,
      from: JAN,
      at: JUN,
    },
    {
      type: 'LicenceTransferred',
      ...said,
      licenseeId: after,
      fromLicenseeId: before,
      from: JUN,
      until: END,
    },
  ];
}
function correct(): ProposeAffiliationCorrection {
  const said = { poolId: 'dmp-1', asset: 'BTC', from: JAN, to: JUN, reason: 'ended' };
  return { type: 'ProposeAffiliationCorrection', ...said, ...WHO };
}
function correction(at: 'Proposed' | 'Confirmed' | 'Declined') {
  const { type: _, ...said } = ended();
  return stage('PoolAffiliationCorrection', at, { ...said, reason: 'ended' });
}
