import { RECONCILIATION } from '@esep/contracts';
import { aifc2026, crossCheckRules, reconciliationRules } from '@esep/rulebook';
import {
  AddressRegister,
  ChainProgress,
  factOfEvent,
  factsInForce,
  isAddressEvent,
  noFacts,
  SubjectChain,
  SubjectFold,
  toWire,
  type ReconciledEvent,
  type ReconciliationFacts,
  type SubjectFact,
} from '@esep/supervision-domain';
import type { Instant } from '@esep/kernel';

import type { SaidEvent } from './saying.js';
import { partyOf } from './scenario.js';

// The figures from nothing but what stands in the logs, by the pure domain: what every instance of
// supervision must come to, whatever happened to it.

export interface LoggedEvent {
  readonly log: string;
  readonly position: number;
  readonly eventId: string;
  readonly recordedAt: Instant;
  readonly stream: string;
  readonly event: SaidEvent;
}

export interface LicenseeCoins {
  readonly licenseeId: string;
  readonly asset: string;
}

export const AS_OF: Instant = '2026-05-16T00:00:00.000Z';
const RULES = reconciliationRules(aifc2026);
const LAW = { rules: RULES, crossCheckRules: crossCheckRules(aifc2026) };

const isReconciled = (event: SaidEvent): boolean =>
  RECONCILIATION.wants.some((type) => type === event.type) && !BESIDE_FIGURES.has(event.type);

const BESIDE_FIGURES = new Set<string>([
  'LicenseeRegistered',
  'LicenseeRenamed',
  'RulePackAdopted',
  'BlockAttributed',
]);

/** What an answer says, as text. */
export const figuresOf = (fold: SubjectFold, knownAt: Instant): string =>
  JSON.stringify({
    ...toWire(fold.reconcile(RULES, knownAt, AS_OF)),
    crossChecks: toWire(fold.crossChecks(LAW, knownAt, AS_OF)),
  });

/**
 * The same without what follows from when each log was written to: a late report weighs more where
 * the others had reported by then.
 */
export const undatedFiguresOf = (fold: SubjectFold, knownAt: Instant): string =>
  JSON.stringify({
    ...toWire(fold.reconcile(RULES, knownAt, AS_OF)),
    crossChecks: toWire(
      fold.crossChecks(LAW, knownAt, AS_OF).map(({ severity: _, ...found }) => found),
    ),
  });

export const rebuiltFold = (logged: readonly LoggedEvent[], subject: LicenseeCoins): SubjectFold =>
  rebuilt(logged, subject).fold;

const rebuilt = (logged: readonly LoggedEvent[], { licenseeId, asset }: LicenseeCoins) => {
  const addresses = new AddressRegister();
  for (const { event, recordedAt, log, position, eventId } of logged)
    if (isAddressEvent(event))
      addresses.record(event, {
        recordedAt,
        source: { log, position, eventId },
      });
  const chain = new SubjectChain(licenseeId, asset, { addresses, progress: new ChainProgress() });
  const fold = new SubjectFold(partyOf(licenseeId), chain);
  for (const fact of factsOf(logged))
    if (fact.subjects.some((one) => concerns(one, { licenseeId, asset }))) fold.take(fact);
  return { fold, chain };
};

const concerns = (one: Partial<LicenseeCoins>, { licenseeId, asset }: LicenseeCoins): boolean =>
  (one.licenseeId ?? licenseeId) === licenseeId && (one.asset ?? asset) === asset;

/** Coins that came in, went out and are left; `missing` is what does not add up. */
export const coinsOf = (
  logged: readonly LoggedEvent[],
  subject: LicenseeCoins,
  knownAt: Instant,
): { readonly missing: bigint; readonly moved: bigint } => {
  const { fold, chain } = rebuilt(logged, subject);
  const { rows, findings, stockAtEnd, boughtAtEnd } = fold.reconcile(RULES, knownAt, AS_OF);
  const facts = { ...recordsOf(logged, subject), outflows: chain.outflows() };
  const events = factsInForce(facts, knownAt).eventsUpTo(AS_OF);
  const moved = (kind: (typeof events)[number]['kind']): bigint =>
    sum(events.filter((event) => event.kind === kind).map(({ quantity }) => quantity));
  const unsourced = sum(
    findings.filter(({ type }) => type === 'unsourced-sale').map(({ quantity }) => quantity),
  );
  const cameIn = moved('opening-stock') + sum(rows.map(({ mined }) => mined)) + moved('buy');
  const wentOut = moved('sell') - unsourced + moved('outflow');
  return { missing: cameIn - wentOut - stockAtEnd - boughtAtEnd, moved: cameIn + wentOut };
};

/** The same facts in lists, without the chain. */
const recordsOf = (logged: readonly LoggedEvent[], subject: LicenseeCoins): ReconciliationFacts => {
  const lists: { readonly [list: string]: unknown[] } = noFacts();
  for (const fact of factsOf(logged))
    if (fact.subjects.some((one) => concerns(one, subject))) lists[fact.list]?.push(fact.fact);
  return { licenseeParty: partyOf(subject.licenseeId), ...lists } as ReconciliationFacts;
};

const factsOf = (logged: readonly LoggedEvent[]): readonly SubjectFact[] =>
  logged.filter(({ event }) => isReconciled(event)).map(factIn);

const factIn = ({ event, recordedAt, log, position, eventId }: LoggedEvent): SubjectFact =>
  factOfEvent(event as unknown as ReconciledEvent, recordedAt, { log, position, eventId });

const sum = (quantities: readonly bigint[]): bigint =>
  quantities.reduce((total, quantity) => total + quantity, 0n);
