import { dataCentreDecider, type DataCentre } from '@esep/licensing-domain';
import { addToCopies } from '@esep/platform';
import {
  Column,
  Entity,
  type MigrationInterface,
  type QueryRunner,
  type Repository,
} from 'typeorm';

import { RegisterRow, ROW_COLUMNS, type RegisterKind } from './register-kind.js';

@Entity('data_centres')
export class DataCentreRow extends RegisterRow<DataCentre> {
  @Column('text', { name: 'licensee_id' }) licenseeId!: string;
}

const TABLE = `
  create table if not exists data_centres (${ROW_COLUMNS},
    licensee_id text collate "C" not null
  );
  create index if not exists data_centres_by_licensee on data_centres (licensee_id, id);
`;

export const DATA_CENTRES: RegisterKind<DataCentre, DataCentreRow> = {
  Row: DataCentreRow,
  decider: dataCentreDecider,
  table: TABLE,
  columnsOf(dataCentre) {
    if (dataCentre.status === 'unknown') throw new Error('It begins with its registration.');
    return { licenseeId: dataCentre.licenseeId };
  },
};

export interface DataCentresAsked {
  readonly after: string | undefined;
  readonly limit: number;
  readonly licenseeId?: string | undefined;
}

/** In the order of their ids. */
export const listDataCentres = (
  rows: Repository<DataCentreRow>,
  { after, limit, licenseeId }: DataCentresAsked,
): Promise<DataCentreRow[]> => {
  const query = rows
    .createQueryBuilder('site')
    .addSelect('site.state')
    .orderBy('site.id')
    .limit(limit);
  if (after !== undefined) query.andWhere('site.id > :after', { after });
  if (licenseeId !== undefined) query.andWhere('site.licenseeId = :licenseeId', { licenseeId });
  return query.getMany();
};

/** For registers created before there were any. */
export class ExpandDataCentres1769990400312 implements MigrationInterface {
  readonly name = 'ExpandDataCentres1769990400312';

  async up(runner: QueryRunner): Promise<void> {
    await addToCopies(runner, 'licence_register', 'wallets', TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table if exists licence_register.data_centres');
  }
}
