import { Injectable } from '@nestjs/common';
import type { LicenseeNumberCorrected } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import {
  consumerOf,
  domainEventOf,
  EventStore,
  Subscriptions,
  type Consumer,
  type DomainEvent,
  type Projection,
} from '@esep/platform';
import type { Licence } from '@esep/licensing-domain';
import {
  DataSource,
  In,
  type EntityManager,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';

import {
  DATA_CENTRES,
  DataCentreRow,
  listDataCentres,
  type DataCentresAsked,
} from './data-centres.js';
import { LICENCES, LicenceRow, listLicences, type LicencesAsked } from './licences.js';
import { LICENSEES } from './licensees.js';
import type { RegisterKind, RegisterRow } from './register-kind.js';
import { EXCHANGES, listSenders, POOLS, type ListedSender } from './senders.js';
import { listWalletsOf, WALLETS } from './wallets.js';

// The register as people read it: a table for each kind. A row has the aggregate's own state, and in
// columns what of it is listed, filtered or searched. The kind's decider evolves the state, so there
// is no second reading of the events to keep in step.

/** By the prefix of their streams: `licence-L-1` is the licence `L-1`. */
const KINDS = {
  pool: POOLS,
  exchange: EXCHANGES,
  licence: LICENCES,
  licensee: LICENSEES,
  wallet: WALLETS,
  'data-centre': DATA_CENTRES,
} as const;

type Kind = keyof typeof KINDS;
type StateOf<K extends Kind> = InstanceType<(typeof KINDS)[K]['Row']>['state'];

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

/** Who holds a licence. Both are null of a person. */
export interface Holder {
  readonly name: string | null;
  readonly bin: string | null;
}

const FOR_EVER: Instant = '9999-12-31T23:59:59.999Z';

const actsOf = <Act extends string>(...acts: readonly Act[]) =>
  acts.flatMap((act) => [`${act}Proposed`, `${act}Confirmed`, `${act}Declined`] as const);

const REGISTERED = {
  consumer: 'licence_register_v1',
  /** All events of the streams that the register has: a state evolves by every one of them. */
  wants: [
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
    'DataCentreRegistered',
    'DataCentreAmended',
    'DataCentreClosed',
  ],
} as const;

export const REGISTER = REGISTERED.consumer;

export const registerProjection: Projection = {
  name: 'licence_register',
  consumer: REGISTER,
  version: 3,
  tables: Object.values(KINDS)
    .map(({ table }) => table)
    .join(''),
  entities: Object.values(KINDS).map(({ Row }) => Row),
};

const KIND_NAMES = Object.keys(KINDS) as readonly Kind[];

const entryOf = (stream: string): { kind: Kind; id: string } => {
  const kind = KIND_NAMES.find((name) => stream.startsWith(`${name}-`));
  if (kind === undefined) throw new Error(`The register has no kind for ${stream}.`);
  return { kind, id: stream.slice(kind.length + 1) };
};

/** A kind by its name, where its types are not known: rows go back into the table that they are of. */
const kindOf = (kind: Kind) => KINDS[kind] as RegisterKind<unknown, RegisterRow>;

const evolved = (kind: Kind, state: unknown, event: DomainEvent): unknown => {
  const { initial, evolve } = kindOf(kind).decider;
  return evolve(state ?? initial, event as never);
};

export const registerConsumer = (log: string): Consumer =>
  consumerOf(REGISTERED, [log], async (facts, tx) => {
    for (const { position, stream, event } of facts) {
      const { kind, id } = entryOf(stream);
      const { Row, columnsOf } = kindOf(kind);
      const row = await tx.findOne(Row, { select: { id: true, state: true }, where: { id } });
      const state = evolved(kind, row?.state, event);
      await tx.upsert(Row, { ...columnsOf(state), id, position, state } as object, ['id']);
      if (event.type === 'LicenseeNumberCorrected') await moveNumber(event, tx);
    }
  });

/**
 * The licensee is found by the corrected number, and no longer by the wrong one, which may be somebody
 * else's. Where the register is built anew beside the one that is read, nothing is there to move.
 */
const moveNumber = async (
  { licenseeId, partyId, previousPartyId }: LicenseeNumberCorrected,
  tx: EntityManager,
): Promise<void> => {
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

interface Entry<K extends Kind> {
  readonly id: string;
  readonly state: StateOf<K>;
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

  async find<K extends Kind>(kind: K, id: string): Promise<Entry<K> | undefined> {
    await this.upToDate();
    const found = await this.database.getRepository(kindOf(kind).Row).findOne({
      select: { id: true, state: true },
      where: { id },
    });
    return (found as Entry<K> | null) ?? undefined;
  }

  /** Entries by their ids, as they are now; ids that nothing has are left out. */
  async states<K extends Kind>(
    kind: K,
    ids: ReadonlySet<string>,
  ): Promise<ReadonlyMap<string, StateOf<K>>> {
    await this.upToDate();
    const found = await this.database.getRepository(kindOf(kind).Row).find({
      select: { id: true, state: true },
      where: { id: In([...ids]) },
    });
    return new Map((found as Entry<K>[]).map(({ id, state }) => [id, state]));
  }

  /** Licences as they are listed, in the order of their ids. */
  async licences(asked: LicencesAsked): Promise<LicenceRow[]> {
    await this.upToDate();
    return listLicences(this.database.getRepository(LicenceRow), asked);
  }

  /** Licensees by their ids; none for an id that is nobody's. */
  async holders(ids: readonly string[]): Promise<ReadonlyMap<string, Holder>> {
    await this.upToDate();
    const rows = (await this.database.query(
      'select id, name, bin from licensees where id = any($1)',
      [ids],
    )) as (Holder & { readonly id: string })[];
    return new Map(rows.map(({ id, name, bin }) => [id, { name, bin }]));
  }

  /** Data centres, in the order of their ids. */
  async dataCentres(asked: DataCentresAsked): Promise<DataCentreRow[]> {
    await this.upToDate();
    return listDataCentres(this.database.getRepository(DataCentreRow), asked);
  }

  /** Wallets that a licensee ever held, in the order of their ids, from one on. */
  async walletsOf(licenseeId: string, from: string, limit: number): Promise<Entry<'wallet'>[]> {
    await this.upToDate();
    return listWalletsOf(this.database, licenseeId, from, limit);
  }

  /** Pools or exchanges that were ever approved, in the order of their ids. */
  async senders(
    kind: 'pool' | 'exchange',
    after: string | undefined,
    limit: number,
  ): Promise<ListedSender[]> {
    await this.upToDate();
    return listSenders(this.database.getRepository(KINDS[kind].Row), after, limit);
  }

  /** An entry as it was known at an instant. */
  async knownAt<K extends Kind>(
    kind: K,
    id: string,
    knownAt: Instant,
  ): Promise<StateOf<K> | undefined> {
    const events = await this.store.readStream(`${kind}-${id}`);
    const known = events.filter(({ envelope }) => envelope.recordedAt <= knownAt);
    if (known.length === 0) return undefined;
    return known.reduce<unknown>(
      (state, event) => evolved(kind, state, domainEventOf(event)),
      undefined,
    ) as StateOf<K>;
  }

  /** An entry as its stream has it now, with what is not kept beside the log. */
  async latest<K extends Kind>(kind: K, id: string): Promise<StateOf<K> | undefined> {
    return this.knownAt(kind, id, FOR_EVER);
  }

  /** A licence as its stream has it now. */
  async licence(licenceId: string): Promise<Licence | undefined> {
    return this.latest('licence', licenceId);
  }

  /** Ids of the licences that a licensee holds. */
  async licencesOf(licenseeId: string): Promise<string[]> {
    await this.upToDate();
    const licences = await this.database.getRepository(LicenceRow).find({
      select: { id: true },
      where: { licenseeId },
      order: { id: 'asc' },
    });
    return licences.map(({ id }) => id);
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
}
