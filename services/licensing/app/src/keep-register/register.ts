import { Injectable } from '@nestjs/common';
import type { Instant } from '@esep/kernel';
import type { JsonObject } from '@esep/ledger-format';
import {
  domainEventOf,
  EventStore,
  Subscriptions,
  type Consumer,
  type DomainEvent,
  type Projection,
} from '@esep/platform';
import {
  exchangeDecider,
  licenceDecider,
  licenseeDecider,
  poolDecider,
  walletDecider,
  type Exchange,
  type Licence,
  type Licensee,
  type Pool,
  type Wallet,
} from '@esep/licensing-domain';
import { DataSource, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';

// The register as people read it: each aggregate's own state, kept beside the log and found by kind.
// It is what the deciders evolve, so there is no second reading of the events to keep in step.

export interface RegisterStates {
  readonly pool: Pool;
  readonly exchange: Exchange;
  readonly licence: Licence;
  readonly licensee: Licensee;
  readonly wallet: Wallet;
}
export type RegisterKind = keyof RegisterStates;

const DECIDERS = {
  pool: poolDecider,
  exchange: exchangeDecider,
  licence: licenceDecider,
  licensee: licenseeDecider,
  wallet: walletDecider,
} as const;

export class LicenseeIds1769990400200 implements MigrationInterface {
  readonly name = 'LicenseeIds1769990400200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The opaque id of a party, given before the licensee's first event so that two imports of the
      -- same party at the same time get the same one.
      create table licensee_ids (
        party_id text primary key,
        licensee_id uuid not null unique
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table licensee_ids');
  }
}

const FOR_EVER: Instant = '9999-12-31T23:59:59.999Z';

export const REGISTER = 'licence_register_v1';

export const registerProjection: Projection = {
  name: 'licence_register',
  consumer: REGISTER,
  version: 2,
  tables: `
    create table register (
      kind text not null,
      id text collate "C" not null,
      licensee_id uuid,
      state jsonb not null,
      position bigint not null,
      primary key (kind, id)
    );
    create index on register (licensee_id);
  `,
};

const actsOf = (...acts: readonly string[]): string[] =>
  acts.flatMap((act) => [`${act}Proposed`, `${act}Confirmed`, `${act}Declined`]);

/** All events of the streams that the register has: a state evolves by every one of them. */
const WANTED: ReadonlySet<string> = new Set([
  'PoolApproved',
  'PoolApprovalWithdrawn',
  ...actsOf('PoolApproval', 'PoolApprovalWithdrawal'),
  'ExchangeLicensed',
  'ExchangeLicenceWithdrawn',
  ...actsOf('ExchangeLicensing', 'ExchangeLicenceWithdrawal'),
  'SenderKeyRegistered',
  'SenderKeyRevoked',
  'LicenseeRegistered',
  'LicenseeRenamed',
  'LicenseeNumberCorrected',
  'RelatedPartyDeclared',
  'RelatedPartyEnded',
  'OpeningStockDeclared',
  'OpeningStockCorrected',
  ...actsOf('LicenseeRenaming', 'LicenseeNumberCorrection'),
  ...actsOf('RelatedPartyCorrection', 'OpeningStockCorrection'),
  'LicenceImported',
  'LicenceRenewed',
  'LicenceRelinquished',
  'LicenceTransferred',
  'LicenceSuspended',
  'LicenceReinstated',
  'LicenceRevoked',
  ...actsOf('LicenceSuspension', 'LicenceReinstatement', 'LicenceRevocation'),
  ...actsOf('LicenceRenewal', 'LicenceTransfer'),
  'PoolAffiliationDeclared',
  'PoolAffiliationEnded',
  ...actsOf('PoolAffiliationCorrection'),
  'WalletBound',
  'WalletReleased',
  ...actsOf('WalletBinding', 'WalletCorrection'),
]);

/** `licence-L-1` is the licence `L-1`. */
const entryOf = (stream: string): { kind: RegisterKind; id: string } => {
  const dash = stream.indexOf('-');
  return { kind: stream.slice(0, dash) as RegisterKind, id: stream.slice(dash + 1) };
};

/** What all deciders have in common, whatever they evolve. */
interface Evolving {
  readonly initial: unknown;
  evolve(state: never, event: never): unknown;
}

const evolved = (kind: RegisterKind, state: unknown, event: DomainEvent): unknown => {
  const { initial, evolve } = DECIDERS[kind] as Evolving;
  return evolve((state ?? initial) as never, event as never);
};

export const registerConsumer = (log: string): Consumer => ({
  name: REGISTER,
  logs: [log],
  wants: WANTED,
  async handle(facts, tx) {
    for (const { position, envelope, bytes } of facts) {
      const { kind, id } = entryOf(envelope.stream);
      const [row] = (await tx.query('select state from register where kind = $1 and id = $2', [
        kind,
        id,
      ])) as { state: unknown }[];
      const state = evolved(kind, row?.state, domainEventOf({ position, bytes, envelope }));
      await tx.query(
        `insert into register (kind, id, licensee_id, state, position) values ($1, $2, $3, $4, $5)
         on conflict (kind, id) do update
           set state = excluded.state, position = excluded.position,
               licensee_id = coalesce(excluded.licensee_id, register.licensee_id)`,
        [kind, id, envelope.body['licenseeId'] ?? null, JSON.stringify(state), position],
      );
      if (envelope.type === 'LicenseeNumberCorrected') await moveNumber(envelope.body, tx);
    }
  },
});

/**
 * The licensee is found by the corrected number, and no longer by the wrong one, which may be somebody
 * else's. Where the register is built anew beside the one that is read, nothing is there to move.
 */
const moveNumber = async (body: JsonObject, tx: EntityManager): Promise<void> => {
  const { licenseeId, partyId, previousPartyId } = body;
  const moved = [partyId, licenseeId, previousPartyId];
  await tx.query(
    `delete from licensee_ids where party_id = $1 and exists
       (select from licensee_ids where licensee_id = $2 and party_id = $3)`,
    moved,
  );
  await tx.query(
    'update licensee_ids set party_id = $1 where licensee_id = $2 and party_id = $3',
    moved,
  );
};

export interface Entry<Kind extends RegisterKind> {
  readonly id: string;
  readonly licenseeId: string | null;
  readonly state: RegisterStates[Kind];
}

@Injectable()
export class LicenceRegister {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** Whoever just recorded something also reads it. */
  private upToDate(): Promise<void> {
    return this.subscriptions.caughtUp(REGISTER, this.store.log);
  }

  async find<Kind extends RegisterKind>(kind: Kind, id: string): Promise<Entry<Kind> | undefined> {
    await this.upToDate();
    const [entry] = await this.rows<Kind>('kind = $1 and id = $2', [kind, id]);
    return entry;
  }

  /**
   * Entries of a kind in order of their id; of one licensee, where one is named. A sender that was only
   * proposed is none yet.
   */
  async list<Kind extends RegisterKind>(
    kind: Kind,
    after: string | undefined,
    limit: number,
    licenseeId?: string,
  ): Promise<Entry<Kind>[]> {
    await this.upToDate();
    return this.rows<Kind>(
      `kind = $1 and ($2::text is null or id > $2)
         and ($4::text is null or licensee_id::text = $4)
         and state -> 'approvals' is distinct from '[]' and state -> 'licences' is distinct from '[]'
       order by id limit $3`,
      [kind, after ?? null, limit, licenseeId ?? null],
    );
  }

  /** An entry as it was known at an instant. */
  async knownAt<Kind extends RegisterKind>(
    kind: Kind,
    id: string,
    knownAt: Instant,
  ): Promise<RegisterStates[Kind] | undefined> {
    const events = await this.store.readStream(`${kind}-${id}`);
    const known = events.filter(({ envelope }) => envelope.recordedAt <= knownAt);
    if (known.length === 0) return undefined;
    return known.reduce<unknown>(
      (state, event) => evolved(kind, state, domainEventOf(event)),
      undefined,
    ) as RegisterStates[Kind];
  }

  /** An entry as its stream has it now, with what is not kept beside the log. */
  async latest<Kind extends RegisterKind>(
    kind: Kind,
    id: string,
  ): Promise<RegisterStates[Kind] | undefined> {
    return this.knownAt(kind, id, FOR_EVER);
  }

  /** A licence as its stream has it now. */
  async licence(licenceId: string): Promise<Licence | undefined> {
    return this.latest('licence', licenceId);
  }

  /** Ids of the licences that a licensee holds or held. */
  async licencesOf(licenseeId: string): Promise<string[]> {
    await this.upToDate();
    const rows = (await this.database.query(
      `select id from register where kind = 'licence' and licensee_id::text = $1 order by id`,
      [licenseeId],
    )) as { id: string }[];
    return rows.map(({ id }) => id);
  }

  /** The licensee of a party; undefined when the party holds none. */
  async licenseeOf(partyId: string): Promise<string | undefined> {
    // A number that was just corrected is somebody else's.
    await this.upToDate();
    const [row] = (await this.database.query(
      'select licensee_id from licensee_ids where party_id = $1',
      [partyId],
    )) as { licensee_id: string }[];
    return row?.licensee_id;
  }

  /** The id that a party's licensee has or, from now on, will have. */
  async licenseeIdFor(partyId: string, fresh: string): Promise<string> {
    await this.database.query(
      'insert into licensee_ids (party_id, licensee_id) values ($1, $2) on conflict do nothing',
      [partyId, fresh],
    );
    return (await this.licenseeOf(partyId)) as string;
  }

  private async rows<Kind extends RegisterKind>(
    where: string,
    parameters: unknown[],
  ): Promise<Entry<Kind>[]> {
    const rows = (await this.database.query(
      `select id, licensee_id, state from register where ${where}`,
      parameters,
    )) as { id: string; licensee_id: string | null; state: RegisterStates[Kind] }[];
    return rows.map(({ id, licensee_id: licenseeId, state }) => ({ id, licenseeId, state }));
  }
}
