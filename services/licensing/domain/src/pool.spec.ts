import type { PoolApprovalWithdrawn, PoolApproved } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  poolDecider,
  type ApprovePool,
  type PoolApproval,
  type WithdrawPoolApproval,
} from './pool.js';

const { given } = specify(poolDecider);

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

    it('said again with another name replaces the record', () =>
      given(approved())
        .when(approve({ name: 'Tengri Pool JSC' }))
        .then(approved({ name: 'Tengri Pool JSC' })));

    it('said again after a withdrawal has no end any more', () =>
      given(approved(), withdrawn({ at: JUN }))
        .when(approve())
        .then(approved()));

    it('does not begin a second time while the first is open', () =>
      given(approved())
        .when(approve({ from: JUN }))
        .thenRefused('pool-already-approved'));

    it('does not begin before one that is open', () =>
      given(approved({ from: JUN }))
        .when(approve({ from: JAN }))
        .thenRefused('pool-already-approved'));

    it('may begin anew at the instant the first ended', () =>
      given(approved(), withdrawn({ at: JUN }))
        .when(approve({ from: JUN }))
        .then(approved({ from: JUN })));

    it('may take the place of one that was annulled', () =>
      given(approved(), withdrawn({ at: JAN }))
        .when(approve({ from: MAR }))
        .then(approved({ from: MAR })));

    it('is not made open again over a later one', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(approve())
        .thenRefused('pool-already-approved'));
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

    it('does not stand in the way of a corrected name', () =>
      given(approved())
        .when(approve({ name: 'Tengri Pool JSC', others: others(5), cap: 3 }))
        .then(approved({ name: 'Tengri Pool JSC' })));

    it('binds when an approval is opened again after its end', () =>
      given(approved(), withdrawn({ at: JUN }))
        .when(approve({ others: [...others(4), { poolId: 'dmp-5', from: JUN }] }))
        .thenRefused('pool-cap-reached'));

    it('binds when an annulled approval is brought back', () =>
      given(approved(), withdrawn({ at: JAN }))
        .when(approve({ others: others(5) }))
        .thenRefused('pool-cap-reached'));
  });

  describe('withdrawal', () => {
    it('ends the approval in force', () => given(approved()).when(withdraw()).then(withdrawn()));

    it('ends the one that is named', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ from: JAN, at: '2026-02-01T00:00:00.000Z' }))
        .then(withdrawn({ from: JAN, at: '2026-02-01T00:00:00.000Z' })));

    it('names by default the one in force, not the latest', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ at: '2026-02-01T00:00:00.000Z' }))
        .then(withdrawn({ from: JAN, at: '2026-02-01T00:00:00.000Z' })));

    it('names by default the latest when none is in force', () =>
      given(
        approved(),
        withdrawn({ at: MAR }),
        approved({ from: JUN }),
        withdrawn({ from: JUN, at: SEP }),
      )
        .when(withdraw({ at: '2026-12-01T00:00:00.000Z' }))
        .then(withdrawn({ from: JUN, at: '2026-12-01T00:00:00.000Z' })));

    it('at the start annuls the approval', () =>
      given(approved())
        .when(withdraw({ at: JAN }))
        .then(withdrawn({ at: JAN })));

    it('said again changes nothing', () =>
      given(approved(), withdrawn()).when(withdraw()).thenNothing());

    it('said again with another reason is recorded', () =>
      given(approved(), withdrawn())
        .when(withdraw({ reason: 'court order 2-17' }))
        .then(withdrawn({ reason: 'court order 2-17' })));

    it('may be moved', () =>
      given(approved(), withdrawn({ at: JUN }))
        .when(withdraw({ from: JAN, at: SEP }))
        .then(withdrawn({ at: SEP })));

    it('is not moved over the cap', () =>
      given(approved(), withdrawn({ at: JUN }))
        .when(
          withdraw({ from: JAN, at: SEP, others: [...others(4), { poolId: 'dmp-5', from: JUN }] }),
        )
        .thenRefused('pool-cap-reached'));

    it('may be moved to the instant at which the next approval begins', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ from: JAN, at: JUN }))
        .then(withdrawn({ at: JUN })));

    it('is not moved into a later approval', () =>
      given(approved(), withdrawn({ at: MAR }), approved({ from: JUN }))
        .when(withdraw({ from: JAN, at: SEP }))
        .thenRefused('pool-already-approved'));

    it('does not end an approval before it began', () =>
      given(approved({ from: MAR }))
        .when(withdraw({ at: JAN }))
        .thenRefused('withdrawal-before-approval'));

    it('needs an approval', () => given().when(withdraw()).thenRefused('pool-not-approved'));

    it('needs the approval that it names', () =>
      given(approved())
        .when(withdraw({ from: MAR }))
        .thenRefused('pool-not-approved'));

    it('does not by default bring back what was annulled', () =>
      given(approved(), withdrawn({ at: JAN }))
        .when(withdraw({ at: SEP }))
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
  return { type: 'ApprovePool', ...approval, others: [], cap: 5, ...but };
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
function withdraw(but: Partial<WithdrawPoolApproval> = {}): WithdrawPoolApproval {
  const { at, reason } = withdrawn();
  return { type: 'WithdrawPoolApproval', at, reason, others: [], cap: 5, ...but };
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
