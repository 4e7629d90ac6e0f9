import {
  ACCEPTED,
  HASHRATE,
  INTERVAL_SECONDS,
  INTERVAL_START,
  MACHINE_ID,
  MEMBERS,
  POWER,
  REJECTED,
  STALE,
  TEMPERATURE,
} from '../columns/members.js';
import type { ArrowField, ArrowType } from './arrow-messages.js';

type Kind = ArrowType['kind'];

/** The types that are read, by member. Text may be behind a dictionary. */
const TYPES: Readonly<Record<number, readonly Kind[]>> = {
  [MACHINE_ID]: ['text'],
  [INTERVAL_START]: ['timestamp'],
  [INTERVAL_SECONDS]: ['integer'],
  [ACCEPTED]: ['integer'],
  [STALE]: ['integer'],
  [REJECTED]: ['integer'],
  [HASHRATE]: ['float64', 'decimal128', 'integer'],
  [TEMPERATURE]: ['float64', 'decimal128', 'integer'],
  [POWER]: ['integer'],
};

const UTC = ['UTC', 'Etc/UTC', '+00:00', 'Z'];

export interface ArrowColumn {
  /** Place in `MEMBERS`. */
  readonly place: number;
  /** Of the values, or of the indexes where there is a dictionary. */
  readonly type: ArrowType;
  readonly dictionaryId: number | undefined;
  /** Of the text, in the column itself or in its dictionary. */
  readonly textOffsetBits: 32 | 64;
  /** Buffers of the column: validity, values, and offsets before them where it is text. */
  readonly buffers: 2 | 3;
}

/** The columns in the order of the stream, or a sentence about what is wrong with them. */
export const columnsOf = (fields: readonly ArrowField[]): readonly ArrowColumn[] | string => {
  const columns: ArrowColumn[] = [];
  for (const field of fields) {
    const place = MEMBERS.findIndex(({ name }) => name === field.name);
    if (place < 0) return `The column "${field.name.slice(0, 64)}" is unknown.`;
    if (columns.some((column) => column.place === place))
      return `The column "${field.name}" is there twice.`;
    const wrong = problemOf(field, place);
    if (wrong) return `The column "${field.name}" ${wrong}.`;
    const type = field.dictionary?.index ?? field.type;
    const dictionaryId = field.dictionary?.id;
    const textOffsetBits = field.type.kind === 'text' ? field.type.offsetBits : 32;
    const buffers = type.kind === 'text' ? 3 : 2;
    columns.push({ place, type, dictionaryId, textOffsetBits, buffers });
  }
  const missing = MEMBERS.find(
    ({ isRequired }, place) => isRequired && !columns.some((column) => column.place === place),
  );
  return missing ? `The column "${missing.name}" is missing.` : columns;
};

const problemOf = ({ type, dictionary, hasChildren }: ArrowField, place: number) => {
  const kinds = TYPES[place] ?? [];
  if (hasChildren || !kinds.includes(type.kind))
    return `is ${type.kind === 'other' ? type.name : type.kind}, and must be ${kinds.join(' or ')}`;
  if (dictionary && place !== MACHINE_ID) return 'has a dictionary, which only serials may have';
  if (dictionary && dictionary.index.kind !== 'integer') return 'has indexes that are no integers';
  if (type.kind === 'timestamp' && !UTC.includes(type.zone))
    return `is in the time zone "${type.zone.slice(0, 64)}", and must be in UTC`;
  const { decimals } = MEMBERS[place]!;
  if (type.kind === 'decimal128' && (type.scale < 0 || type.scale > decimals))
    return `has ${type.scale} decimals, and may have ${decimals}`;
  return undefined;
};
