import type { LicenceEvent } from '@esep/contracts';
import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import { licenceDecider } from './licence.js';
import {
  isActiveAt,
  isSuspendedAt,
  type ProposeReinstatement,
  type ProposeRevocation,
  type ProposeSuspension,
} from './licence-sanction.js';

const { given } = specify(licenceDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const APR = '2026-04-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const SEP = '2026-09-01T00:00:00.000Z';
const END = '2028-12-31T00:00:00.000Z';
/** When things are proposed and confirmed: more than five days before anything takes effect. */
const AT = '2026-02-20T06:00:00.000Z';

const LAW = { months: { min: 1, max: 6 }, noticeDays: 5 };

describe('Suspension of a licence (LIC-11)', () => {
  it('is proposed by one person', () =>
    given(imported()).when(suspend()).then(suspension('Proposed')));

  it('is proposed once, however often it is sent', () =>
    given(imported(), suspension('Proposed')).when(suspend()).thenNothing());

  it('does not change under the id of its proposal', () =>
    given(imported(), suspension('Proposed'))
      .when(suspend({ ground: 'reporting overdue' }))
      .thenRefused('proposal-id-taken'));

  it('takes effect when a second person confirms it', () =>
    given(imported(), suspension('Proposed'))
      .when(answer('ConfirmSanction'))
      .then(suspension('Confirmed'), suspended()));

  it('is not confirmed by who proposed it', () =>
    given(imported(), suspension('Proposed'))
      .when(answer('ConfirmSanction', 'aigerim'))
      .thenRefused('second-person-required'));

  it('takes effect once', () =>
    given(imported(), suspension('Proposed'), suspension('Confirmed'), suspended())
      .when(answer('ConfirmSanction'))
      .thenRefused('already-confirmed'));

  it('may be declined by a second person', () =>
    given(imported(), suspension('Proposed'))
      .when(answer('DeclineSanction'))
      .then(suspension('Declined')));

  it('may be taken back by who proposed it', () =>
    given(imported(), suspension('Proposed'))
      .when(answer('DeclineSanction', 'aigerim'))
      .then(suspension('Declined', { by: 'aigerim' })));

  it('once declined is not confirmed', () =>
    given(imported(), suspension('Proposed'), suspension('Declined'))
      .when(answer('ConfirmSanction'))
      .thenRefused('proposal-closed'));

  it.each(['ConfirmSanction', 'DeclineSanction'] as const)('needs a proposal to %s', (type) =>
    given(imported()).when(answer(type)).thenRefused('proposal-unknown'),
  );

  it('may be without a case', () => {
    const { caseId: _, ...command } = suspend();
    const { caseId: __, ...proposed } = suspension(
      'Proposed',
    ) as Event<'LicenceSuspensionProposed'>;
    given(imported()).when(command).then(proposed);
  });

  it('lasts at least some time', () =>
    given(imported())
      .when(suspend({ until: MAR }))
      .thenRefused('suspension-is-empty'));

  it('does not stack', () =>
    given(imported(), suspended())
      .when(suspend({ from: APR }))
      .thenRefused('already-suspended'));

  it('is not imposed twice', () =>
    given(imported(), suspended()).when(suspend()).thenRefused('already-suspended'));

  it('is not imposed twice by two proposals', () =>
    given(imported(), suspension('Proposed'), suspended())
      .when(answer('ConfirmSanction'))
      .thenRefused('already-suspended'));

  it('FIGURES-4: does not begin before it was proposed', () =>
    given(imported())
      .when(suspend({ at: '2026-12-20T06:00:00.000Z' }))
      .thenRefused('effective-before-published'));

  it('FIGURES-4: is given notice of', () => {
    given(imported())
      .when(suspend({ at: '2026-02-24T00:00:00.001Z' }))
      .thenRefused('notice-too-short');
    given(imported())
      .when(suspend({ at: '2026-02-24T00:00:00.000Z' }))
      .then(suspension('Proposed', { proposedAt: '2026-02-24T00:00:00.000Z' }));
  });

  it('FIGURES-4: is not confirmed when it should have begun already', () =>
    given(imported(), suspension('Proposed'))
      .when({ ...answer('ConfirmSanction'), at: '2026-03-01T00:00:00.001Z' })
      .thenRefused('effective-before-published'));

  describe('FIGURES-4: that cannot wait', () => {
    const urgent = { urgent: true } as const;
    it('needs no notice', () =>
      given(imported())
        .when(suspend({ ...urgent, at: MAR }))
        .then(suspension('Proposed', { ...urgent, proposedAt: MAR })));

    it('begins no sooner than a second person confirms it', () =>
      given(imported(), suspension('Proposed', urgent))
        .when({ ...answer('ConfirmSanction'), at: '2026-03-02T00:00:00.000Z' })
        .then(
          suspension('Confirmed', { ...urgent, confirmedAt: '2026-03-02T00:00:00.000Z' }),
          suspended({ from: '2026-03-02T00:00:00.000Z' }),
        ));

    it('is of the same length as others, and never of a time that has passed', () => {
      given(imported())
        .when(suspend({ ...urgent, until: '2026-03-01T01:00:00.000Z' }))
        .thenRefused('suspension-too-short');
      given(imported())
        .when(suspend({ ...urgent, at: '2026-03-01T00:00:00.001Z' }))
        .thenRefused('effective-before-published');
    });
  });

  it('may get another end', () =>
    given(imported(), suspended())
      .when(suspend({ until: SEP }))
      .then(suspension('Proposed', { until: SEP })));

  it('may follow another one', () =>
    given(imported(), suspended({ from: JAN, until: MAR }))
      .when(suspend())
      .then(suspension('Proposed')));

  it('falls on a licence in force', () =>
    given(imported({ validUntil: MAR }))
      .when(suspend())
      .thenRefused('licence-not-active'));

  it('does not fall on a licence that was revoked meanwhile', () =>
    given(imported(), suspension('Proposed'), revoked({ at: MAR }))
      .when(answer('ConfirmSanction'))
      .thenRefused('licence-revoked'));

  it('may come before a revocation that is still ahead', () =>
    given(imported(), revoked({ at: SEP }))
      .when(suspend())
      .then(suspension('Proposed')));

  it('needs a licence', () => given().when(suspend()).thenRefused('licence-unknown'));

  // 5 hours ahead of UTC: 19:00Z is local midnight, so these begin on 31 August and 10 March.
  const AUG_31 = '2026-08-30T19:00:00.000Z';
  const MAR_10 = '2026-03-09T19:00:00.000Z';
  it.each`
    from      | until                         | reason                    | why
    ${MAR_10} | ${'2026-04-08T19:00:00.000Z'} | ${'suspension-too-short'} | ${'a day less than a month'}
    ${MAR_10} | ${'2026-04-09T19:00:00.000Z'} | ${undefined}              | ${'a month'}
    ${MAR_10} | ${'2026-09-09T19:00:00.000Z'} | ${undefined}              | ${'six months'}
    ${MAR_10} | ${'2026-09-10T19:00:00.000Z'} | ${'suspension-too-long'}  | ${'a day more than six months'}
    ${MAR_10} | ${undefined}                  | ${'suspension-too-long'}  | ${'no end'}
    ${AUG_31} | ${'2026-09-28T19:00:00.000Z'} | ${'suspension-too-short'} | ${'a day less than a month from the 31st'}
    ${AUG_31} | ${'2026-09-29T19:00:00.000Z'} | ${undefined}              | ${'a month from the 31st'}
    ${AUG_31} | ${'2027-02-27T19:00:00.000Z'} | ${undefined}              | ${'six months from the 31st'}
    ${AUG_31} | ${'2027-02-28T19:00:00.000Z'} | ${'suspension-too-long'}  | ${'a day more than six months from the 31st'}
  `(
    'FIGURES-4: is of the months that the pack says, from one to six: $why',
    ({ from, until, reason }) => {
      const { until: _, ...open } = suspend({ from });
      const command = { ...open, ...(until !== undefined && { until }) };
      const outcome = given(imported()).when(command);
      if (reason === undefined) outcome.then(suspension('Proposed', { from, until }));
      else outcome.thenRefused(reason);
    },
  );
});

describe('Reinstatement of a licence (LIC-11)', () => {
  it('is proposed by one person', () =>
    given(imported(), suspended()).when(reinstate()).then(reinstatement('Proposed')));

  it('is proposed once, however often it is sent', () =>
    given(imported(), suspended(), reinstatement('Proposed')).when(reinstate()).thenNothing());

  it('ends the suspension when a second person confirms it', () =>
    given(imported(), suspended(), reinstatement('Proposed'))
      .when(answer('ConfirmSanction', 'berik', 'p-2'))
      .then(reinstatement('Confirmed'), reinstated()));

  it('may be declined', () =>
    given(imported(), suspended(), reinstatement('Proposed'))
      .when(answer('DeclineSanction', 'berik', 'p-2'))
      .then(reinstatement('Declined')));

  it('FIGURES-4: lies in the past only as a correction', () => {
    const at = '2026-04-02T00:00:00.000Z';
    given(imported(), suspended())
      .when(reinstate({ at }))
      .thenRefused('effective-before-published');
    given(imported(), suspended())
      .when(reinstate({ at, correction: true }))
      .then(reinstatement('Proposed', { correction: true, proposedAt: at }));
  });

  it('at the start of the suspension annuls it', () =>
    given(imported(), suspended(), reinstatement('Proposed', { from: MAR }))
      .when(answer('ConfirmSanction', 'berik', 'p-2'))
      .then(reinstatement('Confirmed', { from: MAR }), reinstated({ at: MAR })));

  it('needs a suspension in force', () =>
    given(imported(), suspended())
      .when(reinstate({ from: JUN }))
      .thenRefused('licence-not-suspended'));

  it('needs a suspension still in force when it is confirmed', () =>
    given(imported(), suspended(), reinstatement('Proposed'), reinstated({ at: MAR }))
      .when(answer('ConfirmSanction', 'berik', 'p-2'))
      .thenRefused('licence-not-suspended'));

  it('does not come under another case', () =>
    given(imported(), suspended())
      .when(reinstate({ caseId: 'case-2' }))
      .thenRefused('suspended-under-another-case'));

  it('does not undo a revocation', () =>
    given(imported(), suspended(), revoked({ at: APR }))
      .when(reinstate())
      .thenRefused('licence-revoked'));
});

describe('Revocation of a licence (LIC-11)', () => {
  it('is proposed by one person', () =>
    given(imported()).when(revoke()).then(revocation('Proposed')));

  it('is proposed once, however often it is sent', () =>
    given(imported(), revocation('Proposed')).when(revoke()).thenNothing());

  it('takes effect when a second person confirms it', () =>
    given(imported(), revocation('Proposed'))
      .when(answer('ConfirmSanction', 'berik', 'p-3'))
      .then(revocation('Confirmed'), revoked()));

  it('ends every time in force that reaches past it, a renewal still ahead too', () => {
    const ends = [revoked(), revoked({ from: SEP })];
    given(
      imported({ issuedAt: '2024-01-01T00:00:00.000Z', validUntil: MAR }),
      imported(),
      imported({ issuedAt: SEP }),
      revocation('Proposed'),
    )
      .when(answer('ConfirmSanction', 'berik', 'p-3'))
      .then(revocation('Confirmed'), ...ends);
  });

  it('leaves a time in force alone that ends as it begins', () =>
    given(imported({ validUntil: JUN }), imported({ issuedAt: JUN }), revocation('Proposed'))
      .when(answer('ConfirmSanction', 'berik', 'p-3'))
      .then(revocation('Confirmed'), revoked({ from: JUN })));

  it('may be declined', () =>
    given(imported(), revocation('Proposed'))
      .when(answer('DeclineSanction', 'berik', 'p-3'))
      .then(revocation('Declined')));

  it('ends a suspended licence too', () =>
    given(imported(), suspended())
      .when(revoke({ from: APR }))
      .then(revocation('Proposed', { from: APR })));

  it('does not fall on a licence that has run out', () =>
    given(imported({ validUntil: JUN }))
      .when(revoke())
      .thenRefused('licence-not-active'));

  it('FIGURES-4: does not reach back, and is given notice of', () => {
    given(imported())
      .when(revoke({ at: '2026-06-01T00:00:00.001Z' }))
      .thenRefused('effective-before-published');
    given(imported())
      .when(revoke({ at: '2026-05-27T00:00:00.001Z' }))
      .thenRefused('notice-too-short');
    const open = { expiresAt: SEP };
    given(imported(), revocation('Proposed', open))
      .when({ ...answer('ConfirmSanction', 'berik', 'p-3'), at: '2026-06-01T00:00:00.001Z' })
      .thenRefused('effective-before-published');
  });

  it('comes once', () =>
    given(imported(), revoked()).when(revoke()).thenRefused('licence-revoked'));

  it('comes once, also at an earlier instant', () =>
    given(imported(), revoked())
      .when(revoke({ from: MAR }))
      .thenRefused('licence-revoked'));

  it('is final: no import brings the licence back', () =>
    given(imported(), revoked())
      .when({ ...importAgain(), issuedAt: SEP })
      .thenRefused('licence-already-imported'));

  it('is final: no renewal brings the licence back', () =>
    given(imported(), revoked())
      .when({
        type: 'ProposeRenewal',
        proposalId: 'p-4',
        from: SEP,
        until: END,
        ground: 'asked for',
        termMonths: 36,
        by: 'aigerim',
        at: AT,
      })
      .thenRefused('licence-revoked'));

  it('lets the import be said again that it fell on', () =>
    given(imported(), revoked()).when(importAgain()).thenNothing());
});

describe('A licence', () => {
  it.each`
    at                            | active   | suspended
    ${'2025-12-31T23:59:59.999Z'} | ${false} | ${false}
    ${JAN}                        | ${true}  | ${false}
    ${MAR}                        | ${true}  | ${true}
    ${'2026-03-31T23:59:59.999Z'} | ${true}  | ${true}
    ${APR}                        | ${true}  | ${false}
    ${'2026-05-31T23:59:59.999Z'} | ${true}  | ${false}
    ${JUN}                        | ${false} | ${false}
  `(
    'at $at is in force: $active, suspended: $suspended',
    ({ at, active, suspended: isSuspended }) => {
      const licence = replay(licenceDecider, [imported(), suspended(), reinstated(), revoked()]);
      if (licence.status === 'absent') throw new Error('not imported');
      expect(isActiveAt(licence, at)).toBe(active);
      expect(isSuspendedAt(licence, at)).toBe(isSuspended);
    },
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Event<Type extends LicenceEvent['type']> = Extract<LicenceEvent, { readonly type: Type }>;
type Stage = 'Proposed' | 'Confirmed' | 'Declined';
interface Terms {
  readonly from?: string;
  readonly until?: string;
  readonly by?: string;
  readonly urgent?: true;
  readonly correction?: true;
  readonly proposedAt?: string;
  readonly expiresAt?: string;
  readonly confirmedAt?: string;
}

function imported(but: Partial<Event<'LicenceImported'>> = {}): Event<'LicenceImported'> {
  const [licenceId, licenseeId, authority] = ['DM-1', '0197-a', 'AIFC'];
  const body = { licenceId, licenseeId, authority, issuedAt: JAN, validUntil: END };
  return { type: 'LicenceImported', ...body, ...but };
}
function importAgain() {
  return { ...imported(), type: 'ImportLicence', affiliations: [] } as const;
}
/** The common part of the three stages of a proposal. */
function stage(at: Stage, proposalId: string, { by, ...terms }: Terms) {
  const [licenceId, licenseeId, ground, caseId] = ['DM-1', '0197-a', 'sale-rule breach', 'case-1'];
  const who = by ?? (at === 'Proposed' ? 'aigerim' : 'berik');
  const when = { [`${at.toLowerCase()}At`]: AT };
  return { licenceId, licenseeId, ground, caseId, proposalId, by: who, ...when, ...terms };
}
function suspend(but: Partial<ProposeSuspension> = {}): ProposeSuspension {
  const terms = { from: MAR, until: JUN, ground: 'sale-rule breach', caseId: 'case-1' };
  return {
    type: 'ProposeSuspension',
    proposalId: 'p-1',
    ...terms,
    ...LAW,
    by: 'aigerim',
    at: AT,
    ...but,
  };
}
function suspension(at: Stage, but: Terms = {}): LicenceEvent {
  const body = stage(at, 'p-1', { from: MAR, until: JUN, ...but });
  return { type: `LicenceSuspension${at}`, ...body } as LicenceEvent;
}
function suspended(but: Partial<Event<'LicenceSuspended'>> = {}): Event<'LicenceSuspended'> {
  const [licenceId, licenseeId, ground, caseId] = ['DM-1', '0197-a', 'sale-rule breach', 'case-1'];
  const body = { licenceId, licenseeId, from: MAR, until: JUN, ground, caseId };
  return { type: 'LicenceSuspended', ...body, ...but };
}
function reinstate(but: Partial<ProposeReinstatement> = {}): ProposeReinstatement {
  const terms = { from: APR, ground: 'sale-rule breach', caseId: 'case-1' };
  return {
    type: 'ProposeReinstatement',
    proposalId: 'p-2',
    ...terms,
    by: 'aigerim',
    at: AT,
    ...but,
  };
}
function reinstatement(at: Stage, but: Terms = {}): LicenceEvent {
  const body = stage(at, 'p-2', { from: APR, ...but });
  return { type: `LicenceReinstatement${at}`, ...body } as LicenceEvent;
}
function reinstated(but: Partial<Event<'LicenceReinstated'>> = {}): Event<'LicenceReinstated'> {
  const [licenceId, licenseeId, ground, caseId] = ['DM-1', '0197-a', 'sale-rule breach', 'case-1'];
  const body = { licenceId, licenseeId, from: MAR, at: APR, ground, caseId };
  return { type: 'LicenceReinstated', ...body, ...but };
}
function revoke(but: Partial<ProposeRevocation> = {}): ProposeRevocation {
  const terms = { from: JUN, ground: 'sale-rule breach', caseId: 'case-1' };
  const { noticeDays } = LAW;
  return {
    type: 'ProposeRevocation',
    proposalId: 'p-3',
    ...terms,
    noticeDays,
    by: 'aigerim',
    at: AT,
    ...but,
  };
}
function revocation(at: Stage, but: Terms = {}): LicenceEvent {
  const body = stage(at, 'p-3', { from: JUN, ...but });
  return { type: `LicenceRevocation${at}`, ...body } as LicenceEvent;
}
function revoked(but: Partial<Event<'LicenceRevoked'>> = {}): Event<'LicenceRevoked'> {
  const [licenceId, licenseeId, ground, caseId] = ['DM-1', '0197-a', 'sale-rule breach', 'case-1'];
  const body = { licenceId, licenseeId, from: JAN, at: JUN, ground, caseId };
  return { type: 'LicenceRevoked', ...body, ...but };
}
function answer(type: 'ConfirmSanction' | 'DeclineSanction', by = 'berik', proposalId = 'p-1') {
  return { type, proposalId, by, at: AT };
}
