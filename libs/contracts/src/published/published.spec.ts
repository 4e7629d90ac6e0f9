import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { envelopeOf, type JsonObject } from '@esep/ledger-format';
import { Ajv } from 'ajv';

import { CATALOGUE, type EventType } from '../catalogue.js';
import { sampleEnvelope } from '../corpus/samples.js';
import { brokenPromises } from './broken-promises.js';
import {
  nameOfPromise,
  presentPromises,
  promiseSeal,
  type EventPromise,
  type VersionSchema,
} from './promise.js';

// What services rely on of each other's events. `npm run contracts` writes schemas/ from the types;
// `npm run contracts -- --publish` adds to published.json what is new in them, and prints the line for
// SEALED. Nothing that stands there is ever changed.

/** [promises, their seal] at each time they grew. All hold at once, so that none can change. */
const SEALED: readonly (readonly [size: number, seal: string])[] = [
  [78, '701833993bd83d3a9150940d324a64075486d44b120fcea0759e7d47d9dc7960'],
  [79, 'cd8cdfad5a258141d6ad448c1bd396eeadaa888438911dfbce2ad1caefb65378'],
  [137, '1f68e8564c4b9af0c6819682e9c5434aef46b7b5762ff3be65de61f02b297ce6'],
  [143, '566a31e7f3ac91c155d5abd5893bf27b95cd476ae200a73d9238cbd6d43833f8'],
  [161, '198ca0a8693e99fd18715cff7f22937994201c1ad72ebbe59014899c4fc1b454'],
  [180, '254d8a3503e369ac9faabcb7a7da3d8db811571555053f1d0b036fdc5096087b'],
  [184, 'e8bb6183e642d8829ce71379720369ae58d471bd90a9b17d1c40f4a5c03df35f'],
  [188, 'ab3c8756039e6e893d852803ffe78ccdf9ac4a946d2666926868910d322bf59e'],
  [191, 'ae3fc355e4b480243fa31317e5a8d5fbb4ad772fb23271f1ff824d2ff7ab2bc4'],
  [200, '036370d4cf359055c37a70c8a8e861505abfad9541f2afa79a961e34e5ea11ce'],
  [203, 'ef53cd5ca4ebb4a5204fa4fb005196e0f0783ff951aa50ccde7dc8d2ce2e4323'],
  [207, '9b3650e1f02d38d1a659748a203df8ad2ed694d481949926aae315a32de0b293'],
  [209, '9fd121faddbf139220fe6c7c3c2162877d094c211374a2c639c5ad4bba9b4948'],
];

const SCHEMAS = join(import.meta.dirname, '../../schemas');

const schemas = readdirSync(SCHEMAS).map((file): VersionSchema => {
  const [, type = '', version] = /^(\w+)\.v(\d+)\.json$/.exec(file) ?? [];
  const schema = JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as JsonObject;
  return { type, schemaVersion: Number(version), schema };
});
const published = read<readonly EventPromise[]>('published.json');
const corpus =
  read<readonly { type: string; schemaVersion: number; bytes: string }[]>('../corpus/corpus.json');
const present = presentPromises(schemas, published);
const types = Object.keys(CATALOGUE) as EventType[];

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const validators = new Map(schemas.map((one) => [nameOfPromise(one), ajv.compile(one.schema)]));

describe('The schema of an event', () => {
  it('is there for each type in today’s version, and for nothing that was never declared', () => {
    const names = new Set(schemas.map(nameOfPromise));
    const today = types.map((type) => nameOfPromise({ type, ...CATALOGUE[type] }));
    expect(today.filter((name) => !names.has(name))).toEqual([]);
    expect(schemas.filter(({ type }) => !(type in CATALOGUE))).toEqual([]);
  });

  it.each(schemas)('says for people what has happened: $type', ({ schema }) =>
    expect(schema['description']).toMatch(/^\P{Ll}.*[.:]/su),
  );

  it.each(types)('has the field that says when, and the one that says whose: %s', (type) => {
    const entry = CATALOGUE[type];
    const needed = [entry.validAt, ...(entry.topic === 'licensee' ? [entry.keyedBy] : [])];
    const { properties, required } = todaysSchema(type);
    expect(required).toEqual(expect.arrayContaining(needed));
    expect(properties[entry.validAt]).toMatchObject({ $ref: '#/definitions/At' });
  });

  it.each(corpus)('allows what was once written: $type@$schemaVersion', (entry) =>
    expect(faultsOf(entry, envelopeOf(entry.bytes).body)).toEqual([]),
  );

  it.each(types)('allows nothing that the type does not have: %s', (type) => {
    const { schemaVersion, body } = sampleEnvelope(type);
    const faults = faultsOf({ type, schemaVersion }, { ...body, colour: 'red' });
    expect(faults).toEqual([' additionalProperties']);
  });

  it.each(types)('misses each field that the type must have: %s', (type) => {
    const { schemaVersion, body } = sampleEnvelope(type);
    for (const field of todaysSchema(type).required) {
      const { [field]: _, ...rest } = body;
      expect(faultsOf({ type, schemaVersion }, rest)).toEqual([' required']);
    }
  });

  it.each<[what: string, type: EventType, but: JsonObject, fault: string]>([
    ['coins as a number', 'FillRecorded', { quantity: 75 }, '/quantity type'],
    ['coins below zero', 'DistributionRecorded', { net: '-1' }, '/net pattern'],
    ['a fraction of a base unit', 'OpeningStockDeclared', { quantity: '0.5' }, '/quantity pattern'],
    ['coins with leading zeros', 'PayoutReported', { amount: '007' }, '/amount pattern'],
    ['coins of 79 digits', 'DepositCredited', { amount: '1'.repeat(79) }, '/amount pattern'],
    ['an instant with an offset', 'TaxPaid', { at: '2026-03-05T12:00:00+05:00' }, '/at pattern'],
    ['an instant without milliseconds', 'TaxPaid', { at: '2026-03-05T07:00:00Z' }, '/at pattern'],
    ['a month that is none', 'PeriodJudged', { period: '2026-13' }, '/period pattern'],
    ['a quarter that is none', 'CostDeclared', { quarter: '2026-Q5' }, '/quarter pattern'],
    ['a day that is none', 'PricePublished', { day: '2026-03-32' }, '/day pattern'],
    ['a hash in capitals', 'RulePackAdopted', { hash: 'A'.repeat(64) }, '/hash pattern'],
    ['a short transaction id', 'WithdrawalSent', { txid: 'ab12' }, '/txid pattern'],
    ['a BIN for a licensee', 'WalletBound', { licenseeId: '061211600012' }, '/licenseeId pattern'],
    ['half an output', 'PayoutReported', { vout: 0.5 }, '/vout type'],
    ['a version zero', 'SubmissionRecorded', { version: 0 }, '/version minimum'],
    ['a verdict that nobody gives', 'PeriodJudged', { verdict: 'maybe' }, '/verdict enum'],
    ['nobody’s movement', 'ChainMovementReversed', { holders: ['x'] }, '/holders/0 pattern'],
  ])('refuses %s', (_what, type, but, fault) => {
    const { schemaVersion, body } = sampleEnvelope(type);
    expect(faultsOf({ type, schemaVersion }, body)).toEqual([]);
    expect(faultsOf({ type, schemaVersion }, { ...body, ...but })).toContain(fault);
  });
});

describe('What was published', () => {
  it.each(SEALED)('in its first %d promises is what it was', (size, seal) =>
    expect(promiseSeal(published.slice(0, size))).toBe(seal),
  );

  it('is sealed to its last promise', () => expect(SEALED.at(-1)?.[0]).toBe(published.length));

  it('holds', () => expect(brokenPromises(published, present)).toEqual([]));

  it('is all there is, additions among them', () => {
    const last = new Map(published.map((promise) => [nameOfPromise(promise), promise]));
    const news = present.filter(
      (promise) => JSON.stringify(last.get(nameOfPromise(promise))) !== JSON.stringify(promise),
    );
    expect(news).toEqual([]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function read<T>(path: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8')) as T;
}

function todaysSchema(type: EventType) {
  const name = nameOfPromise({ type, ...CATALOGUE[type] });
  const found = schemas.find((one) => nameOfPromise(one) === name);
  if (!found) throw new Error(`There is no schema of ${name}.`);
  return found.schema as { readonly properties: JsonObject; readonly required: readonly string[] };
}

/** Where a body breaks which keyword of its schema. */
function faultsOf(name: { type: string; schemaVersion: number }, body: unknown): string[] {
  const validate = validators.get(nameOfPromise(name));
  if (!validate) throw new Error(`There is no schema of ${nameOfPromise(name)}.`);
  validate(body);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}
