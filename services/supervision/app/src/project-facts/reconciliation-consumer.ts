import type {
  LicenseeNumberCorrected,
  LicenseeRegistered,
  LicenseeRenamed,
  RulePackAdopted,
  WalletEvent,
} from '@esep/contracts';
import { canonicalAddress, type Instant } from '@esep/kernel';
import { settleAllThenThrow, type Consumer, type Fact } from '@esep/platform';
import {
  factOfEvent,
  RECONCILED_EVENTS,
  type FactSubject,
  type ReconciledEvent,
} from '@esep/supervision-domain';
import type { EntityManager } from 'typeorm';

import type { KeptFact } from './subject.js';
import { isMovement, keepChainDays, keepMovements, type ChainDay } from './movements.js';

export const RECONCILIATION = 'reconciliation_v1';

/** Keeps what the services say of everybody's coins, and marks whose figures it may change. */
export const reconciliationConsumer = (logs: readonly string[], onKept: () => void): Consumer => ({
  name: RECONCILIATION,
  logs,
  wants: new Set([
    ...RECONCILED_EVENTS,
    'LicenseeRegistered',
    'LicenseeRenamed',
    'RulePackAdopted',
    'BlockAttributed',
  ]),
  async handle(facts, tx) {
    const kept: KeptFact[] = [];
    const blocks: Fact[] = [];
    for (const fact of facts) {
      const { type } = fact.envelope;
      if (type === 'LicenseeNumberCorrected') await keepNumber(fact, tx);
      if (type === 'LicenseeRegistered') await keepLicensee(fact, tx);
      else if (type === 'LicenseeRenamed') await keepName(fact, tx);
      else if (type === 'RulePackAdopted') await keepRulePack(fact, tx);
      else if (type === 'BlockAttributed') blocks.push(fact);
      else kept.push(keptFact(fact));
    }
    await keepFacts(kept, tx);
    await touchChains(await keepChainDays(blocks, tx), tx);
    return onKept;
  },
});

const keptFact = ({ log, position, envelope }: Fact): KeptFact => ({
  log,
  position,
  eventId: envelope.eventId,
  recordedAt: envelope.recordedAt,
  event: { type: envelope.type, ...envelope.body } as unknown as ReconciledEvent,
});

const keepLicensee = async ({ envelope }: Fact, tx: EntityManager): Promise<void> => {
  const { licenseeId, partyId, kind, name } = envelope.body as unknown as LicenseeRegistered;
  await tx.query(
    `insert into licensees (licensee_id, party_id, kind, name) values ($1, $2, $3, $4)
     on conflict (licensee_id) do nothing`,
    [licenseeId, partyId, kind, typeof name === 'string' ? name : null],
  );
};

/** The name of a person is encrypted, and is not needed here. */
const keepName = async ({ envelope }: Fact, tx: EntityManager): Promise<void> => {
  const { licenseeId, name } = envelope.body as unknown as LicenseeRenamed;
  await tx.query('update licensees set name = $2 where licensee_id = $1', [
    licenseeId,
    typeof name === 'string' ? name : null,
  ]);
};

const keepNumber = async ({ envelope }: Fact, tx: EntityManager): Promise<void> => {
  const { licenseeId, partyId } = envelope.body as unknown as LicenseeNumberCorrected;
  await tx.query('update licensees set party_id = $2 where licensee_id = $1', [
    licenseeId,
    partyId,
  ]);
};

const keepRulePack = async ({ position, envelope }: Fact, tx: EntityManager): Promise<void> => {
  const { packId, hash, bytes, effectiveFrom } = envelope.body as unknown as RulePackAdopted;
  await tx.query(
    `insert into rule_packs (position, pack_id, hash, bytes, effective_from, recorded_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [position, packId, hash, bytes, effectiveFrom, envelope.recordedAt],
  );
  await tx.query(TOUCH, [envelope.recordedAt]);
};

const TOUCH =
  'update subjects set touched = touched + 1, touched_at = greatest(touched_at, $1::timestamptz)';

const keepFacts = async (kept: readonly KeptFact[], tx: EntityManager): Promise<void> => {
  if (kept.length === 0) return;
  // Reading them now parks what could never be read later.
  const rows = kept.map((fact) => {
    const { log, position, eventId, recordedAt, event } = fact;
    const { subjects } = factOfEvent(event, recordedAt, { log, position, eventId });
    return { ...fact, subjects };
  });
  await keepMovements(rows.filter(isMovement), tx);
  const last = rows.map(({ recordedAt }) => recordedAt).reduce((a, b) => (a > b ? a : b));
  const unmoved = rows.filter((row) => !isMovement(row));
  const subjects = rows.flatMap((row) => row.subjects);
  await settleAllThenThrow(keepRows(unmoved, tx), touch(subjects, last, tx));
  await touchWhoPaidWith(rows.map(({ event }) => event).filter(isWalletEvent), last, tx);
};

const keepRows = async (
  rows: readonly (KeptFact & { readonly subjects: readonly FactSubject[] })[],
  tx: EntityManager,
): Promise<void> => {
  await tx.query(
    `insert into facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
     select * from unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], $6::timestamptz[], $7::text[], $8::text[])`,
    [
      rows.map(({ log }) => log),
      rows.map(({ position }) => position),
      rows.map(({ subjects }) => subjects[0]?.licenseeId ?? null),
      rows.map(({ subjects }) => subjects[0]?.asset ?? null),
      rows.map(({ eventId }) => eventId),
      rows.map(({ recordedAt }) => recordedAt),
      rows.map(({ event }) => event.type),
      rows.map(({ event: { type: _, ...body } }) => JSON.stringify(body)),
    ],
  );
};

/** Marks whose figures may have changed. Whoever's coins are named for the first time is added. */
const touch = async (
  touched: readonly FactSubject[],
  recordedAt: Instant,
  tx: EntityManager,
): Promise<void> => {
  const everybody = touched.filter(({ licenseeId }) => licenseeId === undefined);
  const assets = everybody.flatMap(({ asset }) => asset ?? []);
  if (everybody.length > assets.length) await tx.query(TOUCH, [recordedAt]);
  else if (assets.length > 0)
    await tx.query(`${TOUCH} where asset = any($2::text[])`, [recordedAt, [...new Set(assets)]]);
  const licensees = touched
    .filter(({ asset }) => asset === undefined)
    .flatMap(({ licenseeId }) => licenseeId ?? []);
  if (licensees.length > 0)
    await tx.query(`${TOUCH} where licensee_id = any($2::uuid[])`, [
      recordedAt,
      [...new Set(licensees)],
    ]);
  const coins = new Set(
    touched.flatMap(({ licenseeId, asset }) =>
      licenseeId !== undefined && asset !== undefined ? `${licenseeId} ${asset}` : [],
    ),
  );
  if (coins.size > 0)
    await tx.query(
      `insert into subjects as s (licensee_id, asset, touched_at)
       select split_part(coins, ' ', 1)::uuid, split_part(coins, ' ', 2), $2::timestamptz
         from unnest($1::text[]) coins
       on conflict (licensee_id, asset) do update
         set touched = s.touched + 1, touched_at = greatest(s.touched_at, excluded.touched_at)`,
      [[...coins], recordedAt],
    );
};

const isWalletEvent = (event: ReconciledEvent): event is WalletEvent =>
  event.type === 'WalletBound' || event.type === 'WalletReleased';

/** Whose coins a movement spent may look otherwise when an address in it turns out to be another's. */
const touchWhoPaidWith = async (
  wallets: readonly WalletEvent[],
  recordedAt: Instant,
  tx: EntityManager,
): Promise<void> => {
  if (wallets.length === 0) return;
  await tx.query(
    `${TOUCH} from movements m
      where m.payers && $2::text[] and m.asset = subjects.asset
        and subjects.licensee_id = any(m.licensee_ids)`,
    [recordedAt, wallets.map(({ asset, address }) => canonicalAddress(asset, address))],
  );
};

/** A payout that is not on the chain by now is missing. */
const touchChains = async (days: readonly ChainDay[], tx: EntityManager): Promise<void> => {
  for (const { asset, recordedAt } of days)
    await tx.query(`${TOUCH} where asset = $2`, [recordedAt, asset]);
};
