import type { RetainedReleased } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  objectionTo,
  releaseDecider,
  type ConfirmRelease,
  type PeriodStanding,
  type ProposeRelease,
  type ReleaseEvent,
} from './release.js';

const { given } = specify(releaseDecider);

const APR = '2026-04-20T06:00:00.000Z';
const NEXT_DAY = '2026-04-21T06:00:00.000Z';
const MAY = '2026-05-20T06:00:00.000Z';
const TERMS = { licenseeId: '0197-a', asset: 'BTC', period: '2026-03' } as const;

describe('Release of what need not be sold (SALE-3)', () => {
  it('is proposed of all that is left when no quantity is named', () =>
    given().when(propose()).then(proposed()));

  it('is proposed of the quantity that is named', () =>
    given()
      .when(propose({ quantity: 10n }))
      .then(proposed({ quantity: '10' })));

  it('gives coins when a second person confirms', () =>
    given(proposed())
      .when(confirm())
      .then(confirmed(), released({ at: NEXT_DAY })));

  it('FIGURES-8: gives none to one person alone', () =>
    given(proposed())
      .when(confirm({ by: 'first' }))
      .thenRefused('second-person-required'));

  it('gives none when it has waited too long', () =>
    given(proposed())
      .when(confirm({ at: MAY }))
      .thenRefused('proposal-expired'));

  it('is confirmed once', () =>
    given(proposed(), confirmed(), released()).when(confirm()).thenRefused('already-confirmed'));

  it('is declined, and then gives none', () => {
    const declined = {
      type: 'RetainedReleaseDeclined',
      ...TERMS,
      quantity: '25',
      proposalId: 'p-1',
      by: 'second',
      declinedAt: MAY,
    } as const;
    given(proposed())
      .when({ type: 'DeclineRelease', proposalId: 'p-1', by: 'second', at: MAY })
      .then(declined);
    given(proposed(), declined).when(confirm()).thenRefused('proposal-closed');
  });

  it('proposed again under its id changes nothing', () =>
    given(proposed()).when(propose()).thenNothing());

  it('is not proposed by another under its id', () =>
    given(proposed())
      .when(propose({ by: 'second' }))
      .thenRefused('proposal-id-taken'));

  it('that nobody proposed is not confirmed', () =>
    given().when(confirm()).thenRefused('proposal-unknown'));

  it('gives the rest later', () =>
    given(...released10())
      .when(propose({ proposalId: 'p-2' }))
      .then(proposed({ proposalId: 'p-2', quantity: '15' })));

  it('does not give a base unit more than was retained', () =>
    given()
      .when(propose({ quantity: 26n }))
      .thenRefused('exceeds-retained'));

  it('does not give the same coins twice', () =>
    given(...released10())
      .when(propose({ proposalId: 'p-2', quantity: 16n }))
      .thenRefused('exceeds-retained'));

  it('does not give the same coins by two proposals', () =>
    given(proposed(), proposed({ proposalId: 'p-2' }), confirmed(), released())
      .when(confirm({ proposalId: 'p-2' }))
      .thenRefused('nothing-to-release'));

  it('gives nothing when all was given', () =>
    given(proposed(), confirmed(), released())
      .when(propose({ proposalId: 'p-2' }))
      .thenRefused('nothing-to-release'));

  it('gives nothing when nothing was retained', () =>
    given()
      .when(propose({ retained: 0n }))
      .thenRefused('nothing-to-release'));

  it('gives nothing more when a restatement lowered what was retained', () => {
    given(released())
      .when(propose({ retained: 20n }))
      .thenRefused('nothing-to-release');
    given(proposed())
      .when(confirm({ retained: 20n }))
      .thenRefused('exceeds-retained');
  });

  it('gives what a restatement added', () =>
    given(released())
      .when(propose({ retained: 30n }))
      .then(proposed({ quantity: '5' })));

  it.each([0n, -1n])('does not give %d', (quantity) =>
    given().when(propose({ quantity })).thenRefused('quantity-not-positive'),
  );

  it('FIGURES-8: is looked at again when it is confirmed', () => {
    given()
      .when(propose({ objection: 'assessment-blocked' }))
      .thenRefused('assessment-blocked');
    given(proposed())
      .when(confirm({ objection: 'assessment-blocked' }))
      .thenRefused('assessment-blocked');
  });
});

describe('What the law has against a release (SALE-3)', () => {
  const good: PeriodStanding = {
    isPeriodFinal: true,
    verdict: 'compliant',
    isAssessmentBlocked: false,
    isAssessmentApproved: true,
    isAssessmentPaid: true,
  };
  it.each<[but: Partial<PeriodStanding>, objection: string | undefined]>([
    [{}, undefined],
    [{ verdict: 'breach-cured-late' }, undefined],
    [{ isPeriodFinal: false }, 'period-not-final'],
    [{ verdict: 'inconclusive' }, 'period-inconclusive'],
    [{ verdict: 'pending' }, 'period-inconclusive'],
    [{ verdict: 'breach' }, 'coins-outstanding'],
    [{ isAssessmentBlocked: true }, 'assessment-blocked'],
    [{ isAssessmentPaid: false }, 'assessment-not-paid'],
    [{ isAssessmentApproved: false }, 'assessment-not-approved'],
  ])('FIGURES-8: of %j is %s', (but, objection) =>
    expect(objectionTo({ ...good, ...but })).toBe(objection),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function propose(but: Partial<ProposeRelease> = {}): ProposeRelease {
  return {
    type: 'ProposeRelease',
    ...TERMS,
    proposalId: 'p-1',
    retained: 25n,
    by: 'first',
    at: APR,
    ...but,
  };
}
function confirm(but: Partial<ConfirmRelease> = {}): ConfirmRelease {
  const by = { proposalId: 'p-1', by: 'second', at: NEXT_DAY };
  return { type: 'ConfirmRelease', ...by, retained: 25n, ...but };
}
function proposed(but: { proposalId?: string; quantity?: string } = {}): ReleaseEvent {
  return {
    type: 'RetainedReleaseProposed',
    ...TERMS,
    quantity: '25',
    proposalId: 'p-1',
    by: 'first',
    proposedAt: APR,
    ...but,
  };
}
function confirmed(quantity = '25'): ReleaseEvent {
  const by = { proposalId: 'p-1', by: 'second', confirmedAt: NEXT_DAY };
  return { type: 'RetainedReleaseConfirmed', ...TERMS, quantity, ...by };
}
function released(but: Partial<RetainedReleased> = {}): RetainedReleased {
  return { type: 'RetainedReleased', ...TERMS, quantity: '25', at: APR, ...but };
}
function released10(): ReleaseEvent[] {
  return [proposed({ quantity: '10' }), confirmed('10'), released({ quantity: '10' })];
}
