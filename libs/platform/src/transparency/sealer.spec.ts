import { generateKeyPairSync } from 'node:crypto';

import {
  leafHashOf,
  nodeHash,
  openCheckpoint,
  verifierKeyOf,
  verifyReceipt,
} from '@esep/ledger-format';

import { accepted, append, event, meta } from '../testing/event-store.contract.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { LogRewound, Sealer, type SealedHead } from './sealer.js';
import { testLedger, testPool } from '../testing/testing.js';

const LOG = 'esep/test/local';
const clock = { now: () => new Date().toISOString() };
const { privateKey: key, publicKey } = generateKeyPairSync('ed25519');
const verifierKey = verifierKeyOf(LOG, publicKey);

/** RFC 6962 §2.1, literally. */
const treeHash = (leaves: readonly Buffer[]): Buffer => {
  if (leaves.length === 1) return leaves[0] as Buffer;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
};

const open = async () => {
  const pool = testPool((await testLedger()).url);
  const store = await PostgresEventStore.open({ log: LOG, authority: 'AIFC', clock, pool });
  const close = async () => {
    await store.close();
    await pool.end();
  };
  return { pool, store, close };
};

const grow = async (store: PostgresEventStore, to: number) => {
  const from = (await store.head()).next;
  const writes = Array.from({ length: to - from }, (_, i) => ({
    stream: `row-${from + i}`,
    expectedVersion: 0,
    events: [event()],
  }));
  await accepted(store, { writes, meta });
};

describe('The sealed log', () => {
  it('has the root of RFC 6962 and proves every event, however it grew', async () => {
    const { pool, store, close } = await open();
    const sealer = await Sealer.open({ log: LOG, pool, clock, key });
    for (const size of [1, 2, 255, 256, 257, 700, 1_025]) {
      await grow(store, size);
      const checkpoint = await sealer.seal();
      const events = await store.read(0, size);
      const leaves = events.map(({ bytes }) => leafHashOf(bytes));
      expect(checkpoint.root).toEqual(treeHash(leaves));
      expect(openCheckpoint(checkpoint.note, verifierKey)).toMatchObject({
        ok: true,
        value: { size },
      });
      for (const position of [0, 1, 254, 255, 256, size - 1].filter((n) => n < size)) {
        const proof = await sealer.prove(position);
        const receipt = verifyReceipt(events[position]!.bytes, proof, verifierKey);
        expect(receipt).toMatchObject({ ok: true, value: { index: position } });
      }
    }
    expect(await sealer.tile({ level: 1, index: 0, width: 4 })).toHaveLength(128);
    expect(await sealer.tile({ level: 1, index: 0, width: 5 })).toBeUndefined();
    await close();
  });

  it('builds tiles of the third level too', async () => {
    const { pool, store, close } = await open();
    await grow(store, 10_000);
    for (let size = 20_000; size <= 70_000; size += 10_000) await grow(store, size);
    const sealer = await Sealer.open({ log: LOG, pool, clock, key });
    const { root } = await sealer.seal();
    const { rows } = await pool.query<{ leaf: Buffer }>(
      'select leaf from ledger.events order by position',
    );
    expect(root).toEqual(treeHash(rows.map(({ leaf }) => leaf)));
    expect(await sealer.tile({ level: 2, index: 0, width: 1 })).toEqual(
      treeHash(rows.slice(0, 65_536).map(({ leaf }) => leaf)),
    );
    await close();
  });

  it('proves an event that was not sealed yet by sealing it', async () => {
    const { pool, store, close } = await open();
    const sealer = await Sealer.open({ log: LOG, pool, clock, key });
    await accepted(store, append('a', 0, event()));
    const [stored] = await store.read(0, 1);
    expect(verifyReceipt(stored!.bytes, await sealer.prove(0), verifierKey).ok).toBe(true);
    await expect(sealer.prove(1)).rejects.toThrow('No event at position 1');
    await close();
  });

  it('refuses a database that is older, or other, than what was signed', async () => {
    const { pool, store, close } = await open();
    let kept: SealedHead | undefined;
    const witness = {
      last: async () => kept,
      keep: async (head: SealedHead) => {
        kept = head;
      },
    };
    const options = { log: LOG, pool, clock, key, witness };
    await grow(store, 3);
    await (await Sealer.open(options)).seal();
    await grow(store, 5);
    await expect(Sealer.open(options)).resolves.toBeInstanceOf(Sealer);
    const signed = kept as SealedHead;
    kept = { ...signed, size: 9 };
    await expect(Sealer.open(options)).rejects.toThrow(LogRewound);
    kept = { ...signed, root: 'f'.repeat(64) };
    await expect(Sealer.open(options)).rejects.toThrow('differs from what was signed at 3 events');
    await close();
  });
});
