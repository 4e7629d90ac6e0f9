import { envelopeOf, type Envelope } from '@esep/ledger-format';
import { LEDGER_SCHEMA, PUBLISHING_SCHEMA, SUBSCRIPTION_SCHEMA } from '@esep/platform';
import { testDatabase } from '@esep/platform/testing';
import { reconciliationProjection } from '@esep/supervision/project-facts';

import type { Effect, Log, StoredFact } from './checks.js';
import { SOURCES, type Source } from './scenario.js';
import { SimulatedDatabase } from './simulated-database.js';
import { logOf } from './source-process.js';
import { EFFECTS_SCHEMA } from './supervision-process.js';
import type { VirtualTime } from './virtual-time.js';

const LEDGER_TABLES = ['ledger.events', 'ledger.once', 'ledger.head', 'publishing.progress'];
const SUPERVISION_TABLES = [
  'subscriptions.checkpoints',
  'subscriptions.parked',
  'subscriptions.held',
  'licensees',
  'facts',
  'movements',
  'chain_days',
  'rule_packs',
  'subjects',
  'effects',
];
/** The databases of the services: made once, empty for each seed. */
export class SimulationDatabases {
  private readonly envelopes = new Map<string, Envelope>();

  private constructor(
    readonly logs: Readonly<Record<Source, SimulatedDatabase>>,
    readonly supervision: SimulatedDatabase,
  ) {}

  static async open(): Promise<SimulationDatabases> {
    const ledger = async (source: Source) => {
      const url = await testDatabase(source);
      const schema = `${LEDGER_SCHEMA}; ${PUBLISHING_SCHEMA}`;
      return [source, await SimulatedDatabase.open(url, schema, LEDGER_TABLES)] as const;
    };
    const { name, tables } = reconciliationProjection;
    const supervision = await SimulatedDatabase.open(
      await testDatabase('supervision'),
      `create schema ${name}; ${tables}; ${SUBSCRIPTION_SCHEMA}; ${EFFECTS_SCHEMA}`,
      SUPERVISION_TABLES,
    );
    const logs = Object.fromEntries(await Promise.all(SOURCES.map(ledger)));
    return new SimulationDatabases(logs as Record<Source, SimulatedDatabase>, supervision);
  }

  private get all(): readonly SimulatedDatabase[] {
    return [...SOURCES.map((source) => this.logs[source]), this.supervision];
  }

  async reset(time: VirtualTime): Promise<void> {
    this.envelopes.clear();
    for (const database of this.all) await database.reset(time);
  }

  set lossPerMille(perMille: number) {
    for (const database of this.all) database.lossPerMille = perMille;
  }

  set awayUntil(moment: number) {
    for (const database of this.all) database.awayUntil = moment;
  }

  get losses(): number {
    return this.all.reduce((sum, { losses }) => sum + losses, 0);
  }

  async close(): Promise<void> {
    for (const database of this.all) await database.close();
  }

  // ── What stands there ─────────────────────────────────────────────────────────────────────────

  async seen(): Promise<[logs: Log[], effects: Effect[], parked: Effect[]]> {
    const logs = await Promise.all(SOURCES.map((source) => this.logOf(source)));
    const effects = await this.supervision.look<Effect>(
      'select log, position, key from effects order by n',
    );
    return [logs, effects.map(numbered), await this.parked()];
  }

  async headOf(source: Source): Promise<Log['head']> {
    const [head] = await this.logs[source].look<{ next: string; recorded_at: Date }>(
      'select next, recorded_at from ledger.head',
    );
    return {
      next: Number(head?.next ?? 0),
      recordedAt: head?.recorded_at.toISOString() ?? '',
    };
  }

  private async logOf(source: Source): Promise<Log> {
    const events = await this.logs[source].look<{
      position: string;
      stream: string;
      version: number;
      bytes: string;
    }>('select position, stream, version, bytes from ledger.events order by position');
    return {
      log: logOf(source),
      head: await this.headOf(source),
      events: events.map((event) => ({
        ...event,
        position: Number(event.position),
        envelope: this.envelopeIn(event.bytes),
      })),
    };
  }

  /** The same bytes are looked at many times in a seed. */
  private envelopeIn(bytes: string): Envelope {
    const envelope = this.envelopes.get(bytes) ?? envelopeOf(bytes);
    this.envelopes.set(bytes, envelope);
    return envelope;
  }

  async publishedBelow(source: Source): Promise<number> {
    const [row] = await this.logs[source].look<{ next: string }>(
      'select next from publishing.progress',
    );
    return Number(row?.next ?? 0);
  }

  async parked(): Promise<Effect[]> {
    const rows = await this.supervision.look<Effect>(
      'select log, position, key from subscriptions.parked order by log, position, key',
    );
    return rows.map(numbered);
  }

  facts(): Promise<StoredFact[]> {
    return this.supervision.look<StoredFact>(
      `select log, position, event_id, recorded_at, type, body from facts union all
       select log, position, event_id, recorded_at, type, body from movements`,
    );
  }
}

const numbered = (effect: Effect): Effect => ({ ...effect, position: Number(effect.position) });
