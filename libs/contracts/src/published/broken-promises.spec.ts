import type { JsonObject } from '@esep/ledger-format';

import type { CatalogueEntry } from '../catalogue.js';
import { brokenPromises } from './broken-promises.js';
import { promiseOf, type EventPromise } from './promise.js';

// A fill as it might be published, and whatever somebody might do to it afterwards.

const ENTRY = {
  topic: 'licensee',
  keyedBy: 'licenseeId',
  validAt: 'executedAt',
  schemaVersion: 1,
} as const satisfies CatalogueEntry;

const SCHEMA = {
  title: 'FillRecorded',
  description: 'One side of one trade.',
  type: 'object',
  properties: {
    licenseeId: { type: 'string' },
    side: { type: 'string', enum: ['sell', 'buy'], description: 'What the licensee did.' },
    quantity: { $ref: '#/definitions/BaseUnits' },
    quote: {
      type: 'object',
      properties: { amount: { $ref: '#/definitions/MinorUnits' }, currency: { type: 'string' } },
      required: ['amount', 'currency'],
      additionalProperties: false,
    },
    parts: {
      type: 'array',
      items: {
        type: 'object',
        properties: { vout: { type: 'integer', minimum: 0 } },
        required: ['vout'],
        additionalProperties: false,
      },
    },
    name: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    fee: { $ref: '#/definitions/BaseUnits' },
  },
  required: ['licenseeId', 'side', 'quantity', 'quote', 'parts', 'name'],
  additionalProperties: false,
  definitions: {
    BaseUnits: { type: 'string', pattern: '^[0-9]+$', description: 'Of an asset.' },
    MinorUnits: { type: 'string', pattern: '^[0-9]+$' },
  },
} as const;

type Draft = { [keyword: string]: Draft } & { required: string[]; enum: string[]; anyOf: Draft[] };

const before = promiseOf('FillRecorded', ENTRY, SCHEMA);

describe('What was published of an event stands', () => {
  it('when nothing changes', () => expect(brokenPromises([before], [before])).toEqual([]));

  it('when another event joins it', () =>
    expect(brokenPromises([before], [before, { ...before, type: 'FillBusted' }])).toEqual([]));

  it.each<[string, (schema: Draft) => void]>([
    ['an optional field is added', ({ properties }) => add(properties, 'settledAt')],
    [
      'an optional field is added deeper down',
      ({ properties }) => add(properties?.['quote']?.['properties'], 'rate'),
    ],
    [
      'an optional field is added to the items of a list',
      ({ properties }) => add(properties?.['parts']?.['items']?.['properties'], 'address'),
    ],
    ['words for people change', (schema) => set(schema, 'description', 'A side of a trade.')],
    [
      'a name for objects is introduced, which is not on the wire',
      (schema) => {
        const { properties, definitions } = schema;
        set(definitions, 'WireMoney', properties?.['quote']);
        set(properties, 'quote', { $ref: '#/definitions/WireMoney' });
      },
    ],
    ['fields stand in another order', ({ required }) => void required.reverse()],
    [
      'choices stand in another order',
      ({ properties }) => void properties?.['side']?.enum.reverse(),
    ],
  ])('when %s', (_what, change) => expect(brokenPromises([before], [changed(change)])).toEqual([]));
});

const VERSION =
  /Take it back, or raise schemaVersion in catalogue\.ts and add a step to upcast\.ts/;

describe('What was published of an event is broken', () => {
  it.each<[string, (schema: Draft) => void, string]>([
    [
      'by a lost field',
      ({ properties }) => set(properties, 'fee', undefined),
      'the field fee is gone',
    ],
    [
      'by a lost field deeper down',
      ({ properties }) => set(properties?.['quote']?.['properties'], 'currency', undefined),
      'the field quote.currency is gone',
    ],
    [
      'by a lost field in the items of a list',
      ({ properties }) => set(properties?.['parts']?.['items']?.['properties'], 'vout', undefined),
      'the field parts[].vout is gone',
    ],
    [
      'by a field that was always there and may now be absent',
      ({ required }) => void required.splice(required.indexOf('quantity'), 1),
      'quantity was always there and may now be absent',
    ],
    [
      'by a field that older events need not have',
      ({ required }) => void required.push('fee'),
      'fee could be absent and must now be there',
    ],
    [
      'by a new field that older events lack',
      ({ properties, required }) => {
        add(properties, 'settledAt');
        required.push('settledAt');
      },
      'the new field settledAt must be there, and older events lack it',
    ],
    [
      'by another type',
      ({ properties }) => set(properties, 'licenseeId', { type: 'integer' }),
      'the type of licenseeId was string and is now integer',
    ],
    [
      'by another kind of the same form',
      ({ properties }) => set(properties, 'quantity', { $ref: '#/definitions/MinorUnits' }),
      'the kind of quantity was BaseUnits and is now MinorUnits',
    ],
    [
      'by a narrower pattern, wherever the kind is used',
      ({ definitions }) => set(definitions?.['BaseUnits'], 'pattern', '^[1-9]+$'),
      'the pattern of quantity was ^[0-9]+$ and is now ^[1-9]+$',
    ],
    [
      'by a pattern where there was none',
      ({ properties }) => set(properties?.['licenseeId'], 'pattern', '^a$'),
      'the pattern of licenseeId was none and is now ^a$',
    ],
    [
      'by a bound that moved',
      ({ properties }) =>
        set(properties?.['parts']?.['items']?.['properties']?.['vout'], 'minimum', 1),
      'the minimum of parts[].vout was 0 and is now 1',
    ],
    [
      'by a choice fewer',
      ({ properties }) => void properties?.['side']?.enum.pop(),
      'side can no longer be buy',
    ],
    [
      'by a choice more',
      ({ properties }) => void properties?.['side']?.enum.push('swap'),
      'side can now be swap, which no reader knows',
    ],
    [
      'by an alternative more',
      ({ properties }) => void properties?.['name']?.anyOf.push({ type: 'integer' } as never),
      'name takes other forms than before',
    ],
    [
      'by another alternative',
      ({ properties }) => set(properties?.['name']?.anyOf[1], 'type', 'integer'),
      'the type of name was null and is now integer',
    ],
    [
      'by a list that is one no more',
      ({ properties }) => set(properties, 'parts', { type: 'string' }),
      'the type of parts was array and is now string',
    ],
    [
      'by fields that nobody declared',
      (schema) => set(schema, 'additionalProperties', true),
      'the additionalProperties of the body was false and is now true',
    ],
  ])('%s', (_how, change, sentence) => {
    const [first, ...rest] = brokenPromises([before], [changed(change)]);
    expect(first).toMatch(VERSION);
    expect([first, ...rest].join('\n')).toContain(`FillRecorded@1: ${sentence}. `);
  });

  it.each<[string, Partial<EventPromise>, string]>([
    ['by another topic', { topic: 'global' }, 'its topic was licensee and is now global'],
    [
      'by other keys',
      { keyedBy: 'holders' },
      'the field that says whose it is was licenseeId and is now holders',
    ],
    [
      'by another time',
      { validAt: 'settledAt' },
      'the field that says when it happened was executedAt and is now settledAt',
    ],
    [
      'by waiting for what comes before it',
      { completeness: true },
      'that it waits until all before it is read was none and is now true',
    ],
  ])('%s', (_how, but, sentence) =>
    expect(brokenPromises([before], [{ ...before, ...but }])).toEqual([
      `FillRecorded@1: ${sentence}. That is another meaning: take it back, and give the fact a new name.`,
    ]),
  );

  it('by an event that is no longer there, though a later version is', () =>
    expect(brokenPromises([before], [{ ...before, schemaVersion: 2 }])).toEqual([
      'FillRecorded@1 is no longer there. Logs hold such events for ever: take its row in the ' +
        'catalogue, its sample, its schema and its step in upcast.ts back.',
    ]));

  it('by losing what was added later', () => {
    const later = changed(({ properties }) => add(properties, 'settledAt'));
    expect(brokenPromises([before, later], [before])).toEqual([
      expect.stringContaining('the field settledAt is gone'),
    ]);
  });

  it('once for each fault, however often it was promised', () => {
    const later = changed(({ properties }) => add(properties, 'settledAt'));
    const { fee: _, ...properties } = SCHEMA.properties;
    const lost = promiseOf('FillRecorded', ENTRY, { ...SCHEMA, properties });
    expect(brokenPromises([before, later], [lost])).toHaveLength(2);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function changed(change: (schema: Draft) => void): EventPromise {
  const draft = structuredClone(SCHEMA) as unknown as Draft;
  change(draft);
  return promiseOf('FillRecorded', ENTRY, draft as unknown as JsonObject);
}

/** Throws where there is nothing to change, so that no row of a table tests nothing. */
function set(place: Draft | undefined, keyword: string, value: unknown): void {
  if (!place) throw new Error(`Nothing to set ${keyword} of.`);
  if (value === undefined) delete place[keyword];
  else place[keyword] = value as Draft;
}

function add(fields: Draft | undefined, name: string): void {
  set(fields, name, { type: 'string' });
}
