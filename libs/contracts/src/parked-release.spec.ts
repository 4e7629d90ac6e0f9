import { specify } from '@esep/kernel/specification';

import { parkedReleaseDecider, type ParkedRelease } from './parked-release.js';

const { given } = specify(parkedReleaseDecider);

const AT = '2026-05-20T07:00:00.000Z';
const terms = {
  subscription: 'reconciliation_v1',
  key: '019a0000-0000-7000-8000-00000000000a',
  how: 'skip' as const,
  reason: 'The row names an asset that was never listed.',
};

describe('The release of a parked key', () => {
  it('is proposed by one person and takes effect by another', () => {
    given().when(propose()).then(proposed());
    given(proposed()).when(answer('ConfirmRelease', 'analyst-2')).then(confirmed());
  });

  it('is never confirmed by its proposer', () =>
    given(proposed())
      .when(answer('ConfirmRelease', 'analyst-1'))
      .thenRefused('second-person-required'));

  it('is one at a time, and may be proposed again once answered', () => {
    given(proposed()).when(propose('p-2')).thenRefused('release-already-proposed');
    given(proposed(), confirmed()).when(propose('p-2')).then(proposed('p-2'));
  });

  it('FIGURES-4: expires after fourteen days, and may then be proposed anew', () => {
    const at = '2026-06-03T07:00:00.000Z';
    given(proposed())
      .when({ ...answer('ConfirmRelease', 'analyst-2'), at })
      .thenRefused('proposal-expired');
    given(proposed())
      .when({ ...propose('p-2'), at })
      .then({
        ...proposed('p-2'),
        proposedAt: at,
        expiresAt: '2026-06-17T07:00:00.000Z',
      } as ParkedRelease);
  });

  it('must have been proposed, and is confirmed once', () => {
    given().when(answer('ConfirmRelease', 'analyst-2')).thenRefused('proposal-unknown');
    given(proposed(), confirmed())
      .when(answer('ConfirmRelease', 'analyst-3'))
      .thenRefused('already-confirmed');
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function propose(proposalId = 'p-1') {
  return { type: 'ProposeRelease', ...terms, proposalId, by: 'analyst-1', at: AT } as const;
}
function proposed(proposalId = 'p-1'): ParkedRelease {
  return {
    type: 'ParkedReleaseProposed',
    ...terms,
    proposalId,
    by: 'analyst-1',
    proposedAt: AT,
    expiresAt: '2026-06-03T07:00:00.000Z',
  };
}
function answer(type: 'ConfirmRelease' | 'DeclineRelease', by: string) {
  return { type, proposalId: 'p-1', by, at: AT } as const;
}
function confirmed(): ParkedRelease {
  return {
    type: 'ParkedReleaseConfirmed',
    ...terms,
    proposalId: 'p-1',
    by: 'analyst-2',
    confirmedAt: AT,
  };
}
