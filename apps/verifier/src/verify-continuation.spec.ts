import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import {
  growTree,
  leafHashOf,
  parseTilePath,
  rootOf,
  signCheckpoint,
  verifierKeyOf,
  type NodeId,
} from '@esep/ledger-format';
import fc from 'fast-check';

import { verifyContinuation, type SignedHead } from './verify-continuation.js';

const LOG = 'esep/supervision/demo';
const LEAVES_MAX = 1_100;
const own = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');

/** A log of so many events, one of which may be another than it was. */
const logOf = (size: number, changed = -1, keys = own, origin = LOG) => {
  const leaves = Array.from({ length: size }, (_, at) =>
    leafHashOf(Buffer.from(`${at}${at === changed ? ' changed' : ''}`)),
  );
  const nodes = new Map<string, Buffer>();
  const read = ({ level, index }: NodeId) => nodes.get(`${level}/${index}`) as Buffer;
  for (const { level, index, hash } of growTree(0, leaves, read))
    nodes.set(`${level}/${index}`, hash);
  const head: SignedHead = {
    note: signCheckpoint({ origin, size, root: rootOf(size, read) }, keys.privateKey as KeyObject),
    key: verifierKeyOf(origin, keys.publicKey),
  };
  const asked: string[] = [];
  const tileAt = (path: string) => {
    asked.push(path);
    const [level, ...rest] = path.split('/');
    const tile = parseTilePath(rest.join('/'));
    if (!tile) throw new Error(`${path} is no tile`);
    const hashes = Array.from({ length: tile.width }, (_, at) =>
      nodes.get(`${Number(level) * 8}/${tile.index * 256 + at}`),
    );
    return Promise.resolve(
      hashes.every((hash) => hash !== undefined) ? Buffer.concat(hashes) : undefined,
    );
  };
  return { head, tileAt, asked };
};

const TRUSTED = { isKeyTrusted: true };
const UNTRUSTED = { isKeyTrusted: false };

describe('A head of a log since another one', () => {
  it('is a continuation, whatever the two lengths are, and a few tiles prove it', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(LEAVES_MAX), fc.nat(LEAVES_MAX), async (one, another) => {
        const [from, to] = [Math.min(one, another), Math.max(one, another)];
        const { head, tileAt, asked } = logOf(to);
        const found = await verifyContinuation(logOf(from).head, head, UNTRUSTED, tileAt);
        expect(found).toEqual({ verdict: 'proven', from, to });
        expect(asked.length).toBeLessThanOrEqual(6);
      }),
      { numRuns: 25 },
    ));

  it('is none where one event of then is another now, whichever it is', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 600 }), fc.nat(500), async (from, more) => {
        const { head, tileAt } = logOf(from + more, from - 1);
        expect(await verifyContinuation(logOf(from).head, head, TRUSTED, tileAt)).toEqual({
          verdict: 'not-proven',
          reason: 'log-changed',
        });
      }),
      { numRuns: 25 },
    ));

  it('is none where the log hands out the hashes of what it was', async () => {
    const { head } = logOf(600, 3);
    const found = await verifyContinuation(logOf(300).head, head, TRUSTED, logOf(600).tileAt);
    expect(found).toMatchObject({ reason: 'log-changed' });
  });

  it.each([
    ['log-shorter', logOf(300).head, logOf(299)],
    ['log-renamed', logOf(300).head, logOf(300, -1, own, 'esep/supervision/other')],
    ['key-changed', logOf(300).head, logOf(301, -1, other)],
    ['kept-head-unreadable', { ...logOf(3).head, key: logOf(3, -1, other).head.key }, logOf(4)],
  ])('is not proven: %s', async (reason, kept, { head, tileAt }) => {
    const found = await verifyContinuation(kept, head, UNTRUSTED, tileAt);
    expect(found).toEqual({ verdict: 'not-proven', reason });
  });

  it('is not proven by a head that was not signed with the key', async () => {
    const { head, tileAt } = logOf(301, -1, other);
    const present = { ...head, key: logOf(1).head.key };
    expect(await verifyContinuation(logOf(300).head, present, TRUSTED, tileAt)).toMatchObject({
      reason: 'checkpoint-signature-wrong',
    });
  });

  it('is not proven where the log has no tiles, or cuts them short', async () => {
    const { head, tileAt } = logOf(600);
    const none = await verifyContinuation(logOf(300).head, head, TRUSTED, async () => undefined);
    const short = await verifyContinuation(logOf(300).head, head, TRUSTED, async (path) =>
      (await tileAt(path))?.subarray(32),
    );
    expect([none, short]).toEqual([
      { verdict: 'not-proven', reason: 'tiles-missing' },
      { verdict: 'not-proven', reason: 'tiles-missing' },
    ]);
  });

  it('may be signed by a key that others know as the log’s', async () => {
    const { head, tileAt } = logOf(301, -1, other);
    expect(await verifyContinuation(logOf(300).head, head, TRUSTED, tileAt)).toMatchObject({
      verdict: 'proven',
    });
  });
});
