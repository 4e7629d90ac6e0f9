import type { PoolApprovalWithdrawn, PoolApproved } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import type {
  ApprovePool,
  PoolApproval,
  PoolApprovalEvent,
  ProposePoolApproval,
  ProposePoolRegistration,
  ProposePoolWithdrawal,
} from './pool-approval.js';
import { poolDecider } from './pool.js';

const { given } = specify(poolDecider);

const LONG_AGO = '2025-12-31T00:00:00.000Z';
const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const SEP = '2026-09-01T00:00:00.000Z';
const LEI = '529900T8BM49AURSDO55';

describe('A digital mining pool', () => {
  describe('approval', () => {
    it('opens the stream', () => given().when(approve()).then(approved()));

    it('keeps the LEI that was given', () =>
      given()
        .when(approve({ lei: LEI }))
        .then(approved({ lei: LEI })));

    it('takes no LEI whose check digits are wrong', () =>
      given()
        .when(approve({ lei: '529900T8BM49AURSDO54' }))
        .thenRefused('lei-invalid'));

    it('said again changes nothing', () => given(approved()).when(approve()).thenNothing());

    it('FIGURES-2: is said by one person once: another name, tag or start is refused', () => {
      for (const other of [{ name: 'Tengri Pool JSC' }, { coinbaseTags: [] }, { from: JUN }])
        given(approved()).when(approve(other)).thenRefused('pool-approved-before');
    });

    it('FIGURES-2: is not given back by one person after a withdrawal', () => {
      given(approved(), withdrawn({ at: JUN }))
        .when(approve())
        .thenRefused('pool-approved-before');
      given(approved(), withdrawn({ at: JUN }))
        .when(approve({ from: JUN }))
        .thenRefused('pool-approved-before');
    });
  });

  describe('FIGURES-2: a first approval from a time that has passed', () => {
    it('is none of one person’s, but for what is of yesterday', () => {
      given()
        .when(approve({ now: '2026-01-02T00:00:00.000Z' }))
        .then(approved());
      given()
        .when(approve({ now: '2026-01-02T00:00:00.001Z' }))
        .thenRefused('effective-before-published');
    });

    it('takes two, and the key that it signs with waits for them', () => {
      given().when(enter()).then(entering('Proposed'));
      given(entering('Proposed'))
        .when({ type: 'ConfirmPoolApproval', ...SECOND, ...ROOM, at: JUN, by: 'aigerim' })
        .thenRefused('second-person-required');
      given(entering('Proposed', { publicKey: 'A' }))
        .when({ type: 'ConfirmPoolApproval', ...SECOND, ...ROOM, at: JUN })
        .then(entering('Confirmed', { publicKey: 'A' }), approved());
      given(entering('Proposed'))
        .when({ type: 'DeclinePoolApproval', ...SECOND, at: JUN })
        .then(entering('Declined'));
    });

    it('is judged again when it is confirmed', () => {
      given(entering('Proposed'))
        .when({ type: 'ConfirmPoolApproval', ...SECOND, at: JUN, others: others(5), cap: 5 })
        .thenRefused('pool-cap-reached');
      given(entering('Proposed'), approved({ from: MAR }))
        .when({ type: 'ConfirmPoolApproval', ...SECOND, ...ROOM, at: JUN })
        .thenRefused('effective-before-published');
    });

    it('is of what was never in the register; said again it changes nothing', () => {
      given(approved()).when(enter()).thenNothing();
      given(approved({ from: MAR }))
        .when(enter())
        .thenRefused('pool-approved-before');
    });
  });

  describe('a further approval', () => {
    const past = [approved(), withdrawn({ at: MAR })] as const;

    it('takes two persons', () => {
      given(...past)
        .when(approveAgain())
        .then(again('Proposed'));
      given(...past, again('Proposed'))
        .when({ type: 'ConfirmPoolApproval', ...SECOND, ...ROOM })
        .then(again('Confirmed'), approved({ from: JUN }));
      given(...past, again('Proposed'))
        .when({ type: 'DeclinePoolApproval', ...SECOND })
        .then(again('Declined'));
    });

    it('does not reach back', () =>
      given(...past)
        .when(approveAgain({ from: JAN }))
        .thenRefused('effective-before-published'));

    it('does not begin while one is open', () =>
      given(approved()).when(approveAgain()).thenRefused('pool-already-approved'));

    it('needs room when it is confirmed', () =>
      given(...past, again('Proposed'))
        .when({ type: 'ConfirmPoolApproval', ...SECOND, others: others(5), cap: 5 })
        .thenRefused('pool-cap-reached'));

    it('is of a pool that was approved', () =>
      given().when(approveAgain()).thenRefused('pool-not-approved'));
  });

  describe('id', () => {
    it.each(['dmp', 'dmp-9-2'])(
      'is not taken beside %s, whose streams it could be taken for',
      (poolId) =>
        given()
          .when(approve({ others: [{ poolId, from: JAN }] }))
          .thenRefused('sender-id-ambiguous'),
    );

    it('is taken beside others that only begin alike', () =>
      given()
        .when(approve({ others: [{ poolId: 'dmp-91', from: JAN }] }))
        .then(approved()));
  });

  describe('the cap of five at a time (LIC-13)', () => {
    it('has room for a fifth pool', () =>
      given()
        .when(approve({ others: others(4) }))
        .then(approved()));

    it('has no room for a sixth', () =>
      given()
        .when(approve({ others: others(5) }))
        .thenRefused('pool-cap-reached'));

    it('has room from the instant one of the five ends', () =>
      given()
        .when(
          approve({ from: JUN, others: [...others(4), { poolId: 'dmp-5', from: JAN, to: JUN }] }),
        )
        .then(approved({ from: JUN })));

    it('has no room a moment before one of the five ends', () =>
      given()
        .when(
          approve({
            from: '2026-05-31T23:59:59.999Z',
            others: [...others(4), { poolId: 'dmp-5', from: JAN, to: JUN }],
          }),
        )
        .thenRefused('pool-cap-reached'));

    it('counts approvals that begin later', () =>
      given()
        .when(approve({ others: [...others(4), { poolId: 'dmp-5', from: SEP }] }))
        .thenRefused('pool-cap-reached'));

    it('counts pools at the same instant, not pools that follow each other', () =>
      given()
        .when(
          approve({
            others: [
              ...others(3),
              { poolId: 'dmp-4', from: JAN, to: JUN },
              { poolId: 'dmp-5', from: JUN },
            ],
          }),
        )
        .then(approved()));

    it('counts a pool once, however often its approval was recorded', () =>
      given()
        .when(approve({ others: [...others(4), { poolId: 'dmp-4', from: MAR }] }))
        .then(approved()));

    it('counts no approval that was annulled', () =>
      given()
        .when(approve({ others: [...others(4), { poolId: 'dmp-5', from: MAR, to: MAR }] }))
        .then(approved()));

    it('does not count the pool itself', () =>
      given()
        .when(approve({ others: [...others(4), { poolId: 'dmp-9', from: JAN }] }))
        .then(approved()));
  });

  describe('withdrawal', () => {
    it('FIGURES-2: is proposed by one person', () =>
      given(approved()).when(withdraw()).then(withdrawing('Proposed')));

    it('FIGURES-2: ends the approval when a second person confirms', () => {
      const proposed = withdrawing('Proposed');
      given(approved(), proposed)
        .when({ type: 'ConfirmPoolWithdrawal', ...SECOND, ...ROOM })
        .then(withdrawing('Confirmed'), withdrawn());
      given(approved(), proposed)
        .when({ type: 'ConfirmPoolWithdrawal', ...SECOND, by: 'aigerim', ...ROOM })
        .thenRefused('second-person-required');
      given(approved(), proposed)
        .when({ type: 'DeclinePoolWithdrawal', ...SECOND })
        .then(withdrawing('Declined'));
    });

    it('FIGURES-2: takes effect before it is published only as a correction, and says so', () => {
      const late = { at: SEP };
      given(approved()).when(withdraw(late)).thenRefused('effective-before-published');
      given(approved())
        .when(withdraw({ ...late, correction: true }))
        .then(withdrawing('Proposed', { correction: true, proposedAt: SEP }));
      given(approved(), withdrawing('Proposed', { correction: true }))
        .when({ type: 'ConfirmPoolWithdrawal', ...SECOND, ...ROOM })
        .then(withdrawing('Confirmed', { correction: true }), withdrawn({ correction: true }));
    });

    it('FIGURES-2: is not confirmed when its time has passed', () =>
      given(approved(), withdrawing('Proposed', { expiresAt: '2027-01-01T00:00:00.000Z' }))
        .when({ type: 'ConfirmPoolWithdrawal', ...SECOND, at: SEP, ...ROOM })
        .thenRefused('effective-before-published'));

    it('ends the one that is named', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ from: JAN, end: '2026-02-01T00:00:00.000Z' }))
        .then(withdrawing('Proposed', { from: JAN, at: '2026-02-01T00:00:00.000Z' })));

    it('names by default the one in force, not the latest', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ end: '2026-02-01T00:00:00.000Z' }))
        .then(withdrawing('Proposed', { from: JAN, at: '2026-02-01T00:00:00.000Z' })));

    it('names by default the latest when none is in force', () =>
      given(
        approved(),
        withdrawn({ at: MAR }),
        approved({ from: JUN }),
        withdrawn({ from: JUN, at: SEP }),
      )
        .when(withdraw({ end: '2026-12-01T00:00:00.000Z' }))
        .then(withdrawing('Proposed', { from: JUN, at: '2026-12-01T00:00:00.000Z' })));

    it('at the start annuls the approval', () =>
      given(approved())
        .when(withdraw({ end: JAN }))
        .then(withdrawing('Proposed', { at: JAN })));

    it('said again would change nothing', () =>
      given(approved(), withdrawn()).when(withdraw()).thenRefused('nothing-changes'));

    it('said again with another reason is recorded', () =>
      given(approved(), withdrawn())
        .when(withdraw({ reason: 'court order 2-17' }))
        .then(withdrawing('Proposed', { reason: 'court order 2-17' })));

    it('may be moved', () =>
      given(approved(), withdrawn({ at: JUN }))
        .when(withdraw({ from: JAN, end: SEP }))
        .then(withdrawing('Proposed', { at: SEP })));

    it('is not moved over the cap', () =>
      given(approved(), withdrawn({ at: JUN }))
        .when(
          withdraw({ from: JAN, end: SEP, others: [...others(4), { poolId: 'dmp-5', from: JUN }] }),
        )
        .thenRefused('pool-cap-reached'));

    it('may be moved to the instant at which the next approval begins', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ from: JAN, end: JUN }))
        .then(withdrawing('Proposed', { at: JUN })));

    it('is not moved into a later approval', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ from: JAN, end: SEP }))
        .thenRefused('pool-already-approved'));

    it('does not end an approval before it began', () =>
      given(approved({ from: MAR }))
        .when(withdraw({ end: JAN }))
        .thenRefused('withdrawal-before-approval'));

    it('needs an approval', () => given().when(withdraw()).thenRefused('pool-not-approved'));

    it('needs the approval that it names', () =>
      given(approved())
        .when(withdraw({ from: MAR }))
        .thenRefused('pool-not-approved'));

    it('does not by default bring back what was annulled', () =>
      given(approved(), withdrawn({ at: JAN }))
        .when(withdraw({ end: SEP }))
        .thenRefused('pool-not-approved'));
  });

  it('has no keys before it was ever approved', () =>
    given()
      .when({ type: 'RegisterSenderKey', sender: 'dmp-9', keyId: 'k-1', publicKey: 'A', from: JAN })
      .thenRefused('pool-not-approved'));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function approve(but: Partial<ApprovePool> = {}): ApprovePool {
  const { type: _, ...approval } = approved();
  return { type: 'ApprovePool', ...approval, others: [], cap: 5, now: JAN, ...but };
}
function enter(but: Partial<ProposePoolRegistration> = {}): ProposePoolRegistration {
  const { type: _, ...said } = approved();
  return { type: 'ProposePoolRegistration', ...said, ...ROOM, ...WHO, at: JUN, ...but };
}
function entering(stage: 'Proposed' | 'Confirmed' | 'Declined', but: object = {}) {
  const { type: _, ...terms } = approved();
  return act('PoolApproval', stage, { ...terms, [`${stage.toLowerCase()}At`]: JUN, ...but });
}
function approved(but: Partial<PoolApproved> = {}): PoolApproved {
  return {
    type: 'PoolApproved',
    poolId: 'dmp-9',
    name: 'Tengri Pool',
    from: JAN,
    coinbaseTags: ['/tengri.kz/'],
    payoutAddresses: ['bc1qtengri'],
    ...but,
  };
}
const ROOM = { others: [], cap: 5 };
const WHO = { proposalId: 'p-1', by: 'aigerim', at: LONG_AGO };
const SECOND = { proposalId: 'p-1', by: 'berik', at: LONG_AGO };

/** Proposed long before anything begins or ends, where nothing else is said. */
function withdraw(but: Partial<ProposePoolWithdrawal> = {}): ProposePoolWithdrawal {
  const { at: end, reason } = withdrawn();
  return { type: 'ProposePoolWithdrawal', end, reason, ...ROOM, ...WHO, ...but };
}
function withdrawing(stage: 'Proposed' | 'Confirmed' | 'Declined', but: object = {}) {
  const { type: _, ...terms } = withdrawn();
  return act('PoolApprovalWithdrawal', stage, { ...terms, ...but });
}
function approveAgain(but: Partial<ProposePoolApproval> = {}): ProposePoolApproval {
  const { type: _, ...said } = approved({ from: JUN });
  return { type: 'ProposePoolApproval', ...said, ...ROOM, ...WHO, at: MAR, ...but };
}
function again(stage: 'Proposed' | 'Confirmed' | 'Declined') {
  const { type: _, ...terms } = approved({ from: JUN });
  return act('PoolApproval', stage, { ...terms, ...(stage === 'Proposed' && { proposedAt: MAR }) });
}
/** An event of an act, as each of its stages says the same terms. */
function act(name: string, stage: 'Proposed' | 'Confirmed' | 'Declined', terms: object) {
  const by = stage === 'Proposed' ? 'aigerim' : 'berik';
  const when = { [`${stage.toLowerCase()}At`]: LONG_AGO };
  const said = { proposalId: 'p-1', by, ...when, ...terms };
  return { type: `${name}${stage}`, ...said } as never as PoolApprovalEvent;
}
function withdrawn(but: Partial<PoolApprovalWithdrawn> = {}): PoolApprovalWithdrawn {
  return {
    type: 'PoolApprovalWithdrawn',
    poolId: 'dmp-9',
    from: JAN,
    at: JUN,
    reason: 'licence returned',
    ...but,
  };
}
function others(count: number): PoolApproval[] {
  return Array.from({ length: count }, (_, i) => ({ poolId: `dmp-${i + 1}`, from: JAN }));
}
