import type {
  PersonalText,
  RelatedPartyCorrection,
  RelatedPartyDeclared,
  RelatedPartyEnded,
} from '@esep/contracts';
import {
  accept,
  decideAct,
  evolveAct,
  identityNumberKind,
  refuse,
  unreachable,
  type ActCommand,
  type ActRefusal,
  type Answering,
  type Decision,
  type Instant,
  type Interval,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

import { changedFrom, endingAt, isRetroactive, startingAt } from './interval.js';

// Who is related to a licensee, and when: a sale to them does not count (SALE-7). They live in the
// stream of the licensee, so this is not a decider of its own: licensee.ts hands its commands on.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type RelatedPartyEvent = RelatedPartyDeclared | RelatedPartyEnded | RelatedPartyCorrection;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type RelatedPartyCommand =
  | DeclareRelatedParty
  | EndRelatedParty
  | ProposeRelatedPartyCorrection
  | ConfirmRelatedPartyCorrection
  | DeclineRelatedPartyCorrection;

/** A relation as somebody names it; with `to`, its end is named too. */
export interface RelationSaid extends Interval {
  readonly partyId: string;
  readonly bin: PersonalText;
  readonly relation: string;
}

/**
 * From now on, by one person. Declared again with the same `from` it replaces the earlier record;
 * without `to` it then has no end any more.
 */
export interface DeclareRelatedParty extends RelationSaid {
  readonly type: 'DeclareRelatedParty';
  readonly now: Instant;
}

/**
 * Sets or moves the end of a relation: of the one that began at `from`, or else of the one in force
 * at `to` or the latest.
 */
export interface EndRelatedParty {
  readonly type: 'EndRelatedParty';
  readonly partyId: string;
  readonly from?: Instant;
  readonly to: Instant;
  readonly now: Instant;
}

/** The same for a time that has passed: which sales count changes with it. */
export interface ProposeRelatedPartyCorrection extends RelationSaid, Proposing {
  readonly type: 'ProposeRelatedPartyCorrection';
  readonly reason: string;
}
export interface ConfirmRelatedPartyCorrection extends Answering {
  readonly type: 'ConfirmRelatedPartyCorrection';
}
export interface DeclineRelatedPartyCorrection extends Answering {
  readonly type: 'DeclineRelatedPartyCorrection';
}

type Objection =
  | 'bin-invalid'
  | 'personal-data-in-plain'
  | 'related-party-unknown'
  | 'end-before-start'
  | 'nothing-changes'
  | 'effective-before-published';

export type RelatedPartyRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface RelatedParty extends Interval {
  readonly declared: RelatedPartyDeclared;
}

type CorrectionTerms = {
  readonly licenseeId: string;
  readonly partyId: string;
  readonly bin: PersonalText;
  readonly relation: string;
  readonly from: Instant;
  readonly to?: Instant;
  readonly reason: string;
};

export type RelationCorrections = Proposals<CorrectionTerms>;

export interface RelatedLicensee {
  readonly licenseeId: string;
  readonly relatedParties: readonly RelatedParty[];
  readonly relationCorrections: RelationCorrections;
}

type Effect = RelatedPartyDeclared | RelatedPartyEnded;
type RelatedPartyDecision = Decision<RelatedPartyEvent, RelatedPartyRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decideRelatedParty = (
  command: RelatedPartyCommand,
  licensee: RelatedLicensee,
): RelatedPartyDecision => {
  switch (command.type) {
    case 'DeclareRelatedParty':
      return declare(command, licensee);
    case 'EndRelatedParty':
      return end(command, licensee);
    case 'ProposeRelatedPartyCorrection': {
      const { type: _, partyId, bin, relation, from, to, reason, ...who } = command;
      const said = { partyId, bin, relation, from, ...(to !== undefined && { to }), reason };
      const terms = { licenseeId: licensee.licenseeId, ...said };
      return correct({ step: 'propose', terms, ...who }, licensee);
    }
    case 'ConfirmRelatedPartyCorrection':
      return correct({ step: 'confirm', ...command }, licensee);
    case 'DeclineRelatedPartyCorrection':
      return correct({ step: 'decline', ...command }, licensee);
    default:
      return unreachable(command);
  }
};

const declare = (command: DeclareRelatedParty, licensee: RelatedLicensee): RelatedPartyDecision => {
  const reason = malformedRelation(command);
  if (reason !== undefined) return refuse(reason);
  const known = startingAt(ofParty(licensee.relatedParties, command.partyId), command.from);
  if (isRetroactive(changedFrom(known, command), command.now))
    return refuse('effective-before-published');
  return accept(...relationEvents(command, known, licensee.licenseeId));
};

const end = (
  { partyId, from, to, now }: EndRelatedParty,
  licensee: RelatedLicensee,
): RelatedPartyDecision => {
  const relations = ofParty(licensee.relatedParties, partyId);
  const known = endingAt(relations, from, to);
  if (known === undefined) return refuse('related-party-unknown');
  const { bin, relation } = known.declared;
  const said = { partyId, bin, relation, from: known.from, to };
  return declare({ type: 'DeclareRelatedParty', ...said, now }, licensee);
};

const correct = (
  command: ActCommand<CorrectionTerms>,
  licensee: RelatedLicensee,
): RelatedPartyDecision => {
  const { licenseeId, relatedParties, relationCorrections } = licensee;
  const knownOf = ({ partyId, from }: CorrectionTerms) =>
    startingAt(ofParty(relatedParties, partyId), from);
  return decideAct<'RelatedPartyCorrection', CorrectionTerms, Effect, Objection>(
    'RelatedPartyCorrection',
    command,
    relationCorrections,
    {
      objection: (terms) =>
        malformedRelation(terms) ??
        (relationEvents(terms, knownOf(terms), licenseeId).length === 0
          ? 'nothing-changes'
          : undefined),
      effects: (terms) => relationEvents(terms, knownOf(terms), licenseeId),
    },
  );
};

/** What is wrong with a relation whatever else is known. */
export const malformedRelation = ({
  bin,
  from,
  to,
}: RelationSaid): 'bin-invalid' | 'personal-data-in-plain' | 'end-before-start' | undefined => {
  // An encrypted number was checked before it was encrypted.
  const kind = typeof bin === 'string' ? identityNumberKind(bin) : 'encrypted';
  if (kind === undefined) return 'bin-invalid';
  if (kind === 'iin') return 'personal-data-in-plain';
  return to !== undefined && to < from ? 'end-before-start' : undefined;
};

/** The events that make the register say it; none where it says so already. */
export const relationEvents = (
  { partyId, bin, relation, from, to }: RelationSaid,
  known: RelatedParty | undefined,
  licenseeId: string,
): readonly Effect[] => {
  const isSame = known?.declared.relation === relation;
  if (isSame && known.to === to) return [];
  const said = { licenseeId, partyId, bin, relation, from };
  const declared: RelatedPartyDeclared = { type: 'RelatedPartyDeclared', ...said };
  if (to === undefined) return [declared];
  const ended: RelatedPartyEnded = { type: 'RelatedPartyEnded', licenseeId, partyId, from, to };
  return isSame ? [ended] : [declared, ended];
};

export const ofParty = (
  relatedParties: readonly RelatedParty[],
  partyId: string,
): readonly RelatedParty[] => relatedParties.filter(({ declared }) => declared.partyId === partyId);

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolveRelatedParties = <Licensee extends RelatedLicensee>(
  licensee: Licensee,
  event: RelatedPartyEvent,
): Licensee => {
  const { relatedParties, relationCorrections } = licensee;
  switch (event.type) {
    case 'RelatedPartyDeclared': {
      const others = relatedParties.filter((party) => !isSameStart(party, event));
      return { ...licensee, relatedParties: [...others, { from: event.from, declared: event }] };
    }
    case 'RelatedPartyEnded':
      return {
        ...licensee,
        relatedParties: relatedParties.map((party) =>
          isSameStart(party, event) ? { ...party, to: event.to } : party,
        ),
      };
    default:
      return { ...licensee, relationCorrections: evolveAct(relationCorrections, event) };
  }
};

const isSameStart = (
  { from, declared }: RelatedParty,
  event: RelatedPartyDeclared | RelatedPartyEnded,
): boolean => from === event.from && declared.partyId === event.partyId;
