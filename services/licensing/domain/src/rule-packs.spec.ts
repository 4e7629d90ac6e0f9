import { specify } from '@esep/kernel/specification';

import { rulePacksDecider, type RulePacksEvent, type RulePackTerms } from './rule-packs.js';

const { given } = specify(rulePacksDecider);

const AT = '2026-01-10T05:00:00.000Z';
const GENESIS = pack({ packId: 'aifc-2026', hash: 'a1' });
const NEXT = pack({ packId: 'aifc-2027', hash: 'b2', effectiveFrom: '2026-12-31T19:00:00.000Z' });

describe('The rule packs', () => {
  describe('at genesis', () => {
    it('begin with a pack that the system adopts', () =>
      given().when(adoptGenesis()).then(adopted(GENESIS)));

    it('begin once, however often the software starts', () =>
      given(adopted(GENESIS)).when(adoptGenesis()).thenNothing());

    it('do not begin with two packs', () =>
      given(adopted(GENESIS)).when(adoptGenesis(NEXT)).thenRefused('not-genesis'));

    it('do not follow the pack of upgraded software, even under the old name', () =>
      given(adopted(GENESIS))
        .when(adoptGenesis(pack({ packId: 'aifc-2026', hash: 'a2' })))
        .thenRefused('not-genesis'));

    it('do not pass by the two persons once somebody has proposed', () =>
      given(proposed()).when(adoptGenesis()).thenRefused('not-genesis'));
  });

  describe('a proposal', () => {
    it('is made by one person', () => given(adopted(GENESIS)).when(propose()).then(proposed()));

    it('sent again changes nothing', () => given(proposed()).when(propose()).thenNothing());

    it('does not change its terms under its id', () =>
      given(proposed()).when(propose(GENESIS)).thenRefused('proposal-id-taken'));

    it('does not change its proposer under its id', () =>
      given(proposed()).when(propose(NEXT, 'berik')).thenRefused('proposal-id-taken'));

    it('is not about a pack that is law already', () =>
      given(adopted(NEXT)).when(propose()).thenRefused('rule-pack-already-adopted'));
  });

  describe('a confirmation', () => {
    it('by a second person makes the pack law', () =>
      given(proposed()).when(answer('ConfirmRulePack')).then(confirmed(), adopted(NEXT)));

    it('by the proposer is refused', () =>
      given(proposed())
        .when(answer('ConfirmRulePack', 'aigerim'))
        .thenRefused('second-person-required'));

    it('needs a proposal', () =>
      given().when(answer('ConfirmRulePack')).thenRefused('proposal-unknown'));

    it('has its effect once', () =>
      given(proposed(), confirmed(), adopted(NEXT))
        .when(answer('ConfirmRulePack'))
        .thenRefused('already-confirmed'));

    it('does not follow a refusal', () =>
      given(proposed(), declined()).when(answer('ConfirmRulePack')).thenRefused('proposal-closed'));

    it('does not adopt a second time what another proposal brought', () =>
      given(proposed(), adopted(NEXT))
        .when(answer('ConfirmRulePack'))
        .thenRefused('rule-pack-already-adopted'));

    it('may put another pack in the place of one with the same start', () =>
      given(adopted({ ...NEXT, hash: 'b1' }), proposed())
        .when(answer('ConfirmRulePack'))
        .then(confirmed(), adopted(NEXT)));

    it('may bring back a pack that another had replaced', () =>
      given(adopted(NEXT), adopted({ ...NEXT, hash: 'b3' }), proposed())
        .when(answer('ConfirmRulePack'))
        .then(confirmed(), adopted(NEXT)));
  });

  describe('a refusal', () => {
    it('by a second person closes the proposal', () =>
      given(proposed()).when(answer('DeclineRulePack')).then(declined()));

    it('by the proposer takes it back', () =>
      given(proposed()).when(answer('DeclineRulePack', 'aigerim')).then(declined('aigerim')));

    it('needs a proposal', () =>
      given().when(answer('DeclineRulePack')).thenRefused('proposal-unknown'));

    it('does not undo a confirmation', () =>
      given(proposed(), confirmed(), adopted(NEXT))
        .when(answer('DeclineRulePack'))
        .thenRefused('already-confirmed'));

    it('comes once', () =>
      given(proposed(), declined()).when(answer('DeclineRulePack')).thenRefused('proposal-closed'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function pack(but: Partial<RulePackTerms>): RulePackTerms {
  const effectiveFrom = '2023-12-31T18:00:00.000Z';
  return { packId: 'aifc-2026', hash: 'a1', bytes: '{"shareBps":[]}', effectiveFrom, ...but };
}
function adoptGenesis(terms = GENESIS) {
  return { type: 'AdoptGenesisRulePack', ...terms } as const;
}
function adopted(terms: RulePackTerms): RulePacksEvent {
  return { type: 'RulePackAdopted', ...terms };
}
function propose(terms = NEXT, by = 'aigerim') {
  return { type: 'ProposeRulePack', ...terms, proposalId: 'p-1', by, at: AT } as const;
}
function proposed(): RulePacksEvent {
  const [type, proposalId, by] = ['RulePackAdoptionProposed', 'p-1', 'aigerim'] as const;
  return { type, ...NEXT, proposalId, by, proposedAt: AT };
}
function answer(type: 'ConfirmRulePack' | 'DeclineRulePack', by = 'berik') {
  return { type, proposalId: 'p-1', by, at: AT };
}
function confirmed(): RulePacksEvent {
  const [type, proposalId, by] = ['RulePackAdoptionConfirmed', 'p-1', 'berik'] as const;
  return { type, ...NEXT, proposalId, by, confirmedAt: AT };
}
function declined(by = 'berik'): RulePacksEvent {
  const [type, proposalId] = ['RulePackAdoptionDeclined', 'p-1'] as const;
  return { type, ...NEXT, proposalId, by, declinedAt: AT };
}
