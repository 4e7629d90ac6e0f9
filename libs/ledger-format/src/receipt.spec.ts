import { generateKeyPairSync } from 'node:crypto';

import fc from 'fast-check';

import { signCheckpoint, verifierKeyOf } from './checkpoint.js';
import { leafHashOf, preimageOf, type Envelope } from './envelope.js';
import { growTree, inclusionProof, rootOf, type NodeReader } from './merkle.js';
import { formatProof, parseProof, verifyReceipt } from './receipt.js';

const LOG = 'esep/exchange-settlement/demo';
const SIZE = 11;
const INDEX = 6;

/** Any text, with half a surrogate pair now and then. */
const anyText = fc.string({ unit: fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)) });

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const verifierKey = verifierKeyOf(LOG, publicKey);

const events = Array.from({ length: SIZE }, (_, i) => preimageOf(envelope({ version: i + 1 })));
const bytes = events[INDEX] as string;
const proof = proofOf(events);

describe('A receipt', () => {
  it('proves offline that one event stands in the log', () =>
    expect(verifyReceipt(bytes, proof, verifierKey)).toEqual({
      ok: true,
      value: {
        envelope: envelope({ version: INDEX + 1 }),
        index: INDEX,
        head: { origin: LOG, size: SIZE, root: rootOf(SIZE, readerOf(events)) },
      },
    }));

  it('is written as tlog-proof says', () =>
    expect(proof).toMatch(
      /^c2sp\.org\/tlog-proof@v1\nindex 6\n([A-Za-z0-9+/]{43}=\n){4}\nesep\/exchange-settlement\/demo\n11\n/,
    ));

  it('of the only event of a log has no path', () => {
    const only = proofOf([bytes], 0);
    expect(only).toContain('index 0\n\nesep/');
    expect(verifyReceipt(bytes, only, verifierKey).ok).toBe(true);
  });

  it('may carry extra data, which nobody signed and nobody reads', () =>
    expect(
      verifyReceipt(bytes, proof.replace('index', 'extra b2ggaGk=\nindex'), verifierKey),
    ).toEqual(verifyReceipt(bytes, proof, verifierKey)));

  it('can be taken apart and put together again', () => {
    const parts = parseProof(proof);
    expect(parts.ok && formatProof(parts.value)).toBe(proof);
  });
});

describe('A receipt proves nothing', () => {
  it('under the key of another log', () => {
    const other = generateKeyPairSync('ed25519').publicKey;
    const tax = verifierKeyOf('esep/tax/demo', publicKey);
    expect(verifyReceipt(bytes, proof, verifierKeyOf(LOG, other))).toEqual(
      refused('checkpoint-signature-wrong'),
    );
    expect(verifyReceipt(bytes, proof, tax)).toEqual(refused('checkpoint-of-another-log'));
  });

  it('about an event that names another log', () => {
    const foreign = preimageOf(envelope({ log: 'esep/tax/demo' }));
    expect(verifyReceipt(foreign, proofOf([foreign], 0), verifierKey)).toEqual(
      refused('event-of-another-log'),
    );
  });

  it('when any one character of the event is another', () =>
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, c) => {
        fc.pre(bytes[at] !== c);
        const altered = bytes.slice(0, at) + c + bytes.slice(at + 1);
        expect(verifyReceipt(altered, proof, verifierKey).ok).toBe(false);
      }),
      { numRuns: 300 },
    ));

  it('when the amount is another', () =>
    expect(
      verifyReceipt(bytes.replace('"7500000000"', '"7500000001"'), proof, verifierKey),
    ).toEqual(refused('event-not-in-log')));

  it('about another event of the same log', () =>
    expect(verifyReceipt(events[INDEX - 1] as string, proof, verifierKey)).toEqual(
      refused('event-not-in-log'),
    ));

  it('when any bit of it is another', () => {
    for (let bit = 0; bit < Buffer.byteLength(proof) * 8; bit += 1) {
      const altered = Buffer.from(proof);
      altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7));
      const { ok } = verifyReceipt(bytes, altered.toString(), verifierKey);
      expect({ bit, ok }).toEqual({ bit, ok: false });
    }
  });

  it('when it is cut short anywhere', () => {
    for (let length = 0; length < proof.length; length += 1)
      expect(verifyReceipt(bytes, proof.slice(0, length), verifierKey).ok).toBe(false);
  });

  it('when a line of the path is missing', () =>
    expect(verifyReceipt(bytes, proof.replace(/.{43}=\n/, ''), verifierKey)).toEqual(
      refused('event-not-in-log'),
    ));

  it('when its checkpoint is that of a smaller log', () => {
    const earlier = signed(events.slice(0, SIZE - 1));
    const path = inclusionProof(INDEX, SIZE, readerOf(events));
    expect(
      verifyReceipt(bytes, formatProof({ index: INDEX, path, checkpoint: earlier }), verifierKey),
    ).toEqual(refused('event-not-in-log'));
  });

  it.each<[string, string]>([
    ['white space', bytes.replace('{', '{ ')],
    ['a newline at the end', `${bytes}\n`],
    ['keys in another order', reordered(bytes)],
    ['a key twice', bytes.replace('"v":1', '"v":1,"v":1')],
    ['an escape that is not needed', bytes.replace('AIFC', '\\u0041IFC')],
    ['a number written otherwise', bytes.replace('"version":7', '"version":7.0')],
    ['a field that no envelope has', bytes.replace('"v":1', '"unproved":1,"v":1')],
  ])('when the event is spelled with %s, even if that spelling was hashed', (_, spelling) => {
    expect(JSON.parse(spelling)).toMatchObject(JSON.parse(bytes));
    expect(verifyReceipt(spelling, proofOf([spelling], 0), verifierKey)).toEqual(
      refused('event-not-canonical'),
    );
  });

  it.each<[string, string]>([
    ['no JSON', 'FillRecorded'],
    ['no object', '"FillRecorded"'],
    ['null', 'null'],
    ['of a format to come', bytes.replace('"v":1', '"v":2')],
    ['without its salt', bytes.replace(/"salt":"\w+",/, '')],
    ['without a body', bytes.replace(/"body":\{.*?\}/, '"body":null')],
    ['with a list for a body', bytes.replace(/"body":\{.*?\}/, '"body":[]')],
    ['with a version in words', bytes.replace('"version":7', '"version":"7"')],
    ['with a number that is not exact', bytes.replace('"7500000000"', '0.1')],
    ['with half a surrogate pair', bytes.replace('7500000000', '\\ud800')],
  ])('about an event that is %s, even if it was hashed', (_, event) =>
    expect(verifyReceipt(event, proofOf([event], 0), verifierKey)).toEqual(
      refused('event-malformed'),
    ),
  );

  it('and is never an exception, whatever is read as one', () =>
    fc.assert(
      fc.property(
        fc.oneof(fc.json(), anyText),
        fc.oneof(fc.constant(proof), anyText),
        fc.oneof(fc.constant(verifierKey), anyText),
        (event, text, key) => expect(verifyReceipt(event, text, key).ok).toBe(false),
      ),
    ));

  it.each([
    ['an index with a leading zero', proof.replace('index 6', 'index 06')],
    ['an index beyond exact numbers', proof.replace('index 6', 'index 9007199254740992')],
    ['another version of the format', proof.replace('@v1', '@v2')],
    ['a hash of another length', proof.replace(/\n.{43}=/, '\nAAAA')],
    ['another spelling of a hash', proof.replace(/.=\n/, '/=\n')],
    ['no checkpoint', proof.slice(0, proof.indexOf('\n\n') + 2)],
  ])('with %s: it is malformed', (_, text) =>
    expect(parseProof(text)).toEqual(refused('proof-malformed')),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function envelope(but: Partial<Envelope> = {}): Envelope {
  return {
    v: 1,
    log: LOG,
    eventId: '0195c9a0-7c1e-7a40-9b1e-3f5a6d2c8e10',
    stream: 'fill-kzt-crypto-market-T1-sell',
    version: 1,
    type: 'FillRecorded',
    schemaVersion: 1,
    validAt: '2026-03-20T07:00:00.000Z',
    recordedAt: '2026-03-20T07:00:05.000Z',
    authority: 'AIFC',
    salt: '000102030405060708090a0b0c0d0e0f',
    meta: { actor: 'a', organisation: 'o', correlationId: 'c', causationId: 'c' },
    body: { tradeId: 'T1', quantity: '7500000000' },
    ...but,
  };
}

function readerOf(preimages: readonly string[]): NodeReader {
  const nodes = growTree(0, preimages.map(leafHashOf), () => {
    throw new Error('A tree from nothing reads nothing.');
  });
  const byName = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return ({ level, index }) => byName.get(`${level}/${index}`) as Buffer;
}

function signed(preimages: readonly string[]): string {
  const size = preimages.length;
  return signCheckpoint({ origin: LOG, size, root: rootOf(size, readerOf(preimages)) }, privateKey);
}

function proofOf(preimages: readonly string[], index = INDEX): string {
  const path = inclusionProof(index, preimages.length, readerOf(preimages));
  return formatProof({ index, path, checkpoint: signed(preimages) });
}

function reordered(text: string): string {
  const entries = Object.entries(JSON.parse(text) as object);
  return JSON.stringify(Object.fromEntries(entries.toReversed()));
}

function refused(reason: string) {
  return { ok: false, reason };
}
