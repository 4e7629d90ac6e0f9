import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Transaction } from 'bitcoinjs-lib';
import { fastMerkleRoot } from 'bitcoinjs-lib/src/merkle';

import { scriptOf } from './bitcoin-address.js';
import { BITCOIN_NETWORKS } from './bitcoin-network.js';
import { decodeBlock, decodeHeader, decodeTransaction } from './decode-block.js';
import { mineBlock, type BlockPlan } from './mine-block.js';
import { sha256d } from './sha256d.js';

const { mainnet, testnet, regtest, simnet } = BITCOIN_NETWORKS;

const FIXTURES = join(import.meta.dirname, '../../../../../../shared/fixtures/bitcoin');
const described = existsSync(FIXTURES) ? describe : describe.skip;

/** The first block of all, whole. */
const GENESIS = Buffer.from(
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e' +
    '67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c01010000000100000000000000000000' +
    '00000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f' +
    '4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f75742066' +
    '6f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a6' +
    '7962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000',
  'hex',
);

describe('A raw block', () => {
  it('becomes plain values: the first of all', () => {
    const block = decoded(GENESIS, 0, mainnet);
    expect(block).toMatchObject({
      asset: 'BTC',
      height: 0,
      hash: mainnet.genesisHash,
      previousHash: '0'.repeat(64),
      time: '2009-01-03T18:15:05.000Z',
      bits: 0x1d00ffff,
    });
    expect(block.transactions).toEqual([
      {
        txid: '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
        inputs: [],
        outputs: [
          { vout: 0, script: expect.stringMatching(/^4104678a.*ac$/), value: 5_000_000_000n },
        ],
      },
    ]);
    expect(Buffer.from(block.coinbase.scriptSig, 'hex').toString('latin1')).toContain(
      'The Times 03/Jan/2009',
    );
  });

  it('tells its height itself', () => {
    for (const height of [1, 16, 17, 127, 128, 255, 256, 32_768, 831_328])
      expect(decodeBlock(mined({ height }).bytes, { network: regtest })).toMatchObject({
        ok: true,
        value: { height },
      });
  });

  it('of a time without that rule has to be asked for by height', () =>
    expect(decodeBlock(GENESIS, { network: mainnet })).toMatchObject({ reason: 'height-unknown' }));

  it('is refused at another height than its own', () =>
    expect(reasonOf(mined({ height: 5 }).bytes, 6)).toBe('height-mismatch'));

  it('may have no witnesses and no commitment', () => {
    const { bytes, coinbase } = mined();
    coinbase.outs = coinbase.outs.slice(0, 1);
    coinbase.stripWitnesses();
    expect(reasonOf(remined(bytes, [coinbase]))).toBeUndefined();
  });
});

describe('A block that was changed on the way', () => {
  const spend = transaction(1, [Buffer.from('signature'), Buffer.alloc(33, 2)]);
  const bytes = Buffer.from(mined({ transactions: [spend, transaction(2)] }).bytes);
  const at = (part: Buffer) => bytes.indexOf(part);

  it.each([
    ['within its header', 79],
    ['within the count of its transactions', 80],
    ['within its coinbase', 120],
    ['one byte before its end', bytes.length - 1],
  ])('is refused when it ends %s', (_where, length) =>
    expect(reasonOf(bytes.subarray(0, length))).toBe('block-truncated'),
  );

  it.each([
    ['three', [0xfd, 3, 0]],
    ['five', [0xfe, 3, 0, 0, 0]],
    ['nine', [0xff, 3, 0, 0, 0, 0, 0, 0, 0]],
  ])(
    'FIGURES-27: is refused when it counts its transactions in %s bytes, not in one',
    (_, count) => {
      expect(bytes[80]).toBe(3);
      const longer = Buffer.concat([bytes.subarray(0, 80), Buffer.from(count), bytes.subarray(81)]);
      expect(reasonOf(longer)).toBe('block-malformed');
    },
  );

  it('is refused when something follows it', () =>
    expect(reasonOf(Buffer.concat([bytes, Buffer.from([0])]))).toBe('block-trailing-bytes'));

  it('is refused when it is larger than a block can be', () =>
    expect(reasonOf(Buffer.concat([bytes, Buffer.alloc(4_000_000)]))).toBe('block-too-large'));

  it('is refused when its nonce is another', () => {
    const changed = Buffer.from(bytes);
    do changed.writeUInt32LE(changed.readUInt32LE(76) + 1, 76);
    while (decodeHeader(changed, regtest).ok);
    expect(reasonOf(changed)).toBe('proof-of-work-insufficient');
  });

  it('is refused when one bit of a transaction is another', () =>
    expect(reasonOf(flipped(bytes, bytes.length - 1))).toBe('merkle-root-mismatch'));

  it('is refused when one bit of a witness is another', () =>
    expect(reasonOf(flipped(bytes, at(Buffer.from('signature'))))).toBe(
      'witness-commitment-mismatch',
    ));

  it('is refused when its witnesses were left out', () => {
    const stripped = [coinbaseOf(bytes), spend.clone(), transaction(2)];
    stripped.forEach((transaction) => transaction.stripWitnesses());
    expect(reasonOf(replaced(bytes, stripped))).toBe('witness-commitment-mismatch');
  });

  it('is refused when there are witnesses without a commitment', () => {
    const coinbase = coinbaseOf(bytes);
    coinbase.outs = coinbase.outs.slice(0, 1);
    expect(reasonOf(remined(bytes, [coinbase, spend]))).toBe('witness-commitment-mismatch');
  });

  it('is refused when its last transactions are repeated under the same root (CVE-2012-2459)', () => {
    const three = [coinbaseOf(bytes), spend, transaction(2)];
    expect(reasonOf(replaced(bytes, three))).toBeUndefined();
    expect(reasonOf(replaced(bytes, [...three, transaction(2)]))).toBe('transaction-duplicated');
  });

  it('is refused without a coinbase, and with two', () => {
    expect(reasonOf(replaced(bytes, []))).toBe('coinbase-missing');
    expect(reasonOf(remined(bytes, [transaction(2)]))).toBe('coinbase-missing');
    const coinbase = coinbaseOf(bytes);
    expect(reasonOf(remined(bytes, [coinbase, coinbase]))).toBe('coinbase-missing');
  });

  it('is refused when a transaction marks witnesses and has none', () => {
    const plain = transaction(2).toBuffer();
    const marked = Buffer.concat([
      plain.subarray(0, 4),
      Buffer.from([0, 1]),
      plain.subarray(4, -4),
      Buffer.from([0]),
      plain.subarray(-4),
    ]);
    const body = Buffer.concat([Buffer.from([2]), coinbaseOf(bytes).toBuffer(), marked]);
    expect(reasonOf(Buffer.concat([bytes.subarray(0, 80), body]))).toBe('block-malformed');
  });

  it.each([-1n, 2_100_000_000_000_001n])('is refused when an output is of %d', (value) => {
    const output = transaction(3);
    output.outs[0]!.value = value;
    expect(reasonOf(remined(bytes, [coinbaseOf(bytes), output]))).toBe('amount-out-of-range');
  });

  it('is refused when its target is none, or easier than the network allows', () => {
    const { bytes: easy } = mined({ bits: 0x207fffff });
    expect(reasonOf(easy, 1, mainnet)).toBe('target-too-easy');
    const none = Buffer.from(bytes);
    none.writeUInt32LE(0x04923456, 72);
    expect(reasonOf(none)).toBe('target-invalid');
  });

  it('is refused in a sentence that says what, where and what to do', () => {
    const problem = decodeBlock(bytes.subarray(0, -1), { network: regtest, height: 1 });
    expect(problem).toMatchObject({
      message: expect.stringMatching(
        /^Transaction 2 of 3 in block [0-9a-f]{64}, at byte \d+ of \d+, cannot be read\. Fetch the block again\.$/,
      ),
    });
  });

  it('never becomes a block, whichever byte is another', () => {
    const original = decoded(bytes, 1);
    for (let i = 0; i < bytes.length; i += 1) {
      const outcome = decodeBlock(flipped(bytes, i), { network: regtest, height: 1 });
      // Half of all headers have enough work here. Such a one is another block, with another hash.
      if (outcome.ok) expect(outcome.value.hash).not.toBe(original.hash);
      if (i >= 80) expect(outcome.ok).toBe(false);
    }
  });
});

describe('Addresses of a block', () => {
  it.each([
    [mainnet, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4'],
    [testnet, 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    [regtest, 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'],
    [simnet, 'sb1qw508d6qejxtdg4y5r3zarvary0c5xw7krxe8se'],
  ])('are those of its network', (network, address) => {
    const script = Buffer.from('0014751e76e8199196d454941c45d1b3a323f1433bd6', 'hex');
    const { bytes } = mined({ payees: [{ script, value: 1n }] });
    const easiest = { ...network, easiestTarget: regtest.easiestTarget };
    expect(decoded(bytes, 1, easiest).coinbase.outputs[0]).toMatchObject({ address });
  });
});

describe('A single transaction', () => {
  const spend = transaction(1, [Buffer.from('signature'), Buffer.alloc(33, 2)]);

  it('is read when its bytes are those of its id', () =>
    expect(decodeTransaction(spend.toBuffer(), spend.getId(), regtest)).toMatchObject({
      txid: spend.getId(),
      outputs: [{ vout: 0, value: 1n }],
    }));

  it('is not read when they are not, or more, or fewer', () => {
    const bytes = Buffer.from(spend.toBuffer());
    expect(decodeTransaction(bytes, transaction(2).getId(), regtest)).toBeUndefined();
    expect(decodeTransaction(bytes.subarray(0, -1), spend.getId(), regtest)).toBeUndefined();
    expect(
      decodeTransaction(Buffer.concat([bytes, bytes]), spend.getId(), regtest),
    ).toBeUndefined();
  });
});

described('Real blocks (needs ../shared)', () => {
  const bytes = existsSync(FIXTURES) ? readFileSync(join(FIXTURES, 'blocks/0831331.bin')) : GENESIS;

  it('are refused when a bit of a transaction, of a witness, or of the nonce is another', () => {
    const witness = bytes.lastIndexOf(Buffer.from('3044', 'hex'));
    const tag = bytes.indexOf('/F2Pool/');
    expect(reasonOf(flipped(bytes, tag), 831_331, mainnet)).toBe('merkle-root-mismatch');
    expect(reasonOf(flipped(bytes, witness + 20), 831_331, mainnet)).toBe(
      'witness-commitment-mismatch',
    );
    expect(reasonOf(flipped(bytes, 76), 831_331, mainnet)).toBe('proof-of-work-insufficient');
    expect(reasonOf(bytes.subarray(0, -1), 831_331, mainnet)).toBe('block-truncated');
    expect(reasonOf(Buffer.concat([bytes, bytes]), 831_331, mainnet)).toBe('block-trailing-bytes');
  });
});

described('Real headers (needs ../shared)', () => {
  it.each(['epoch-boundary-headers.csv', 'stale-headers.csv'])(
    'all have the work that they claim: %s',
    (file) => {
      const rows = readFileSync(join(FIXTURES, 'headers', file), 'utf8')
        .trim()
        .split('\n')
        .slice(1);
      expect(rows.length).toBeGreaterThan(1);
      for (const row of rows) {
        const bytes = Buffer.from(row.split(',')[1] as string, 'hex');
        expect(bytes).toHaveLength(80);
        expect(decodeHeader(bytes, mainnet)).toMatchObject({ ok: true });
        // Any other bit of the header undoes the work.
        const byte = row.length % 68;
        expect(decodeHeader(flipped(bytes, byte), mainnet)).toMatchObject({
          reason: 'proof-of-work-insufficient',
        });
      }
    },
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function decoded(bytes: Uint8Array, height: number, network: object = regtest) {
  const outcome = decodeBlock(bytes, { network: { ...regtest, ...network }, height });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}
function reasonOf(bytes: Uint8Array, height = 1, network: object = regtest) {
  const outcome = decodeBlock(bytes, { network: { ...regtest, ...network }, height });
  return outcome.ok ? undefined : outcome.reason;
}
function mined(but: Partial<BlockPlan> = {}) {
  return mineBlock({
    height: 1,
    previousHash: regtest.genesisHash,
    timeSeconds: 1_772_000_000,
    bits: 0x207fffff,
    tag: '/test/',
    payees: [
      { script: scriptOf('bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080', regtest)!, value: 50n },
    ],
    ...but,
  });
}
/** A transaction that spends an output nobody knows. */
function transaction(number: number, witness: Uint8Array[] = []): Transaction {
  const made = new Transaction();
  made.addInput(new Uint8Array(32).fill(number), 0);
  made.addOutput(Uint8Array.from([0x51]), BigInt(number));
  if (witness.length > 0) made.setWitness(0, witness);
  return made;
}
function coinbaseOf(bytes: Uint8Array): Transaction {
  return Transaction.fromBuffer(bytes.subarray(81), true);
}
function flipped(bytes: Uint8Array, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] as number) ^ 1;
  return changed;
}
/** The same header over other transactions. */
function replaced(bytes: Uint8Array, transactions: readonly Transaction[]): Buffer {
  return Buffer.concat([
    bytes.subarray(0, 80),
    Buffer.from([transactions.length]),
    ...transactions.map((transaction) => transaction.toBuffer()),
  ]);
}
/** Other transactions, and a header that did the work for them. */
function remined(bytes: Uint8Array, transactions: readonly Transaction[]): Buffer {
  const block = replaced(bytes, transactions);
  const ids = transactions.map((transaction) => transaction.getHash(false));
  block.set(fastMerkleRoot(ids, sha256d), 36);
  while (!decodeHeader(block, regtest).ok) block.writeUInt32LE(block.readUInt32LE(76) + 1, 76);
  return block;
}
