import { canonical, type JsonObject, type JsonValue } from '@esep/ledger-format';

import { nameOfPromise, type EventPromise } from './promise.js';

// What may become of a published event: an optional field is added, and nothing else. Logs hold events
// of each version for ever and other services act on them, so whatever else changes is another version
// or another fact.

/** What no longer holds of what was promised, a sentence each; none when all of it holds. */
export const brokenPromises = (
  promised: readonly EventPromise[],
  today: readonly EventPromise[],
): readonly string[] => {
  const present = new Map(today.map((promise) => [nameOfPromise(promise), promise]));
  const broken = promised.flatMap((before) => {
    const now = present.get(nameOfPromise(before));
    return now ? changesOf(before, now) : [goneOf(before)];
  });
  // A type that got fields later was promised several times.
  return [...new Set(broken)];
};

const goneOf = (before: EventPromise): string =>
  `${nameOfPromise(before)} is no longer there. Logs hold such events for ever: take its row in the ` +
  'catalogue, its sample, its schema and its step in upcast.ts back.';

const changesOf = (before: EventPromise, now: EventPromise): readonly string[] => {
  const name = nameOfPromise(before);
  const said = (remedy: string) => (change: string) => `${name}: ${change}. ${remedy}`;
  return [
    ...meaningChanges(before, now).map(said(ANOTHER_NAME)),
    ...formChanges('', before.body, now.body).map(said(ANOTHER_VERSION)),
  ];
};

const ANOTHER_NAME = 'That is another meaning: take it back, and give the fact a new name.';
const ANOTHER_VERSION =
  'Take it back, or raise schemaVersion in catalogue.ts and add a step to upcast.ts; what means ' +
  'something else gets a new name.';

const meaningChanges = (before: EventPromise, now: EventPromise): readonly string[] =>
  (['topic', 'keyedBy', 'validAt', 'completeness'] as const)
    .filter((part) => before[part] !== now[part])
    .map((part) => `${MEANING[part]} ${shown(before[part])} and is now ${shown(now[part])}`);

const MEANING = {
  topic: 'its topic was',
  keyedBy: 'the field that says whose it is was',
  validAt: 'the field that says when it happened was',
  completeness: 'that it waits until all before it is read was',
} as const;

// ── The form of the body ────────────────────────────────────────────────────────────────────────

/** `at` is where in the body; empty for the body itself. */
const formChanges = (at: string, before: JsonObject, now: JsonObject): readonly string[] => {
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return keywords.flatMap((keyword) => {
    const [was, is] = [before[keyword], now[keyword]];
    switch (keyword) {
      case 'properties':
        return fieldChanges(at, before, now);
      case 'required':
        // Told with the fields.
        return [];
      case 'items':
        return isSchema(was) && isSchema(is)
          ? formChanges(`${at}[]`, was, is)
          : keywordChanges(at, keyword, was, is);
      case 'anyOf':
        return alternativeChanges(at, was, is);
      case 'enum':
        return choiceChanges(at, was, is);
      default:
        return keywordChanges(at, keyword, was, is);
    }
  });
};

const fieldChanges = (at: string, before: JsonObject, now: JsonObject): readonly string[] => {
  const [fieldsBefore, fieldsNow] = [fieldsOf(before), fieldsOf(now)];
  const [neededBefore, neededNow] = [requiredOf(before), requiredOf(now)];
  const known = Object.entries(fieldsBefore).flatMap(([name, field]) => {
    const path = pathOf(at, name);
    const today = fieldsNow[name];
    if (!today) return [`the field ${path} is gone`];
    const [had, has] = [neededBefore.has(name), neededNow.has(name)];
    return [
      ...(had && !has ? [`${path} was always there and may now be absent`] : []),
      ...(!had && has ? [`${path} could be absent and must now be there`] : []),
      ...formChanges(path, field, today),
    ];
  });
  const added = Object.keys(fieldsNow).filter((name) => !(name in fieldsBefore));
  const demanded = added
    .filter((name) => neededNow.has(name))
    .map((name) => `the new field ${pathOf(at, name)} must be there, and older events lack it`);
  return [...known, ...demanded];
};

const alternativeChanges = (
  at: string,
  was: JsonValue | undefined,
  is: JsonValue | undefined,
): readonly string[] =>
  isList(was) && isList(is) && was.length === is.length
    ? was.flatMap((one, i) => formChanges(at, one as JsonObject, is[i] as JsonObject))
    : [`${locationOf(at)} takes other forms than before`];

const choiceChanges = (
  at: string,
  was: JsonValue | undefined,
  is: JsonValue | undefined,
): readonly string[] => {
  if (!isList(was) || !isList(is)) return keywordChanges(at, 'enum', was, is);
  const [gone, added] = [
    was.filter((one) => !is.includes(one)),
    is.filter((one) => !was.includes(one)),
  ];
  return [
    ...gone.map((one) => `${locationOf(at)} can no longer be ${shown(one)}`),
    // Readers close their choices, so a value that they do not know stops them.
    ...added.map((one) => `${locationOf(at)} can now be ${shown(one)}, which no reader knows`),
  ];
};

const keywordChanges = (
  at: string,
  keyword: string,
  was: JsonValue | undefined,
  is: JsonValue | undefined,
): readonly string[] => {
  if (shown(was) === shown(is)) return [];
  const what = keyword === 'title' ? 'kind' : keyword;
  return [`the ${what} of ${locationOf(at)} was ${shown(was)} and is now ${shown(is)}`];
};

// ── Reading a form ──────────────────────────────────────────────────────────────────────────────

const pathOf = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`);
const locationOf = (at: string): string => (at === '' ? 'the body' : at);

const shown = (value: JsonValue | undefined): string =>
  value === undefined ? 'none' : typeof value === 'string' ? value : canonical(value);

const isList = (value: JsonValue | undefined): value is readonly JsonValue[] =>
  Array.isArray(value);
const isSchema = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = ({ properties }: JsonObject): { readonly [name: string]: JsonObject } =>
  isSchema(properties) ? (properties as { readonly [name: string]: JsonObject }) : {};
const requiredOf = ({ required }: JsonObject): ReadonlySet<JsonValue> =>
  new Set(isList(required) ? required : []);
