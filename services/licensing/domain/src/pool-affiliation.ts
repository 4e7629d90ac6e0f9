import type {
  PoolAffiliationCorrection,
  PoolAffiliationDeclared,
  PoolAffiliationEnded,
} from '@esep/contracts';
import {
  accept,
  assetOf,
  decideAct,
  evolveAct,
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

// The pools that a licence mines with, per asset (LIC-14). They live in the stream of the licence, so
// this is not a decider of its own: licence.ts hands its commands on to it.
//
// Whether the pool is approved is not asked here. Approval comes and goes; mining with a pool that
// lacks it is a finding of supervision, and what is not declared cannot be found. That there is such
// a pool at all is asked at the edge.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type PoolAffiliationEvent =
  PoolAffiliationDeclared | PoolAffiliationEnded | PoolAffiliationCorrection;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type PoolAffiliationCommand =
  | DeclarePoolAffiliation
  | EndPoolAffiliation
  | ProposeAffiliationCorrection
  | ConfirmAffiliationCorrection
  | DeclineAffiliationCorrection;

/** An affiliation as somebody names it; with `to`, its end is named too. */
export interface AffiliationSaid extends Interval {
  readonly poolId: string;
  readonly asset: string;
}

/**
 * From now on, by one person. Declared again with the same `from` it replaces the earlier record;
 * without `to` it then has no end any more. It may overlap another one of the same pool: the end of
 * an earlier affiliation often becomes known after the start of the next.
 */
export interface DeclarePoolAffiliation extends AffiliationSaid {
  readonly type: 'DeclarePoolAffiliation';
  readonly now: Instant;
}

/**
 * Sets or moves the end of an affiliation: of the one that began at `from`, or else of the one in
 * force at `to` or the latest.
 */
export interface EndPoolAffiliation {
  readonly type: 'EndPoolAffiliation';
  readonly poolId: string;
  readonly asset: string;
  readonly from?: Instant;
  readonly to: Instant;
  readonly now: Instant;
}

/** The same for a time that has passed: which months are judged, and how, changes with it. */
export interface ProposeAffiliationCorrection extends AffiliationSaid, Proposing {
  readonly type: 'ProposeAffiliationCorrection';
  readonly reason: string;
}
export interface ConfirmAffiliationCorrection extends Answering {
  readonly type: 'ConfirmAffiliationCorrection';
}
export interface DeclineAffiliationCorrection extends Answering {
  readonly type: 'DeclineAffiliationCorrection';
}

type Objection =
  | 'asset-unknown'
  | 'affiliation-unknown'
  | 'end-before-start'
  | 'nothing-changes'
  | 'effective-before-published'
  | 'licence-of-another-licensee';

export type PoolAffiliationRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface PoolAffiliation extends Interval {
  readonly poolId: string;
  readonly asset: string;
}

export type PoolAffiliations = readonly PoolAffiliation[];

type CorrectionTerms = {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly poolId: string;
  readonly asset: string;
  readonly from: Instant;
  readonly to?: Instant;
  readonly reason: string;
};

export type AffiliationCorrections = Proposals<CorrectionTerms>;

/** The licence and its holder, as every event of its stream names them, and what it mines with. */
export interface AffiliatedLicence {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly affiliations: PoolAffiliations;
  readonly corrections: AffiliationCorrections;
}

type Effect = PoolAffiliationDeclared | PoolAffiliationEnded;
type PoolAffiliationDecision = Decision<PoolAffiliationEvent, PoolAffiliationRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decidePoolAffiliation = (
  command: PoolAffiliationCommand,
  licence: AffiliatedLicence,
): PoolAffiliationDecision => {
  switch (command.type) {
    case 'DeclarePoolAffiliation':
      return declare(command, licence);
    case 'EndPoolAffiliation':
      return end(command, licence);
    case 'ProposeAffiliationCorrection': {
      const { licenceId, licenseeId } = licence;
      const { type: _, poolId, asset, from, to, reason, ...who } = command;
      const said = { poolId, asset, from, ...(to !== undefined && { to }), reason };
      return correct(
        { step: 'propose', terms: { licenceId, licenseeId, ...said }, ...who },
        licence,
      );
    }
    case 'ConfirmAffiliationCorrection':
      return correct({ step: 'confirm', ...command }, licence);
    case 'DeclineAffiliationCorrection':
      return correct({ step: 'decline', ...command }, licence);
    default:
      return unreachable(command);
  }
};

const declare = (
  command: DeclarePoolAffiliation,
  licence: AffiliatedLicence,
): PoolAffiliationDecision => {
  const reason = malformed(command);
  if (reason !== undefined) return refuse(reason);
  const known = startingAt(ofPool(licence.affiliations, command), command.from);
  if (isRetroactive(changedFrom(known, command), command.now))
    return refuse('effective-before-published');
  return accept(...affiliationEvents(command, known, licence));
};

const end = (
  { poolId, asset, from, to, now }: EndPoolAffiliation,
  licence: AffiliatedLicence,
): PoolAffiliationDecision => {
  const own = ofPool(licence.affiliations, { poolId, asset });
  const known = endingAt(own, from, to);
  if (known === undefined) return refuse('affiliation-unknown');
  const type = 'DeclarePoolAffiliation';
  return declare({ type, poolId, asset, from: known.from, to, now }, licence);
};

const correct = (
  command: ActCommand<CorrectionTerms>,
  licence: AffiliatedLicence,
): PoolAffiliationDecision => {
  const knownOf = (terms: CorrectionTerms) =>
    startingAt(ofPool(licence.affiliations, terms), terms.from);
  return decideAct<'PoolAffiliationCorrection', CorrectionTerms, Effect, Objection>(
    'PoolAffiliationCorrection',
    command,
    licence.corrections,
    {
      objection: (terms) => {
        if (terms.licenseeId !== licence.licenseeId) return 'licence-of-another-licensee';
        const changed = changedFrom(knownOf(terms), terms);
        return malformed(terms) ?? (changed === undefined ? 'nothing-changes' : undefined);
      },
      effects: (terms) => affiliationEvents(terms, knownOf(terms), licence),
    },
  );
};

/** What is wrong with an affiliation whatever else is known. */
export const malformed = ({
  asset,
  from,
  to,
}: AffiliationSaid): 'asset-unknown' | 'end-before-start' | undefined => {
  if (assetOf(asset) === undefined) return 'asset-unknown';
  return to !== undefined && to < from ? 'end-before-start' : undefined;
};

/** The events that make the register say it; none where it says so already. */
export const affiliationEvents = (
  { poolId, asset, from, to }: AffiliationSaid,
  known: PoolAffiliation | undefined,
  { licenceId, licenseeId }: Pick<AffiliatedLicence, 'licenceId' | 'licenseeId'>,
): readonly Effect[] => {
  if (known !== undefined && known.to === to) return [];
  const body = { licenceId, licenseeId, poolId, asset, from };
  const declared: PoolAffiliationDeclared = { type: 'PoolAffiliationDeclared', ...body };
  if (to === undefined) return [declared];
  const ended: PoolAffiliationEnded = { type: 'PoolAffiliationEnded', ...body, to };
  return known === undefined ? [declared, ended] : [ended];
};

export const ofPool = (
  affiliations: PoolAffiliations,
  { poolId, asset }: { readonly poolId: string; readonly asset: string },
): PoolAffiliations =>
  affiliations.filter((known) => known.poolId === poolId && known.asset === asset);

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolvePoolAffiliations = <Licence extends AffiliatedLicence>(
  licence: Licence,
  event: PoolAffiliationEvent,
): Licence => {
  const { affiliations, corrections } = licence;
  const { poolId, asset, from } = event;
  switch (event.type) {
    case 'PoolAffiliationDeclared':
    case 'PoolAffiliationEnded': {
      const others = affiliations.filter(
        (known) => known.poolId !== poolId || known.asset !== asset || known.from !== from,
      );
      const to = event.type === 'PoolAffiliationEnded' && { to: event.to };
      return { ...licence, affiliations: [...others, { poolId, asset, from, ...to }] };
    }
    default:
      return { ...licence, corrections: evolveAct(corrections, event) };
  }
};
