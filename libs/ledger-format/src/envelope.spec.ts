import { hash } from 'node:crypto';

import canonicalize from 'canonicalize';
import fc from 'fast-check';

import {
  canonical,
  envelopeOf,
  leafHashOf,
  preimage,
  preimageOf,
  type Envelope,
  type JsonObject,
  type JsonValue,
} from './envelope.js';

/** Any code point but half a pair, so that texts leave the alphabet that a program thinks of. */
const aCodePoint = fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 0xe000, max: 0x10ffff }));
const aText = fc.oneof(
  fc.string(),
  fc.string({ unit: aCodePoint.map((code) => String.fromCodePoint(code)) }),
);
const aJsonObject = fc.object({
  key: fc.oneof(aText, fc.constantFrom('1', '10', '2', '__proto__', 'toJSON', '')),
  values: [aText, fc.maxSafeInteger(), fc.boolean(), fc.constant(null)],
  maxDepth: 3,
}) as fc.Arbitrary<JsonObject>;

const anEnvelope: fc.Arbitrary<Envelope> = fc.record({
  v: fc.constant(1 as const),
  log: aText,
  eventId: fc.uuid(),
  stream: aText,
  version: fc.nat(),
  type: aText,
  schemaVersion: fc.nat(),
  validAt: aText,
  recordedAt: aText,
  authority: aText,
  salt: aText,
  meta: aJsonObject as unknown as fc.Arbitrary<Envelope['meta']>,
  body: aJsonObject,
});

describe('The bytes that are hashed', () => {
  it('of a known event never change', () => {
    const bytes = preimageOf({
      v: 1,
      log: 'esep/exchange-settlement/demo',
      eventId: '0195c9a0-7c1e-7a40-9b1e-3f5a6d2c8e10',
      stream: 'fill-kzt-crypto-market-T1-sell',
      version: 1,
      type: 'FillRecorded',
      schemaVersion: 1,
      validAt: '2026-03-20T07:00:00.000Z',
      recordedAt: '2026-03-20T07:00:05.000Z',
      authority: 'AIFC',
      salt: '000102030405060708090a0b0c0d0e0f',
      meta: {
        actor: 'kzt-crypto-market',
        organisation: 'kzt-crypto-market',
        correlationId: 'c',
        causationId: 'c',
      },
      body: { tradeId: 'T1', quantity: '7500000000', note: 'Есеп' },
    });
    expect(bytes).toBe(
      '{"authority":"AIFC","body":{"note":"Есеп","quantity":"7500000000","tradeId":"T1"},' +
        '"eventId":"0195c9a0-7c1e-7a40-9b1e-3f5a6d2c8e10","log":"esep/exchange-settlement/demo",' +
        '"meta":{"actor":"kzt-crypto-market","causationId":"c","correlationId":"c","organisation":"kzt-crypto-market"},' +
        '"recordedAt":"2026-03-20T07:00:05.000Z","salt":"000102030405060708090a0b0c0d0e0f",' +
        '"schemaVersion":1,"stream":"fill-kzt-crypto-market-T1-sell","type":"FillRecorded",' +
        '"v":1,"validAt":"2026-03-20T07:00:00.000Z","version":1}',
    );
    expect(leafHashOf(bytes).toString('hex')).toBe(
      'e577279547b774ee96cb6932132115c61e5c24e98e0c9768ac0a361719e8608a',
    );
  });

  it('are the RFC 8785 form of the whole envelope, though its place is filled in last', () =>
    fc.assert(
      fc.property(anEnvelope, (envelope) => {
        const { recordedAt, version, ...event } = envelope;
        expect(preimage(event).at({ recordedAt, version })).toBe(canonicalize(envelope));
        expect(preimageOf(envelope)).toBe(canonicalize(envelope));
      }),
    ));

  it('give back the event that they were made of', () =>
    fc.assert(
      fc.property(anEnvelope, (envelope) => {
        const bytes = preimageOf(envelope);
        expect(preimageOf(envelopeOf(bytes))).toBe(bytes);
        expect(envelopeOf(bytes)).toEqual(JSON.parse(JSON.stringify(envelope)));
      }),
    ));

  it('hold the fields of an envelope and nothing that a caller adds to it', () =>
    fc.assert(
      fc.property(anEnvelope, (envelope) =>
        expect(preimageOf({ ...envelope, position: 7 } as Envelope)).toBe(preimageOf(envelope)),
      ),
    ));

  it('are hashed behind a zero byte, as text or as bytes', () =>
    fc.assert(
      fc.property(aText, (text) => {
        const expected = hash('sha256', Buffer.concat([Buffer.of(0), Buffer.from(text)]), 'buffer');
        expect(leafHashOf(text)).toEqual(expected);
        expect(leafHashOf(Buffer.from(text))).toEqual(expected);
      }),
    ));
});

describe('Canonical JSON', () => {
  it('is what the package canonicalize writes, for every value it takes', () =>
    fc.assert(
      fc.property(aJsonObject, (value) => expect(canonical(value)).toBe(canonicalize(value))),
      { numRuns: 500 },
    ));

  it('does not depend on the order in which an object was filled', () =>
    fc.assert(
      fc.property(aJsonObject, (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonical(turned)).toBe(canonical(Object.fromEntries(Object.entries(value))));
      }),
    ));

  it('writes the strings and literals of RFC 8785 §3.2.2', () =>
    expect(
      canonical({
        string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
      }),
    ).toBe('{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'));

  it('sorts keys as RFC 8785 §3.2.3 does, by UTF-16 code units', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const names = canonical(sample).matchAll(/:"([^"]+)"/g);
    expect(Array.from(names, ([, name]) => name)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each<[number, string]>([
    [0, '0'],
    [-0, '0'],
    [9007199254740991, '9007199254740991'],
    [-9007199254740991, '-9007199254740991'],
  ])('writes the integer %d as RFC 8785 appendix B does', (value, text) =>
    expect(canonical(value)).toBe(text),
  );

  it.each([9007199254740992, 1.5, 1e-7, 333333333.3333333, 1e23, NaN, Infinity])(
    'refuses the number %d: a quantity is a string',
    (value) => expect(() => canonical({ quantity: [value] })).toThrow('Not a safe integer'),
  );

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'JSON has no undefined'],
    ['undefined in a list', [1, undefined], 'JSON has no undefined'],
    ['a hole in a list', Object.assign([], { length: 1 }), 'JSON has no undefined'],
    ['a bigint', { a: 1n }, 'JSON has no bigint'],
    ['a function', { a: () => 1 }, 'JSON has no function'],
    ['a symbol', { a: Symbol('a') }, 'JSON has no symbol'],
    ['a date', { at: new Date(0) }, 'Not plain JSON'],
    ['a map', { at: new Map([[1, 2]]) }, 'Not plain JSON'],
    ['bytes', { at: Buffer.of(1) }, 'Not plain JSON'],
    ['an object with a form of its own', { toJSON: () => 1 }, 'Not plain JSON'],
    ['half a surrogate pair', { a: '\ud800' }, 'lone surrogate'],
    ['half a surrogate pair in a key', { '\udc00': 1 }, 'lone surrogate'],
  ])('refuses %s, which would come back as something else', (_, value, message) =>
    expect(() => canonical(value as JsonValue)).toThrow(message),
  );

  it('leaves out a field that has no value', () =>
    expect(canonical({ b: undefined, a: 1 })).toBe('{"a":1}'));

  it('refuses an event without a place', () => {
    const event = { v: 1, body: {} } as unknown as Envelope;
    expect(() => preimageOf(event)).toThrow('JSON has no undefined');
  });
});
