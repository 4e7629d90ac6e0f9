import { generateKeyPairSync, randomBytes } from 'node:crypto';

import {
  formatProof,
  leafHashOf,
  preimageOf,
  signCheckpoint,
  verifierKeyOf,
  type Envelope,
} from '@esep/ledger-format';

import { checkContinuation, checkFile, checkReceipt } from './check.js';

const LOG = 'esep/tax/demo';
const [own, former] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
const KEY = verifierKeyOf(LOG, own.publicKey);
const FORMER = verifierKeyOf(LOG, former.publicKey);
const OTHER_LOG = verifierKeyOf('esep/licensing/demo', own.publicKey);

const headOf = (root: Buffer, { privateKey } = own, size = 1) =>
  signCheckpoint({ origin: LOG, size, root }, privateKey);

/** The receipt of the only event of a log. */
const receiptBy = (keys = own, log = LOG): string => {
  const event = preimageOf({
    ...{ v: 1, log, eventId: '0195c9a0-7c1e-7a40-9b1e-3f5a6d2c8e10', stream: 'payment-1' },
    ...{ version: 1, type: 'TaxPaid', schemaVersion: 1, authority: 'KZ', salt: '0a' },
    ...{ validAt: '2026-03-20T07:00:00.000Z', recordedAt: '2026-03-20T07:00:05.000Z' },
    meta: { actor: 'p', organisation: 'aifc', correlationId: 'c', causationId: 'c' },
    body: { amount: '1' },
  } as Envelope);
  const checkpoint = signCheckpoint(
    { origin: log, size: 1, root: leafHashOf(event) },
    keys.privateKey,
  );
  const proof = formatProof({ index: 0, path: [], checkpoint });
  return JSON.stringify({ event, proof, verifierKey: verifierKeyOf(log, keys.publicKey) });
};

const fileOf = (...receipts: readonly string[]) => Buffer.from(receipts.join('\n'));
const reasonsOf = (bytes: Buffer, keys: readonly string[]) => {
  const file = checkFile({ bytes, keys });
  return file.ok
    ? file.receipts.map(({ verdict }) => ('reason' in verdict ? verdict.reason : verdict.verdict))
    : file.reason;
};

describe('A receipt', () => {
  it('is proven by any of the keys that its log has had', () => {
    expect(checkReceipt({ receipt: receiptBy(former), keys: [KEY, FORMER] })).toMatchObject({
      verdict: 'proven',
      subject: { key: FORMER },
    });
  });

  it('is not proven by the key that came with it', () => {
    expect(checkReceipt({ receipt: receiptBy(former), keys: [KEY] })).toMatchObject({
      reason: 'checkpoint-signature-wrong',
    });
    expect(checkReceipt({ receipt: receiptBy(), keys: [] })).toMatchObject({
      reason: 'key-not-trusted',
    });
  });
});

describe('A file of receipts', () => {
  it('has each checked with the keys of its own log', () => {
    const bytes = fileOf(receiptBy(), receiptBy().replace('payment-1', 'payment-2'), '{}', 'null');
    expect(reasonsOf(bytes, [OTHER_LOG, KEY])).toEqual([
      'proven',
      'event-not-in-log',
      'receipt-malformed',
      'receipt-malformed',
    ]);
  });

  it('says of which log nobody knows a key', () => {
    const bytes = fileOf(receiptBy(own, 'esep/tax/elsewhere'));
    expect(reasonsOf(bytes, [KEY])).toEqual(['log-unknown']);
    const [found] = (checkFile({ bytes, keys: [KEY] }) as { receipts: readonly object[] }).receipts;
    expect(found).toMatchObject({ log: 'esep/tax/elsewhere' });
  });

  it('that is none is refused', () =>
    expect(reasonsOf(fileOf('%PDF'), [KEY])).toBe('file-no-json'));
});

describe('The head of a log', () => {
  const noTiles = () => Promise.resolve(undefined);
  const root = randomBytes(32);
  const check = (note: string, keys: readonly string[], kept?: { note: string; key: string }) =>
    checkContinuation({ kept, note, keys, isKeyTrusted: true }, noTiles);

  it('that nobody kept before is held against itself: is it signed?', async () => {
    expect(await check(headOf(root), [KEY])).toEqual({
      key: KEY,
      found: { verdict: 'proven', from: 1, to: 1 },
    });
    expect((await check(headOf(root, former), [KEY])).found).toMatchObject({
      reason: 'checkpoint-signature-wrong',
    });
  });

  it('is checked with whichever key signed it, and what that says is what counts', async () => {
    const kept = { note: headOf(randomBytes(32), former), key: FORMER };
    for (const keys of [
      [FORMER, KEY],
      [KEY, FORMER],
    ])
      expect(await check(headOf(root), keys, kept)).toEqual({
        key: KEY,
        found: { verdict: 'not-proven', reason: 'log-changed' },
      });
  });

  it('is not proven where nobody says a key', async () => {
    expect((await check(headOf(root), [])).found).toMatchObject({ verdict: 'not-proven' });
  });
});
