import {
  RECONCILIATION,
  type BlockAttributed,
  type LicenceImported,
  type LicenceTransferred,
  type LicenseeNumberCorrected,
  type LicenseeRegistered,
  type LicenseeRenamed,
  type WalletEvent,
} from '@esep/contracts';
import { canonicalAddress, latest, type Instant } from '@esep/kernel';
import {
  consumerOf,
  keepRulePack,
  settleAllThenThrow,
  type Consumer,
  type TypedFact,
} from '@esep/platform';
import { factOfEvent, type FactSubject, type ReconciledEvent } from '@esep/supervision-domain';
import type { EntityManager } from 'typeorm';

import type { KeptFact } from './subject.js';
import { isMovement, keepChainDays, keepMovements, type ChainDay } from './movements.js';

/** Inserts the facts of all services about coins, and marks the subjects whose figures they may change. */
export const reconciliationConsumer = (logs: readonly string[], onKept: () => void): Consumer =>
  consumerOf(RECONCILIATION, logs, async (facts, tx) => {
    const kept: KeptFact[] = [];
    const blocks: TypedFact<BlockAttributed>[] = [];
    for (const { event, ...fact } of facts)
      switch (event.type) {
        case 'LicenseeRegistered':
          await keepLicensee(event, tx);
          break;
        case 'LicenseeRenamed':
          await keepName(event, tx);
          break;
        case 'RulePackAdopted':
          await keepRulePack({ ...fact, event }, tx);
          await tx.query(TOUCH, [fact.recordedAt]);
          break;
        case 'BlockAttributed':
          blocks.push({ ...fact, event });
          break;
        default:
          if (event.type === 'LicenseeNumberCorrected') await keepNumber(event, tx);
          if (event.type === 'LicenceImported' || event.type === 'LicenceTransferred')
            await keepLicence(event, tx);
          kept.push({ ...fact, event });
      }
    await keepFacts(kept, tx);
    await touchChains(await keepChainDays(blocks, tx), tx);
    return onKept;
  });

const keepLicensee = async (
  { licenseeId, partyId, kind, name }: LicenseeRegistered,
  tx: EntityManager,
): Promise<void> => {
  await tx.query(
    `insert into licensees (licensee_id, party_id, kind, name) values ($1, $2, $3, $4)
     on conflict (licensee_id) do nothing`,
    [licenseeId, partyId, kind, typeof name === 'string' ? name : null],
  );
};

/** The name of a person is encrypted, and is not needed here. */
const keepName = async (
  { licenseeId, name }: LicenseeRenamed,
  tx: EntityManager,
): Promise<void> => {
  await tx.query('update licensees set name = $2 where licensee_id = $1', [
    licenseeId,
    typeof name === 'string' ? name : null,
  ]);
};

const keepNumber = async (
  { licenseeId, partyId }: LicenseeNumberCorrected,
  tx: EntityManager,
): Promise<void> => {
  await tx.query('update licensees set party_id = $2 where licensee_id = $1', [
    licenseeId,
    partyId,
  ]);
};

/** An individual entrepreneur is recognised by its licence. */
const keepLicence = async (
  { licenseeId, licenceId }: LicenceImported | LicenceTransferred,
  tx: EntityManager,
): Promise<void> => {
  await tx.query(
    `update licensees set licences = licences || $2::text
      where licensee_id = $1 and $2 <> all(licences)`,
    [licenseeId, licenceId],
  );
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
  const last = latest(rows.map(({ recordedAt }) => recordedAt));
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
