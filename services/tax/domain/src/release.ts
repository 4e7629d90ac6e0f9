import type { RetainedReleased } from '@esep/contracts';
import {
  accept,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Period,
} from '@esep/kernel';

// The part of what was mined that need not be sold may be moved once it is released (SALE-3). One
// stream per licensee, asset and period, `release-<licenseeId>-<asset>-<period>`, so that no coin is
// released twice. A release is never taken back: a later restatement supersedes tax, not the release.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type ReleaseCommand = ReleaseOfPeriod | ReleaseOfOpening;

interface Release {
  readonly type: 'Release';
  readonly licenseeId: string;
  readonly asset: string;
  /** Base units; without it all that is left. */
  readonly quantity?: bigint;
  /** Base units: mined less required, by the latest judgement; or the opening stock. */
  readonly retained: bigint;
  readonly at: Instant;
}

/** Needs the period reported and judged, and its quarter's tax paid (SALE-3). */
export interface ReleaseOfPeriod extends Release {
  readonly period: Period;
  readonly isPeriodFinal: boolean;
  readonly isAssessmentPaid: boolean;
}

/**
 * Needs neither: opening stock was mined before the system and carries no obligation (SALE-5), so no
 * period reports it and no quarter taxes it.
 */
export interface ReleaseOfOpening extends Release {
  readonly period: 'opening';
}

export type ReleaseRefusal =
  | 'period-not-final'
  | 'assessment-not-paid'
  | 'nothing-to-release'
  | 'exceeds-retained'
  | 'quantity-not-positive';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface Released {
  readonly releases: readonly RetainedReleased[];
}

/** Base units released by now. */
export const releasedQuantity = ({ releases }: Released): bigint =>
  releases.reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (
  command: ReleaseCommand,
  released: Released,
): Decision<RetainedReleased, ReleaseRefusal> => {
  const { licenseeId, asset, period, quantity, retained, at } = command;
  if (isRepeated(command, released)) return accept();
  const reason = objection(command);
  if (reason !== undefined) return refuse(reason);
  // A restatement may have lowered what was retained below what was released by then.
  const left = retained - releasedQuantity(released);
  if (left <= 0n) return refuse('nothing-to-release');
  const granted = quantity ?? left;
  if (granted > left) return refuse('exceeds-retained');
  return accept({
    type: 'RetainedReleased',
    licenseeId,
    asset,
    period,
    quantity: granted.toString(),
    at,
  });
};

/** The same command delivered twice has the same instant; a second release has a later one. */
const isRepeated = ({ at, quantity }: ReleaseCommand, { releases }: Released): boolean =>
  releases.some(
    (known) => known.at === at && (quantity === undefined || known.quantity === String(quantity)),
  );

const objection = (command: ReleaseCommand): ReleaseRefusal | undefined => {
  if (command.quantity !== undefined && command.quantity <= 0n) return 'quantity-not-positive';
  if (!isOfPeriod(command)) return undefined;
  if (!command.isPeriodFinal) return 'period-not-final';
  return command.isAssessmentPaid ? undefined : 'assessment-not-paid';
};

const isOfPeriod = (command: ReleaseCommand): command is ReleaseOfPeriod =>
  command.period !== 'opening';

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = ({ releases }: Released, event: RetainedReleased): Released => {
  switch (event.type) {
    case 'RetainedReleased':
      return { releases: [...releases, event] };
    default:
      return unreachable(event.type);
  }
};

export const releaseDecider: Decider<Released, ReleaseCommand, RetainedReleased, ReleaseRefusal> = {
  initial: { releases: [] },
  decide,
  evolve,
};
