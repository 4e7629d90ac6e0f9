import { canonical, leafHashOf, type JsonObject, type JsonValue } from '@esep/ledger-format';

import { catalogueEntry, type CatalogueEntry } from '../catalogue.js';

// What the others may rely on once an event is published (docs/adr/0014): where it goes, when it
// happened, and what its body holds. Words for people are no part of it.

/** What was promised of one event type in one schema version. */
export type EventPromise = {
  readonly type: string;
  readonly schemaVersion: number;
  readonly topic: CatalogueEntry['topic'];
  /** The field that says whose partitions it goes to; absent where it goes by none. */
  readonly keyedBy?: string;
  /** Absent when it takes effect as soon as it is read. */
  readonly completeness?: true;
  /** The field that says when it happened. */
  readonly validAt: string;
  readonly body: BodyForm;
};

/**
 * A JSON Schema without words for people, every reference put in its place. A kind of text or number
 * keeps its name as `title`: minor units look like base units, and are none.
 */
export type BodyForm = JsonObject;

export const promiseOf = (
  type: string,
  entry: CatalogueEntry,
  bodySchema: JsonObject,
): EventPromise => ({
  type,
  schemaVersion: entry.schemaVersion,
  topic: entry.topic,
  ...(entry.topic === 'licensee' && { keyedBy: entry.keyedBy }),
  ...(entry.completeness && { completeness: entry.completeness }),
  validAt: entry.validAt,
  body: bodyFormOf(bodySchema),
});

/** The schema of a body as it stands in schemas/, today's version or an earlier one. */
export type VersionSchema = {
  readonly type: string;
  readonly schemaVersion: number;
  readonly schema: JsonObject;
};

/**
 * What the catalogue and the schemas say today of everything that may stand in a log. Where a type
 * goes is the same for all its versions; when it happened was said by each in a field of its own.
 */
export const presentPromises = (
  schemas: readonly VersionSchema[],
  promised: readonly EventPromise[],
): readonly EventPromise[] =>
  schemas.flatMap(({ type, schemaVersion, schema }) => {
    const entry = catalogueEntry(type);
    if (!entry) return [];
    const past = promised.find((one) => one.type === type && one.schemaVersion === schemaVersion);
    const isPast = schemaVersion < entry.schemaVersion;
    const validAt = isPast && past ? past.validAt : entry.validAt;
    return [promiseOf(type, { ...entry, schemaVersion, validAt }, schema)];
  });

export const nameOfPromise = ({
  type,
  schemaVersion,
}: Pick<EventPromise, 'type' | 'schemaVersion'>): string => `${type}@${schemaVersion}`;

/** Equal for equal promises in equal order, and for no others. */
export const promiseSeal = (promises: readonly EventPromise[]): string =>
  leafHashOf(canonical(promises)).toString('hex');

export const bodyFormOf = ({ definitions, title: _, ...schema }: JsonObject): BodyForm =>
  formOf(schema, (definitions ?? {}) as Definitions) as BodyForm;

type Definitions = { readonly [name: string]: JsonObject };

const REF = '#/definitions/';
const FOR_PEOPLE = new Set(['$schema', '$id', '$comment', 'description', 'examples']);

const formOf = (schema: JsonValue | undefined, definitions: Definitions): JsonValue => {
  if (Array.isArray(schema))
    return schema.map((item: JsonValue) => formOf(item, definitions)) as readonly JsonValue[];
  if (typeof schema !== 'object' || schema === null) return schema ?? null;
  const { $ref, ...rest } = schema as JsonObject;
  const own = Object.fromEntries(
    Object.entries(rest)
      .filter(([keyword]) => !FOR_PEOPLE.has(keyword))
      .map(([keyword, value]) => [
        keyword,
        keyword === 'properties'
          ? fieldsOf(value as JsonObject, definitions)
          : formOf(value, definitions),
      ]),
  );
  if (typeof $ref !== 'string') return own;
  const name = $ref.slice(REF.length);
  const named = definitions[name];
  if (!named) throw new Error(`The schema does not define ${$ref}.`);
  return {
    ...(isKind(named) && { title: name }),
    ...(formOf(named, definitions) as JsonObject),
    ...own,
  };
};

/** Names of fields are no keywords: one may well be called `description`. */
const fieldsOf = (fields: JsonObject, definitions: Definitions): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, formOf(field, definitions)]),
  );

/** Text or a number that has a form, and not merely a few values. */
const isKind = ({ type, enum: values }: JsonObject): boolean =>
  values === undefined && ['string', 'integer', 'number'].includes(String(type));
