import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { assetOf, isIinOrBin, isLei, parseInstant, parseQuantity } from '@esep/kernel';
import {
  envelopeOf,
  growTree,
  leafHashOf,
  preimageOf,
  rootOf,
  type JsonValue,
  type NodeReader,
} from '@esep/ledger-format';

import { CATALOGUE, catalogueEntry, keysOf, type EventType } from '../catalogue.js';
import { sampleEnvelope } from './samples.js';

// One event of each type and schema version that was ever written, with the bytes that were hashed.
// Logs hold such events for decades, so each of them must stay readable, and its leaf must stay what
// it was.
//
// A new type, or a new schemaVersion of an old one:
//   1. give it a sample (`satisfies SamplesOf<…>` asks for one) and its version in the catalogue;
//   2. `node libs/contracts/corpus/add.mjs` writes the new entries behind the old ones and prints
//      the line for SEALED; add it behind the lines that stand there.
// Never change an entry, a sample of a version that was written, or a line of SEALED.

/**
 * The corpus is append-only in the way the ledger is: [entries, root of the tree of their leaves]
 * at each time it grew. All of them have to hold at once, so no entry can change or go unnoticed.
 */
const SEALED: readonly (readonly [size: number, root: string])[] = [
  [73, '616ab57fb2f6e8a74221cfcffc52ee01db6d28c0a5a2eb23d6c931c869e660c3'],
  [75, '8ac916903fce609f1b1b4f244fe8aef0fb4dc83775396d634f1ff60907bd1f4f'],
  [78, '7906964dac0c40bb7a01233614fc420f98d6a05b44116888fe17d673de5ee69c'],
  [79, '19e28d411f1ce27b01172963bda2c8ff5da651c107d8a206fe35fe7ed88dd6f4'],
  [122, '9e71e814ccd1d6b451029a692230a3e43a8591b51e8823b77b3bdecc4226d2fb'],
  [128, '40109324c93857ed27b51996f59f8c921b2f9a602e55194da61b1f3311a931d0'],
  [144, '52a47479b52903af50bee4a97c857da21e6f6daf3de713a68778d9f228c572c8'],
  [163, '3dc58b50be06e6146aac651f277a8efa5bc40745210484f3a88ad4ad9c9a4824'],
  [167, '1b3cd579d8d75fcbd8fca5db64d5d7c41cc33d72d1f56c2c764db63c8e746923'],
  [170, 'b343526e6f8a7f843c57a2b017340097cdc7d1ab10816f637dba028d261bd5e7'],
  [173, 'bb0331086bb438cff45db66d64ec9524e59a8068413df4c780d404de2f3fd9d6'],
  [177, '0e7506f7c91a4bb1dacace42bc5bc2413027b6c191ea451f9b164be9648a5474'],
  [179, 'ec1d46587545ed38ce969e24d228c3ea3dc596bead0a72cf91be202de4cea2d8'],
];

type Form = (text: string) => boolean;

const isInstant: Form = (text) => parseInstant(text).ok && text.length === 24;
const isQuantity: Form = (text) => parseQuantity(text).ok;
const isHash: Form = (text) => /^[0-9a-f]{64}$/.test(text);

/** What a field of a name holds, wherever it occurs. */
const FORMS: { readonly [field: string]: Form } = {
  asset: (text) => assetOf(text) !== undefined,
  bin: isIinOrBin,
  lei: isLei,
  ...mapped(['partyId', 'counterpartyId', 'txid', 'digest', 'rulePackHash'], isHash),
  ...mapped(['from', 'to', 'at', 'until', 'through', 'due', 'asOf', 'knownAt'], isInstant),
  ...mapped(['quantity', 'gross', 'fee', 'net', 'mined', 'required', 'shortfall'], isQuantity),
};

interface Entry {
  readonly type: string;
  readonly schemaVersion: number;
  readonly bytes: string;
  readonly leaf: string;
}

const corpus = JSON.parse(
  readFileSync(join(import.meta.dirname, 'corpus.json'), 'utf8'),
) as readonly Entry[];
const named = corpus.map((entry) => ({ ...entry, name: nameOf(entry) }));
const types = Object.keys(CATALOGUE) as EventType[];

describe('The corpus', () => {
  it.each(SEALED)('of its first %d entries is what it was', (size, root) => {
    const leaves = corpus.map(({ leaf }) => Buffer.from(leaf, 'hex'));
    expect(rootOf(size, readerOf(leaves)).toString('hex')).toBe(root);
  });

  it('is sealed to its last entry', () => expect(SEALED.at(-1)?.[0]).toBe(corpus.length));

  it('was sealed in the order in which it grew', () =>
    expect(SEALED.map(([size]) => size)).toEqual(
      [...new Set(SEALED.map(([size]) => size))].toSorted((a, b) => a - b),
    ));

  it.each(types)('has %s in the version that is written today', (type) =>
    expect(named.map(({ name }) => name)).toContain(
      nameOf({ type, schemaVersion: CATALOGUE[type].schemaVersion }),
    ),
  );

  it('has each version of a type once', () =>
    expect(new Set(named.map(({ name }) => name)).size).toBe(corpus.length));
});

describe('An event that was once written', () => {
  it.each(named)('keeps its bytes and its leaf: $name', ({ bytes, leaf, type, schemaVersion }) => {
    const envelope = envelopeOf(bytes);
    expect(preimageOf(envelope)).toBe(bytes);
    expect(leafHashOf(bytes).toString('hex')).toBe(leaf);
    expect(envelope).toMatchObject({ v: 1, type, schemaVersion });
  });

  it.each(named)('still has a row in the catalogue: $name', ({ type }) =>
    expect(catalogueEntry(type)).toBeDefined(),
  );
});

describe('An event that is written today', () => {
  it.each(types)('is the one of the corpus: %s', (type) => {
    const envelope = sampleEnvelope(type);
    const entry = corpus.find((one) => nameOf(one) === nameOf(envelope));
    expect(preimageOf(envelope)).toBe(entry?.bytes);
  });

  it.each(types)('says when it happened: %s', (type) => {
    const { validAt } = sampleEnvelope(type);
    expect(parseInstant(validAt)).toEqual({ ok: true, value: validAt });
  });

  it.each(types)('goes to the partitions of whom it is about: %s', (type) => {
    const keys = keysOf(type, sampleEnvelope(type).body);
    expect(keys.length > 0).toBe(CATALOGUE[type].topic === 'licensee');
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/);
  });

  it.each(types)('writes quantities, instants and identifiers as the regime does: %s', (type) => {
    const texts = textsOf(sampleEnvelope(type).body);
    const formOf = (field: string) =>
      FORMS[field] ?? (field.endsWith('At') ? isInstant : undefined);
    const wrong = texts.filter(([field, text]) => formOf(field)?.(text) === false);
    expect(wrong).toEqual([]);
  });
});

it('A rule pack is known by the SHA-256 of its bytes', () => {
  const { body } = sampleEnvelope('RulePackAdopted');
  expect(hash('sha256', String(body['bytes']))).toBe(body['hash']);
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function mapped(fields: readonly string[], form: Form): { readonly [field: string]: Form } {
  return Object.fromEntries(fields.map((field) => [field, form]));
}

function nameOf({ type, schemaVersion }: { type: string; schemaVersion: number }): string {
  return `${type}@${schemaVersion}`;
}

function readerOf(leaves: readonly Buffer[]): NodeReader {
  const nodes = growTree(0, leaves, () => {
    throw new Error('A tree from nothing reads nothing.');
  });
  const byName = new Map(nodes.map(({ level, index, hash: node }) => [`${level}/${index}`, node]));
  return ({ level, index }) => byName.get(`${level}/${index}`) as Buffer;
}

/** Every text in a body, beside the name of the field that holds it. */
function textsOf(value: JsonValue | undefined, field = ''): [field: string, text: string][] {
  if (typeof value === 'string') return [[field, value]];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: JsonValue) => textsOf(item, field));
  return Object.entries(value).flatMap(([name, child]) => textsOf(child, name));
}
