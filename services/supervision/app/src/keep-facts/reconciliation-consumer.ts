import type { LicenseeRegistered, RulePackAdopted } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import type { Consumer, Fact } from '@esep/platform';
import {
  factOfEvent,
  RECONCILED_EVENTS,
  type FactSubject,
  type ReconciledEvent,
} from '@esep/supervision-domain';
import type { EntityManager } from 'typeorm';

import type { FactBook, KeptFact } from './fact-book.js';

export const RECONCILIATION = 'reconciliation_v1';

/** Keeps what the services say of everybody's coins, and marks whose figures it may change. */
export const reconciliationConsumer = (
  logs: readonly string[],
  book: FactBook,
  onKept: () => void,
): Consumer => ({
  name: RECONCILIATION,
  logs,
  wants: new Set([...RECONCILED_EVENTS, 'LicenseeRegistered', 'RulePackAdopted']),
  async handle(facts, tx) {
    const kept: KeptFact[] = [];
    for (const fact of facts) {
      const { type } = fact.envelope;
      if (type === 'LicenseeRegistered') await keepLicensee(fact, tx);
      else if (type === 'RulePackAdopted') await keepRulePack(fact, tx);
      else kept.push(keptFact(fact));
    }
    await keepFacts(kept, tx);
    return () => {
      book.tell(kept);
      onKept();
    };
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
  const rows = kept.map((fact) => {
    const { log, position, eventId, recordedAt, event } = fact;
    const { type, ...body } = event;
    // Reading it now parks what could never be read later.
    const { subject } = factOfEvent(event, recordedAt, { log, position, eventId });
    return { ...fact, subject, type, body: JSON.stringify(body) };
  });
  await tx.query(
    `insert into facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
     select * from unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], $6::timestamptz[], $7::text[], $8::text[])`,
    [
      rows.map(({ log }) => log),
      rows.map(({ position }) => position),
      rows.map(({ subject }) => subject.licenseeId ?? null),
      rows.map(({ subject }) => subject.asset ?? null),
      rows.map(({ eventId }) => eventId),
      rows.map(({ recordedAt }) => recordedAt),
      rows.map(({ type }) => type),
      rows.map(({ body }) => body),
    ],
  );
  const last = rows.map(({ recordedAt }) => recordedAt).reduce((a, b) => (a > b ? a : b));
  const subjects = rows.map(({ subject }) => subject);
  await touch(subjects, last, tx);
};

/** Marks whose figures may have changed. Whoever's coins are named for the first time is added. */
const touch = async (
  touched: readonly FactSubject[],
  recordedAt: Instant,
  tx: EntityManager,
): Promise<void> => {
  if (touched.some(({ licenseeId }) => licenseeId === undefined))
    await tx.query(TOUCH, [recordedAt]);
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
