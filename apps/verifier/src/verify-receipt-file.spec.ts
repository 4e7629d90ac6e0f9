import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  formatProof,
  growTree,
  inclusionProof,
  leafHashOf,
  preimageOf,
  rootOf,
  signCheckpoint,
  verifierKeyOf,
  type Envelope,
  type ReceiptFile,
} from '@esep/ledger-format';
import fc from 'fast-check';

import { exitCodeOf, verdictText } from './verdict.js';
import { verifyReceiptFile } from './verify-receipt-file.js';

const LOG = 'esep/exchange-settlement/demo';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const verifierKey = verifierKeyOf(LOG, publicKey);
const trusted = { verifierKey };
const receipt = receiptOf(envelope(), privateKey);

describe('A receipt file', () => {
  it('proves its event to whoever knows the key of the log', () => {
    const verdict = verifyReceiptFile(JSON.stringify(receipt), trusted);
    expect(exitCodeOf(verdict)).toBe(0);
    expect(verdict).toEqual({
      verdict: 'proven',
      explanation:
        'The owner of the key that you gave signed a log in which exactly this event stands at position 2.',
      subject: {
        event: 'FillRecorded 0195c9a0-7c1e-7a40-9b1e-3f5a6d2c8e10',
        stream: 'fill-kzt-crypto-market-T1-sell, version 1',
        happened: '2026-03-20T07:00:00.000Z',
        recorded: '2026-03-20T07:00:05.000Z',
        authority: 'AIFC',
        leaf: leafHashOf(receipt.event).toString('hex'),
        log: LOG,
        position: '2 of a log of 3 events',
        root: rootOfThree(receipt.event).toString('hex'),
        key: verifierKey,
        'body.quantity': '7500000000',
        'body.quote': '{"amount":"348000000000","currency":"KZT"}',
      },
    });
  });

  it('proves nothing by the key that it brings itself, and says so', () => {
    const verdict = verifyReceiptFile(JSON.stringify(receipt), {});
    expect(exitCodeOf(verdict)).toBe(1);
    expect(verdict).toMatchObject({ verdict: 'not-proven', reason: 'key-not-trusted' });
    expect(verdict.explanation).toContain('such a key proves nothing about who signed');
    expect(verdict.explanation).toContain('give it with --key');
  });

  it('of a forger, right in itself, is refused under the key of the log', () => {
    const forger = generateKeyPairSync('ed25519');
    const event = envelope({ body: { quantity: '9900000000' } });
    const forged = JSON.stringify(receiptOf(event, forger.privateKey));
    expect(verifyReceiptFile(forged, {})).toMatchObject({ reason: 'key-not-trusted' });
    const verdict = verifyReceiptFile(forged, trusted);
    expect(verdict).toMatchObject({
      verdict: 'not-proven',
      reason: 'checkpoint-signature-wrong',
    });
    expect(exitCodeOf(verdict)).toBe(1);
  });

  it.each<[string, Partial<ReceiptFile>, string]>([
    [
      'another amount',
      { event: receipt.event.replace('7500000000', '7500000001') },
      'event-not-in-log',
    ],
    ['white space', { event: receipt.event.replace('{', '{ ') }, 'event-not-canonical'],
    ['another index', { proof: receipt.proof.replace('index 2', 'index 1') }, 'event-not-in-log'],
    [
      'another size',
      { proof: receipt.proof.replace('\n3\n', '\n4\n') },
      'checkpoint-signature-wrong',
    ],
  ])('with %s is not proven', (_, but, reason) => {
    const verdict = verifyReceiptFile(JSON.stringify({ ...receipt, ...but }), trusted);
    expect(verdict).toMatchObject({ verdict: 'not-proven', reason });
    expect(exitCodeOf(verdict)).toBe(1);
  });

  it('is not proven by the key of another log', () =>
    expect(
      verifyReceiptFile(JSON.stringify(receipt), {
        verifierKey: verifierKeyOf('esep/tax/demo', publicKey),
      }),
    ).toMatchObject({ verdict: 'not-proven', reason: 'checkpoint-of-another-log' }));

  it('of an event that names another log is not proven', () => {
    const foreign = receiptOf(envelope({ log: 'esep/tax/demo' }), privateKey);
    expect(verifyReceiptFile(JSON.stringify(foreign), trusted)).toMatchObject({
      verdict: 'not-proven',
      reason: 'event-of-another-log',
    });
  });

  it.each<[string, string, string]>([
    ['nothing', '', 'receipt-malformed'],
    ['no JSON', 'receipt', 'receipt-malformed'],
    ['null', 'null', 'receipt-malformed'],
    ['a list', '[]', 'receipt-malformed'],
    ['no proof', JSON.stringify({ ...receipt, proof: undefined }), 'receipt-malformed'],
    [
      'half a proof',
      JSON.stringify({ ...receipt, proof: receipt.proof.slice(0, 60) }),
      'proof-malformed',
    ],
    [
      'half a checkpoint',
      JSON.stringify({ ...receipt, proof: receipt.proof.slice(0, -9) }),
      'checkpoint-malformed',
    ],
    [
      'half an event',
      JSON.stringify({ ...receipt, event: receipt.event.slice(0, 99) }),
      'event-malformed',
    ],
  ])('with %s in it is unusable', (_, text, reason) => {
    const verdict = verifyReceiptFile(text, trusted);
    expect(verdict).toMatchObject({ verdict: 'unusable', reason });
    expect(exitCodeOf(verdict)).toBe(2);
  });

  it('cannot be checked with a key that is none, whoever gave it', () => {
    const none = JSON.stringify({ ...receipt, verifierKey: 'none' });
    const own = verifyReceiptFile(none, {});
    const given = verifyReceiptFile(JSON.stringify(receipt), { verifierKey: 'none' });
    expect([own.verdict, given.verdict]).toEqual(['unusable', 'unusable']);
    expect(own.explanation).toContain('in the receipt');
    expect(given.explanation).toContain('given with --key');
  });

  it('is proven only as it is: any change of any character is found', () => {
    const text = JSON.stringify(receipt);
    const own = text.indexOf('"verifierKey"');
    fc.assert(
      fc.property(fc.nat(own - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, c) => {
        const altered = text.slice(0, at) + c + text.slice(at + 1);
        fc.pre(!isSameReceipt(altered));
        expect(verifyReceiptFile(altered, trusted).verdict).not.toBe('proven');
      }),
      { numRuns: 300 },
    );
  });
});

describe('A verdict for people', () => {
  it('is a word, a reason and two columns', () => {
    const text = verdictText(verifyReceiptFile(JSON.stringify(receipt), trusted));
    expect(text.split('\n').slice(0, 6)).toEqual([
      'PROVEN',
      '  The owner of the key that you gave signed a log in which exactly this event stands at position',
      '  2.',
      '',
      '  event          FillRecorded 0195c9a0-7c1e-7a40-9b1e-3f5a6d2c8e10',
      '  stream         fill-kzt-crypto-market-T1-sell, version 1',
    ]);
  });

  it('without anything to show is a word and a reason', () =>
    expect(verdictText(verifyReceiptFile('', {}))).toBe(
      'UNUSABLE\n' +
        '  This is not a receipt. A receipt is a JSON object with the texts event, proof and verifierKey.',
    ));

  it('cannot be written by the file: control characters are shown, not obeyed', () => {
    const stream = 'fill\u001b[2J\rPROVEN\u202e\u2028\u009b';
    const text = verdictText(
      verifyReceiptFile(JSON.stringify(receiptOf(envelope({ stream }), privateKey)), {}),
    );
    expect(text).toMatch(/^NOT PROVEN\n/);
    expect(text).toContain('fill\\u{1b}[2J\\u{d}PROVEN\\u{202e}\\u{2028}\\u{9b}');
  });
});

describe('The verifier as a program of its own', () => {
  const root = join(import.meta.dirname, '../../..');
  const folder = mkdtempSync(join(tmpdir(), 'esep-verifier-'));
  const path = join(folder, 'receipt.json');
  const run = (...parameters: string[]) =>
    spawnSync(process.execPath, [join(root, 'apps/verifier/dist/main.js'), ...parameters], {
      encoding: 'utf8',
    });

  beforeAll(() => {
    writeFileSync(path, JSON.stringify(receipt));
    const projects = ['libs/kernel', 'libs/ledger-format', 'apps/verifier'];
    execFileSync(process.execPath, ['tools/build.mjs', ...projects], { cwd: root });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what it found, and exits with it', () => {
    const { status, stdout } = run(path, '--key', verifierKey);
    expect([status, stdout.split('\n')[0]]).toEqual([0, 'PROVEN']);
    expect(run(path).status).toBe(1);
  });

  it('says it to machines too', () => {
    const { stdout } = run(path, '--key', verifierKey, '--json');
    expect(JSON.parse(stdout)).toEqual(verifyReceiptFile(JSON.stringify(receipt), trusted));
  });

  it.each([[[]], [['no-such-file']], [['--unknown']]])(
    'is told nothing usable by %j',
    (parameters) => {
      const { status, stdout, stderr } = run(...parameters);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^.+\n$/);
    },
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
    body: { quantity: '7500000000', quote: { amount: '348000000000', currency: 'KZT' } },
    ...but,
  };
}

/** The third event of a log of three. */
function receiptOf(event: Envelope, key: KeyObject): ReceiptFile {
  const bytes = preimageOf(event);
  const root = rootOfThree(bytes);
  const checkpoint = signCheckpoint({ origin: LOG, size: 3, root }, key);
  const path = inclusionProof(2, 3, readerOfThree(bytes));
  return {
    event: bytes,
    proof: formatProof({ index: 2, path, checkpoint }),
    verifierKey: verifierKeyOf(LOG, createPublicKey(key)),
  };
}

function rootOfThree(bytes: string) {
  return rootOf(3, readerOfThree(bytes));
}

function readerOfThree(bytes: string) {
  const leaves = ['one', 'two', bytes].map((text) => leafHashOf(text));
  const nodes = growTree(0, leaves, () => {
    throw new Error('A tree from nothing reads nothing.');
  });
  return ({ level, index }: { level: number; index: number }) => {
    const node = nodes.find((one) => one.level === level && one.index === index);
    if (!node) throw new Error(`No node ${level}/${index}`);
    return node.hash;
  };
}

function isSameReceipt(text: string): boolean {
  try {
    const { event, proof } = JSON.parse(text) as ReceiptFile;
    return event === receipt.event && proof === receipt.proof;
  } catch {
    return false;
  }
}
