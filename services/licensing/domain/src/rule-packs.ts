import type { RulePackAdopted, RulePackAdoption } from '@esep/contracts';
import {
  accept,
  answerable,
  closed,
  confirmedBy,
  declinedBy,
  isSameProposal,
  localDateOf,
  opened,
  proposalOf,
  proposedBy,
  refuse,
  sameContent,
  unreachable,
  type Answering,
  type Decider,
  type Decision,
  type Instant,
  type ProposalRefusal,
  type Proposals,
  type Proposing,
} from '@esep/kernel';
import { adoptedPack, notFollowed, packInForce, pastChanges } from '@esep/rulebook';

// Which rule packs are law, and from when. Two persons adopt one; services take packs from here, so
// that an upgrade of the software cannot rewrite the past. One stream, `rule-packs`.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type RulePacksEvent = RulePackAdopted | RulePackAdoption;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type RulePacksCommand =
  AdoptGenesisRulePack | ProposeRulePack | ConfirmRulePack | DeclineRulePack;

/** `hash` is the SHA-256 (hex) of `bytes`, computed by the caller. */
export interface RulePackTerms {
  readonly packId: string;
  readonly hash: string;
  readonly bytes: string;
  readonly effectiveFrom: Instant;
  /** Why the pack is another law for days that are over. */
  readonly retroactive?: string;
}

/** A new ledger begins with a pack, before there are two persons who could adopt one. */
export interface AdoptGenesisRulePack extends RulePackTerms {
  readonly type: 'AdoptGenesisRulePack';
}

export interface ProposeRulePack extends RulePackTerms, Proposing {
  readonly type: 'ProposeRulePack';
}

export interface ConfirmRulePack extends Answering {
  readonly type: 'ConfirmRulePack';
}

/** A second person declines, or the proposer takes the proposal back. */
export interface DeclineRulePack extends Answering {
  readonly type: 'DeclineRulePack';
}

export type RulePacksRefusal =
  | 'not-genesis'
  | 'rule-pack-already-adopted'
  | 'rule-pack-not-followed'
  | 'rule-pack-changes-the-past'
  | 'proposal-id-taken'
  | ProposalRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface RulePacks {
  /** The pack that holds from each start; adopted again with the same start it replaces the earlier. */
  readonly adopted: readonly RulePackTerms[];
  readonly proposals: Proposals<RulePackTerms>;
}

type RulePacksDecision = Decision<RulePacksEvent, RulePacksRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: RulePacksCommand, packs: RulePacks): RulePacksDecision => {
  switch (command.type) {
    case 'AdoptGenesisRulePack':
      return adoptGenesis(command, packs);
    case 'ProposeRulePack':
      return propose(command, packs);
    case 'ConfirmRulePack':
      return confirm(command, packs);
    case 'DeclineRulePack':
      return decline(command, packs);
    default:
      return unreachable(command);
  }
};

const adoptGenesis = (command: AdoptGenesisRulePack, packs: RulePacks): RulePacksDecision => {
  const terms = termsOf(command);
  // Every start of the service sends this command.
  if (isAdopted(packs, terms)) return accept();
  if (packs.adopted.length > 0 || packs.proposals.length > 0) return refuse('not-genesis');
  return accept({ type: 'RulePackAdopted', ...terms });
};

const propose = (command: ProposeRulePack, packs: RulePacks): RulePacksDecision => {
  const { proposalId, by } = command;
  const terms = termsOf(command);
  const known = proposalOf(packs.proposals, proposalId);
  if (known !== undefined)
    return isSameProposal(known, { by, terms }) ? accept() : refuse('proposal-id-taken');
  if (isAdopted(packs, terms)) return refuse('rule-pack-already-adopted');
  const refusal = adoptionRefusal(packs, terms, command.at);
  if (refusal !== undefined) return refuse(refusal);
  return accept({ type: 'RulePackAdoptionProposed', ...terms, ...proposedBy(command) });
};

const confirm = (command: ConfirmRulePack, packs: RulePacks): RulePacksDecision => {
  const answer = answerable('confirm', command, packs.proposals);
  if (!answer.accepted) return answer;
  const { terms } = answer;
  // Another proposal of the same pack may have been confirmed meanwhile.
  if (isAdopted(packs, terms)) return refuse('rule-pack-already-adopted');
  // What was to begin in between has begun, and the law in force may be another by now.
  const refusal = adoptionRefusal(packs, terms, command.at);
  if (refusal !== undefined) return refuse(refusal);
  return accept(
    { type: 'RulePackAdoptionConfirmed', ...terms, ...confirmedBy(command) },
    { type: 'RulePackAdopted', ...terms },
  );
};

const decline = (command: DeclineRulePack, packs: RulePacks): RulePacksDecision => {
  const answer = answerable('decline', command, packs.proposals);
  if (!answer.accepted) return answer;
  return accept({ type: 'RulePackAdoptionDeclined', ...answer.terms, ...declinedBy(command) });
};

/** A pack never rewrites the past without saying so, and says nothing that nobody carries out. */
const adoptionRefusal = (
  { adopted }: RulePacks,
  terms: RulePackTerms,
  at: Instant,
): 'rule-pack-not-followed' | 'rule-pack-changes-the-past' | undefined => {
  const inForce = packInForce(adopted, at);
  const [before, next] = [inForce && adoptedPack(inForce), adoptedPack(terms)];
  // The edge refuses what cannot be read; the first law has none before it.
  if (!next.ok) return undefined;
  if (notFollowed(next.value).length > 0) return 'rule-pack-not-followed';
  if (!before?.ok || terms.retroactive !== undefined) return undefined;
  const changes = pastChanges(before.value, next.value, localDateOf(at));
  return changes.length > 0 ? 'rule-pack-changes-the-past' : undefined;
};

const termsOf = (terms: RulePackTerms): RulePackTerms => {
  const { packId, hash, bytes, effectiveFrom, retroactive } = terms;
  return { packId, hash, bytes, effectiveFrom, ...(retroactive !== undefined && { retroactive }) };
};

const isAdopted = ({ adopted }: RulePacks, terms: RulePackTerms): boolean =>
  adopted.some((known) => sameContent(known, terms));

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (packs: RulePacks, event: RulePacksEvent): RulePacks => {
  const { adopted, proposals } = packs;
  switch (event.type) {
    case 'RulePackAdopted': {
      const others = adopted.filter(({ effectiveFrom }) => effectiveFrom !== event.effectiveFrom);
      return { ...packs, adopted: [...others, termsOf(event)] };
    }
    case 'RulePackAdoptionProposed':
      return {
        ...packs,
        proposals: opened(proposals, event, termsOf(event)),
      };
    case 'RulePackAdoptionConfirmed':
      return { ...packs, proposals: closed(proposals, event.proposalId, 'confirmed') };
    case 'RulePackAdoptionDeclined':
      return { ...packs, proposals: closed(proposals, event.proposalId, 'declined') };
    default:
      return unreachable(event);
  }
};

export const rulePacksDecider: Decider<
  RulePacks,
  RulePacksCommand,
  RulePacksEvent,
  RulePacksRefusal
> = { initial: { adopted: [], proposals: [] }, decide, evolve };
