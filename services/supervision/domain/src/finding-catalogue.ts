import type { Period } from '@esep/kernel';

// Every kind of thing that does not add up: how bad it is and which rule it cites (SUP-4).

export type FindingSeverity = 'low' | 'medium' | 'high' | 'critical';

interface FindingKind {
  readonly severity: FindingSeverity;
  /** Ids of REGIME.md, sorted. */
  readonly rules: readonly string[];
  /** The tax rate of its licensee depends on it (TAX-1), so that no one person dismisses it. */
  readonly movesRate?: true;
}

/** What the reconciliation itself finds (RECONCILIATION §8). */
export const RECONCILIATION_FINDINGS = {
  'under-sold': { severity: 'critical', rules: ['SALE-1'] },
  'unlicensed-venue': { severity: 'high', rules: ['SALE-6'] },
  'not-a-conversion': { severity: 'medium', rules: ['SALE-8'] },
  'self-trade': { severity: 'high', rules: ['SALE-7'] },
  'unsourced-sale': { severity: 'high', rules: ['SALE-5'] },
  'unapproved-pool': { severity: 'high', rules: ['LIC-14'], movesRate: true },
  'undeclared-pool': { severity: 'high', rules: ['LIC-14'], movesRate: true },
  'mined-while-suspended': { severity: 'critical', rules: ['LIC-11'], movesRate: true },
  'mined-without-licence': { severity: 'critical', rules: ['LIC-1'], movesRate: true },
  'early-release': { severity: 'medium', rules: ['SALE-3'], movesRate: true },
  'unexplained-outflow': { severity: 'high', rules: ['SUP-1'] },
} as const satisfies Record<string, FindingKind>;

/** What holding the other sources against each other finds (SUP-3). */
export const CROSS_CHECK_FINDINGS = {
  'pool-under-report': { severity: 'high', rules: ['POOL-7', 'SUP-3'] },
  'pool-over-report': { severity: 'medium', rules: ['POOL-7', 'SUP-3'] },
  'payout-not-on-chain': { severity: 'medium', rules: ['POOL-2', 'SUP-3'] },
  'chain-payout-not-reported': { severity: 'high', rules: ['POOL-1', 'SUP-3'] },
  'block-of-unapproved-pool': { severity: 'high', rules: ['LIC-14'], movesRate: true },
  'hash-rate-above-machines': { severity: 'medium', rules: ['LIC-10'] },
  'telemetry-gap': { severity: 'low', rules: ['POOL-4'] },
  'duplicate-settlement': { severity: 'high', rules: ['SALE-4'] },
  'suspected-wash': { severity: 'medium', rules: ['SALE-7'] },
  'fiat-not-credited': { severity: 'medium', rules: ['SALE-2'] },
  'deposit-without-sale': { severity: 'low', rules: ['SALE-4'] },
  'wallet-conflict': { severity: 'medium', rules: ['SUP-3'] },
  'late-report': { severity: 'low', rules: ['POOL-1', 'SALE-4'] },
  'off-market-price': { severity: 'medium', rules: ['SALE-2'] },
  'excessive-pool-fee': { severity: 'medium', rules: ['POOL-3'] },
  'correction-removes-obstacle': { severity: 'medium', rules: ['SALE-4'] },
  'release-not-justified': { severity: 'high', rules: ['SALE-3'] },
  'power-without-hash-rate': { severity: 'high', rules: ['LIC-15'] },
} as const satisfies Record<string, FindingKind>;

export const FINDINGS = { ...RECONCILIATION_FINDINGS, ...CROSS_CHECK_FINDINGS };

/** Does the tax rate of the licensee depend on a finding of this type? */
export const movesRate = (type: FindingType): boolean => 'movesRate' in FINDINGS[type];

export type ReconciliationFindingType = keyof typeof RECONCILIATION_FINDINGS;
export type FindingType = keyof typeof FINDINGS;
export type CrossCheckFindingType = keyof typeof CROSS_CHECK_FINDINGS;

/** What holding two sources against each other found. */
export interface CrossCheckFinding {
  readonly type: CrossCheckFindingType;
  readonly period: Period;
  /** The quantity in question, or its lower bound. */
  readonly quantity: bigint;
  /** Its upper bound, where the two differ. */
  readonly quantityMax?: bigint;
  /** Whose reports it is about; then it tells findings of one type and period apart. */
  readonly sender?: string;
  /** Without a sender the first one tells findings of one type and period apart. */
  readonly facts: readonly string[];
  readonly rules: readonly string[];
  /** Where it is another than that of its type. */
  readonly severity?: FindingSeverity;
}

export const crossCheckFinding = (
  type: CrossCheckFindingType,
  period: Period,
  quantity: bigint,
  facts: readonly string[],
  quantityMax = quantity,
): CrossCheckFinding => ({
  type,
  period,
  quantity,
  ...(quantityMax === quantity ? {} : { quantityMax }),
  facts,
  rules: CROSS_CHECK_FINDINGS[type].rules,
});
