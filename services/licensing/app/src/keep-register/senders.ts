import type { Interval } from '@esep/kernel';
import { exchangeDecider, poolDecider, type Exchange, type Pool } from '@esep/licensing-domain';
import { Column, Entity, MoreThan, type Repository } from 'typeorm';

import { RegisterRow, ROW_COLUMNS, type RegisterKind } from './register-kind.js';

// Pools and exchanges: who sends reports, in the times of an approval or a licence.

/** A time of approval, without the addresses that were given with it. */
interface ListedApproval extends Interval {
  readonly name: string;
  readonly correction?: true;
}

abstract class SenderRow<State> extends RegisterRow<State> {
  /** False of one that was only proposed. */
  @Column('boolean') registered!: boolean;
  @Column('jsonb') approvals!: readonly ListedApproval[];
}

@Entity('pools')
class PoolRow extends SenderRow<Pool> {}

@Entity('exchanges')
class ExchangeRow extends SenderRow<Exchange> {}

export type ListedSender = Pick<PoolRow, 'id' | 'approvals'>;

const tableOf = (name: string): string => `
  create table ${name} (${ROW_COLUMNS},
    registered boolean not null,
    approvals jsonb not null
  );
  create index on ${name} (id) where registered;
`;

interface Said extends Interval {
  readonly correction?: true;
}

const columnsOf = (approvals: readonly (readonly [name: string, said: Said])[]) => ({
  registered: approvals.length > 0,
  approvals: approvals.map(([name, { from, to, correction }]): ListedApproval => ({
    name,
    from,
    ...(to !== undefined && { to }),
    ...(correction !== undefined && { correction }),
  })),
});

export const POOLS: RegisterKind<Pool, PoolRow> = {
  Row: PoolRow,
  decider: poolDecider,
  table: tableOf('pools'),
  columnsOf: ({ approvals }) =>
    columnsOf(approvals.map((approval) => [approval.approved.name, approval])),
};

export const EXCHANGES: RegisterKind<Exchange, ExchangeRow> = {
  Row: ExchangeRow,
  decider: exchangeDecider,
  table: tableOf('exchanges'),
  columnsOf: ({ licences }) =>
    columnsOf(licences.map((licence) => [licence.licensed.name, licence])),
};

/** Senders that were ever approved, in the order of their ids. */
export const listSenders = (
  senders: Repository<PoolRow | ExchangeRow>,
  after: string | undefined,
  limit: number,
): Promise<ListedSender[]> =>
  senders.find({
    where: { registered: true, ...(after !== undefined && { id: MoreThan(after) }) },
    order: { id: 'asc' },
    take: limit,
  });
