import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Instant } from '@esep/kernel';
import {
  adoptedPack,
  packInForce,
  reconciliationRules,
  type PackAdoption,
  type ReconciliationRules,
  type RulePack,
} from '@esep/rulebook';
import {
  ADDRESS_EVENTS,
  AddressRegister,
  ChainProgress,
  factOfEvent,
  SubjectChain,
  SubjectFold,
  type AddressEvent,
  type ReconciledEvent,
  type SubjectFact,
} from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import type { ChainDay } from './movements.js';

/** A licensee's coins of one asset: what the reconciliation is about. */
export interface Subject {
  readonly licenseeId: string;
  readonly asset: string;
}

export interface KeptFact {
  readonly log: string;
  readonly position: number;
  readonly eventId: string;
  readonly recordedAt: Instant;
  readonly event: ReconciledEvent;
}

/** A rule pack as the figures use it. */
export interface Law {
  readonly packId: string;
  readonly hash: string;
  readonly pack: RulePack;
  readonly rules: ReconciliationRules;
}

/** Facts of folds that are held in memory; more than this and the least recently used is let go. */
const FACTS_IN_MEMORY = 1_000_000;

interface HeldFold {
  readonly fold: SubjectFold;
  count: number;
}

/**
 * The facts of every subject, on disk, and the folds of those that are being asked about, in memory.
 * A fold is a cache: it is loaded from the facts and told of new ones after they are committed.
 */
@Injectable()
export class FactBook implements OnModuleInit {
  private surroundings = nothingKnown();
  private readonly folds = new Map<string, HeldFold>();
  private readonly loading = new Map<string, Promise<SubjectFold>>();
  /** Told while a fold was being loaded; the load may or may not have seen them. */
  private readonly arriving = new Map<string, SubjectFact[]>();
  private readonly laws = new Map<string, Law>();
  private held = 0;
  /** How often everything in memory was dropped. */
  private forgotten = 0;

  constructor(private readonly database: DataSource) {}

  /** Before anything is asked or told. */
  onModuleInit(): Promise<void> {
    return this.forget();
  }

  /** Drops what is in memory and reads again what all folds share. Nothing may be told meanwhile. */
  async forget(): Promise<void> {
    this.surroundings = await this.readSurroundings();
    this.forgotten += 1;
    this.folds.clear();
    this.arriving.clear();
    this.held = 0;
  }

  private async readSurroundings(): Promise<Surroundings> {
    const surroundings = nothingKnown();
    const rows = (await this.database.query(
      `select log, position, event_id, recorded_at, type, body from facts
        where licensee_id is null and type = any($1) or type in ('WalletBound', 'WalletReleased')`,
      [ADDRESS_EVENTS],
    )) as FactRow[];
    for (const row of rows) recordAddress(keptFactOf(row), surroundings);
    const days = (await this.database.query(
      'select asset, block_time, recorded_at from chain_days',
    )) as { asset: string; block_time: Date; recorded_at: Date }[];
    for (const { asset, block_time: time, recorded_at: recordedAt } of days)
      surroundings.progress.record(asset, time.toISOString(), recordedAt.toISOString());
    return surroundings;
  }

  /** The fold of a subject, from memory or from its facts. Undefined for an unknown licensee. */
  async fold({ licenseeId, asset }: Subject): Promise<SubjectFold | undefined> {
    const key = `${licenseeId} ${asset}`;
    const held = this.folds.get(key);
    if (held) {
      // Most recently used last.
      this.folds.delete(key);
      this.folds.set(key, held);
      return held.fold;
    }
    const partyId = await this.partyOf(licenseeId);
    if (partyId === undefined) return undefined;
    const loading = this.loading.get(key) ?? this.load(key, { licenseeId, asset }, partyId);
    this.loading.set(key, loading);
    return loading.finally(() => this.loading.delete(key));
  }

  /** Tells the folds in memory of facts that were just committed. */
  tell(facts: readonly KeptFact[]): void {
    for (const kept of facts) {
      this.tellRegister(kept);
      const said = subjectFactOf(kept);
      for (const { licenseeId, asset } of said.subjects) {
        if (licenseeId !== undefined && asset !== undefined) {
          this.tellOne(`${licenseeId} ${asset}`, said);
          continue;
        }
        for (const key of new Set([...this.folds.keys(), ...this.loading.keys()]))
          if (licenseeId === undefined || key.startsWith(`${licenseeId} `)) this.tellOne(key, said);
      }
    }
    this.letGo();
  }

  /** A chain was read into a new day. */
  tellDay({ asset, time, recordedAt }: ChainDay): void {
    this.surroundings.progress.record(asset, time, recordedAt);
  }

  private tellRegister(kept: KeptFact): void {
    const changed = recordAddress(kept, this.surroundings);
    if (changed) for (const { fold } of this.folds.values()) fold.ownersChanged(changed);
  }

  private tellOne(key: string, said: SubjectFact): void {
    const held = this.folds.get(key);
    // A fold keeps of others' payments only what came to its own wallets; now there are others.
    if (said.list === 'wallets') this.drop(key);
    else if (held) {
      held.fold.take(said);
      held.count += 1;
      this.held += 1;
    } else if (this.loading.has(key)) {
      const waiting = this.arriving.get(key) ?? [];
      waiting.push(said);
      this.arriving.set(key, waiting);
    }
  }

  private async load(key: string, subject: Subject, partyId: string): Promise<SubjectFold> {
    const { licenseeId, asset } = subject;
    const { forgotten } = this;
    const rows = (await this.database.query(
      `select log, position, event_id, recorded_at, type, body from facts where licensee_id is null
       union all
       select log, position, event_id, recorded_at, type, body from facts
        where licensee_id = $1 and (asset = $2 or asset is null)
       union all
       select log, position, event_id, recorded_at, type, body from movements
        where licensee_ids @> array[$1::uuid] and asset = $2`,
      [licenseeId, asset],
    )) as FactRow[];
    if (forgotten !== this.forgotten) return this.load(key, subject, partyId);
    const fold = new SubjectFold(partyId, new SubjectChain(licenseeId, asset, this.surroundings));
    const seen = new Set<string>();
    const take = (said: SubjectFact) => {
      const { source } = said.fact;
      const id = source ? `${source.log} ${source.position}` : '';
      if (seen.has(id)) return;
      seen.add(id);
      fold.take(said);
    };
    for (const row of rows) take(subjectFactOf(keptFactOf(row)));
    for (const late of this.arriving.get(key) ?? []) take(late);
    this.arriving.delete(key);
    this.folds.set(key, { fold, count: seen.size });
    this.held += seen.size;
    this.letGo();
    return fold;
  }

  private letGo(): void {
    for (const key of this.folds.keys()) {
      if (this.held <= FACTS_IN_MEMORY || this.folds.size === 1) return;
      this.drop(key);
    }
  }

  private drop(key: string): void {
    this.held -= this.folds.get(key)?.count ?? 0;
    this.folds.delete(key);
  }

  private async partyOf(licenseeId: string): Promise<string | undefined> {
    const [row] = (await this.database.query(
      'select party_id from licensees where licensee_id = $1',
      [licenseeId],
    )) as { party_id: string }[];
    return row?.party_id;
  }

  /** The law in force at an instant, by what was known at another; undefined before the first. */
  async law(knownAt: Instant, asOf: Instant): Promise<Law | undefined> {
    const rows = (await this.database.query(
      `select pack_id, hash, bytes, effective_from from rule_packs
        where recorded_at <= $1 order by position`,
      [knownAt],
    )) as { pack_id: string; hash: string; bytes: string; effective_from: Date }[];
    const adoption = packInForce(
      rows.map(({ pack_id: packId, hash, bytes, effective_from }) => {
        return { packId, hash, bytes, effectiveFrom: effective_from.toISOString() };
      }),
      asOf,
    );
    return adoption && this.lawOf(adoption);
  }

  private lawOf(adoption: PackAdoption): Law {
    const known = this.laws.get(adoption.hash);
    if (known) return known;
    const pack = adoptedPack(adoption);
    if (!pack.ok) throw new Error(`Rule pack ${adoption.packId} cannot be read: ${pack.reason}`);
    const { packId, hash } = adoption;
    const law = { packId, hash, pack: pack.value, rules: reconciliationRules(pack.value) };
    this.laws.set(hash, law);
    return law;
  }

  /** Subjects in order of licensee and asset; all of them, or one asset's, or one licensee's. */
  async subjects(
    asset?: string,
    licenseeId?: string,
  ): Promise<(Subject & { name: string | null })[]> {
    const rows = (await this.database.query(
      `select s.licensee_id, s.asset, l.name from subjects s join licensees l using (licensee_id)
        where ($1::text is null or s.asset = $1) and ($2::text is null or s.licensee_id::text = $2)
        order by s.licensee_id, s.asset`,
      [asset ?? null, licenseeId ?? null],
    )) as { licensee_id: string; asset: string; name: string | null }[];
    return rows.map((row) => ({ licenseeId: row.licensee_id, asset: row.asset, name: row.name }));
  }
}

/** The same for all folds: whose the addresses are, and how far the chains were read. */
interface Surroundings {
  readonly addresses: AddressRegister;
  readonly progress: ChainProgress;
}

const nothingKnown = (): Surroundings => ({
  addresses: new AddressRegister(),
  progress: new ChainProgress(),
});

/** The addresses whose holder is another now. */
const recordAddress = (
  { event, recordedAt, log, position, eventId }: KeptFact,
  { addresses }: Surroundings,
) =>
  isAddressEvent(event)
    ? addresses.record(event, { recordedAt, source: { log, position, eventId } })
    : undefined;

interface FactRow {
  readonly log: string;
  readonly position: string;
  readonly event_id: string;
  readonly recorded_at: Date;
  readonly type: string;
  readonly body: string;
}

const keptFactOf = (row: FactRow): KeptFact => ({
  log: row.log,
  position: Number(row.position),
  eventId: row.event_id,
  recordedAt: row.recorded_at.toISOString(),
  event: { type: row.type, ...(JSON.parse(row.body) as object) } as ReconciledEvent,
});

const isAddressEvent = (event: ReconciledEvent): event is AddressEvent =>
  (ADDRESS_EVENTS as readonly string[]).includes(event.type);

const subjectFactOf = ({ event, recordedAt, log, position, eventId }: KeptFact): SubjectFact =>
  factOfEvent(event, recordedAt, { log, position, eventId });
