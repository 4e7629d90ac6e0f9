import { licenseeDecider, type Licensee } from '@esep/licensing-domain';
import { Column, Entity } from 'typeorm';

import { RegisterRow, ROW_COLUMNS, type RegisterKind } from './register-kind.js';

/** Number and name are those of legal entities only; a person's stay encrypted in the state. */
@Entity('licensees')
class LicenseeRow extends RegisterRow<Licensee> {
  @Column('text') kind!: string;
  @Column('text', { nullable: true }) bin!: string | null;
  @Column('text', { nullable: true }) name!: string | null;
}

/**
 * The words of a name, in small letters. Small by Unicode, because the database's own locale may know
 * Latin letters only; without signs, because `bitmine.kz` and `A/B` were one word otherwise.
 */
const NAME_WORDS = `to_tsvector('simple',
  regexp_replace(lower(name collate "pg_c_utf8"), '[^[:alnum:]]+', ' ', 'g'))`;

export const LICENSEES: RegisterKind<Licensee, LicenseeRow> = {
  Row: LicenseeRow,
  decider: licenseeDecider,
  table: `
    create table licensees (${ROW_COLUMNS},
      kind text not null,
      bin text collate "C",
      name text,
      words tsvector generated always as (${NAME_WORDS}) stored
    );
    create index on licensees (bin);
    -- Names change seldom: without a list of what is not in the index yet, which each search reads.
    create index on licensees using gin (words) with (fastupdate = off);
  `,
  columnsOf(licensee) {
    if (licensee.status === 'absent') throw new Error('A licensee begins with its registration.');
    const { kind, bin, name } = licensee.registered;
    const isPublic = kind === 'legal-entity';
    return {
      kind,
      bin: isPublic && typeof bin === 'string' ? bin : null,
      name: isPublic && typeof name === 'string' ? name : null,
    };
  },
};

/** Ids of the licensees that a search finds. */
export const HOLDERS_FOUND = `
  select id from licensees where bin >= :search and bin < :searchEnd
  union
  select id from licensees where words @@ cast(:words as tsquery)`;

/** A query for names that have, for each word of a text, one that begins with it. */
export const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => `'${word}':*`)
    .join(' & ');
