import type { Instant, Interval } from '@esep/kernel';
import { licenceDecider, type Licence } from '@esep/licensing-domain';
import { Column, Entity, type Repository, type ValueTransformer } from 'typeorm';

import { HOLDERS_FOUND, wordsOf } from './licensees.js';
import { RegisterRow, ROW_COLUMNS, type ColumnsOf, type RegisterKind } from './register-kind.js';

const INSTANT: ValueTransformer = {
  to: (at: Instant | null) => at,
  from: (at: Date | null) => at?.toISOString() ?? null,
};

@Entity('licences')
export class LicenceRow extends RegisterRow<Licence> {
  /** Who holds it, after the last transfer. */
  @Column('text', { name: 'licensee_id' }) licenseeId!: string;
  @Column('text') authority!: string;
  @Column('jsonb') validity!: readonly Interval[];
  @Column('jsonb') suspensions!: readonly Interval[];
  @Column('timestamptz', { name: 'revoked_at', nullable: true, transformer: INSTANT })
  revokedAt!: Instant | null;
}

export type ListedLicence = Pick<LicenceRow, 'id'> & ColumnsOf<LicenceRow>;

export const LICENCES: RegisterKind<Licence, LicenceRow> = {
  Row: LicenceRow,
  decider: licenceDecider,
  table: `
    create table licences (${ROW_COLUMNS},
      licensee_id text collate "C" not null,
      authority text not null,
      validity jsonb not null,
      suspensions jsonb not null,
      revoked_at timestamptz(3)
    );
    create index on licences (licensee_id, id);
  `,
  columnsOf(licence) {
    if (licence.status === 'absent') throw new Error('A licence begins with its import.');
    const { licenseeId, imported, validity, sanctions } = licence;
    const { suspensions, revokedAt = null } = sanctions;
    return { licenseeId, authority: imported.authority, validity, suspensions, revokedAt };
  },
};

export interface LicencesAsked {
  readonly after: string | undefined;
  readonly limit: number;
  readonly licenseeId?: string | undefined;
  /** What the licence's id, or its holder's BIN, begins with, or words of the holder's name do. */
  readonly search?: string | undefined;
}

/** The holders as an array: joined, a search that finds many would read all licences. */
const FOUND = `
  (licence.id >= :search and licence.id < :searchEnd
    or licence.licenseeId = any(array(${HOLDERS_FOUND})))`;

/** In the order of their ids. */
export const listLicences = (
  licences: Repository<LicenceRow>,
  { after, limit, licenseeId, search }: LicencesAsked,
): Promise<LicenceRow[]> => {
  const query = licences.createQueryBuilder('licence').orderBy('licence.id').limit(limit);
  if (after !== undefined) query.andWhere('licence.id > :after', { after });
  if (licenseeId !== undefined) query.andWhere('licence.licenseeId = :licenseeId', { licenseeId });
  if (search !== undefined)
    query.andWhere(FOUND, {
      search,
      // Nothing that begins with the text comes after this.
      searchEnd: `${search}\u{10FFFF}`,
      words: wordsOf(search),
    });
  return query.getMany();
};
