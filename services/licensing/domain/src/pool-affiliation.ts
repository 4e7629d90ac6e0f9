import type { PoolAffiliationDeclared, PoolAffiliationEnded } from '@esep/contracts';
import { accept, assetOf, refuse, unreachable, type Decision, type Instant } from '@esep/kernel';

import { inForceOrLatest, startingAt, type Interval } from './interval.js';

// The pools that a licence mines with, per asset (LIC-14). They live in the stream of the licence, so
// this is not a decider of its own: licence.ts hands its commands on to it.
//
// Whether the pool is approved is not asked here. Approval comes and goes; mining with a pool that
// lacks it is a finding of supervision, and what is not declared cannot be found.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type PoolAffiliationEvent = PoolAffiliationDeclared | PoolAffiliationEnded;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type PoolAffiliationCommand = DeclarePoolAffiliation | EndPoolAffiliation;

/**
 * With `to`, the end is declared too. Declared again with the same `from` it replaces the earlier
 * record; without `to` it then has no end any more. It may overlap another one of the same pool: the
 * end of an earlier affiliation often becomes known after the start of the next.
 */
export interface DeclarePoolAffiliation extends Interval {
  readonly type: 'DeclarePoolAffiliation';
  readonly poolId: string;
  readonly asset: string;
}

/**
 * Sets or moves the end of an affiliation: of the one that began at `from`, or else of the one in
 * force at `to` or the latest. `to` = `from` annuls it.
 */
export interface EndPoolAffiliation {
  readonly type: 'EndPoolAffiliation';
  readonly poolId: string;
  readonly asset: string;
  readonly from?: Instant;
  readonly to: Instant;
}

export type PoolAffiliationRefusal = 'asset-unknown' | 'affiliation-unknown' | 'end-before-start';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface PoolAffiliation extends Interval {
  readonly poolId: string;
  readonly asset: string;
}

export type PoolAffiliations = readonly PoolAffiliation[];

/** The licence and its holder, as every event of its stream names them. */
export interface LicenceIds {
  readonly licenceId: string;
  readonly licenseeId: string;
}

type PoolAffiliationDecision = Decision<PoolAffiliationEvent, PoolAffiliationRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decidePoolAffiliation = (
  command: PoolAffiliationCommand,
  affiliations: PoolAffiliations,
  ids: LicenceIds,
): PoolAffiliationDecision => {
  const ofPool = affiliations.filter(
    ({ poolId, asset }) => poolId === command.poolId && asset === command.asset,
  );
  switch (command.type) {
    case 'DeclarePoolAffiliation':
      return declare(command, ofPool, ids);
    case 'EndPoolAffiliation':
      return end(command, ofPool, ids);
    default:
      return unreachable(command);
  }
};

const declare = (
  { poolId, asset, from, to }: DeclarePoolAffiliation,
  ofPool: PoolAffiliations,
  { licenceId, licenseeId }: LicenceIds,
): PoolAffiliationDecision => {
  if (assetOf(asset) === undefined) return refuse('asset-unknown');
  if (to !== undefined && to < from) return refuse('end-before-start');
  const known = startingAt(ofPool, from);
  if (known !== undefined && known.to === to) return accept();
  const body = { licenceId, licenseeId, poolId, asset, from };
  const declared: PoolAffiliationDeclared = { type: 'PoolAffiliationDeclared', ...body };
  if (to === undefined) return accept(declared);
  const ended: PoolAffiliationEnded = { type: 'PoolAffiliationEnded', ...body, to };
  return accept<PoolAffiliationEvent>(...(known === undefined ? [declared, ended] : [ended]));
};

const end = (
  { poolId, asset, from, to }: EndPoolAffiliation,
  ofPool: PoolAffiliations,
  { licenceId, licenseeId }: LicenceIds,
): PoolAffiliationDecision => {
  const known = from === undefined ? inForceOrLatest(ofPool, to) : startingAt(ofPool, from);
  if (known === undefined) return refuse('affiliation-unknown');
  if (to < known.from) return refuse('end-before-start');
  if (known.to === to) return accept();
  return accept({
    type: 'PoolAffiliationEnded',
    licenceId,
    licenseeId,
    poolId,
    asset,
    from: known.from,
    to,
  });
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolvePoolAffiliations = (
  affiliations: PoolAffiliations,
  event: PoolAffiliationEvent,
): PoolAffiliations => {
  const { poolId, asset, from } = event;
  const others = affiliations.filter(
    (known) => known.poolId !== poolId || known.asset !== asset || known.from !== from,
  );
  switch (event.type) {
    case 'PoolAffiliationDeclared':
      return [...others, { poolId, asset, from }];
    case 'PoolAffiliationEnded':
      return [...others, { poolId, asset, from, to: event.to }];
    default:
      return unreachable(event);
  }
};
