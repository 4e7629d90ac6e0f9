import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { millisOf, type Instant } from '@esep/kernel';
import type { ChainSettings } from '@esep/pool-reporting';
import {
  BITCOIN_NETWORKS,
  blockFolder,
  mineBlock,
  type MinedBlock,
} from '@esep/pool-reporting/observe-chain';
import type { Chain, MinedMovements, Movement } from '@esep/simulator';
import { address as addresses, Block, networks, Transaction } from 'bitcoinjs-lib';

// The chain of the demonstration: a folder of raw blocks, mined here. Work, hashes, merkle roots and
// witness commitments are what the observer checks, and they are right; the work is next to none
// (regtest), and where a signature would stand, the witness names the movement. Whatever was mined
// is found in the folder again, so a demonstration that broke off goes on with the same chain.

const NETWORK = BITCOIN_NETWORKS.regtest;
const BITS = 0x207fffff;
const SUBSIDY = 5_000_000_000n;
/** Of each pool, before the demonstration begins: enough for what it will pay out. */
const BLOCKS_PER_POOL = 20;
/** A coinbase can be spent 100 blocks later. */
const MATURITY = 100;
const FIRST_BLOCK_AT = '2025-12-01T00:00:00.000Z';
const BLOCK_MS = 600_000;
const IDLE_MS = 100;

/** Who finds blocks: what stands in them and where the reward goes. */
export interface Miner {
  readonly tag: string;
  readonly address: string;
}

const NOBODY = Buffer.concat([Buffer.from('0014', 'hex'), Buffer.alloc(20)]);

interface Coin {
  readonly txid: string;
  readonly vout: number;
  readonly amount: bigint;
}

export class DemonstrationChain implements Chain {
  readonly asset = 'BTC';
  readonly settings: ChainSettings;
  private height = 0;
  private tip: string = NETWORK.genesisHash;
  /** By script, what can be spent. */
  private readonly coins = new Map<string, Coin[]>();
  /** By the name that its witness gives, where a movement stands. */
  private readonly mined = new Map<string, { txid: string; hash: string }>();

  private constructor(readonly folder: string) {
    const source = blockFolder(folder);
    this.settings = { source, network: NETWORK, fromHeight: 1, idleMs: IDLE_MS };
  }

  /** The same for a process of its own. */
  get variables(): Readonly<Record<string, string>> {
    return {
      ESEP_BITCOIN_BLOCKS: this.folder,
      ESEP_BITCOIN_NETWORK: 'regtest',
      ESEP_BITCOIN_FROM_HEIGHT: '1',
    };
  }

  /** Opens the chain in a folder; a new one begins with blocks of these miners. */
  static async open(folder: string, miners: readonly Miner[]): Promise<DemonstrationChain> {
    const chain = new DemonstrationChain(folder);
    await mkdir(folder, { recursive: true });
    await chain.readBack();
    const finders = miners.flatMap((miner) => Array<Miner>(BLOCKS_PER_POOL).fill(miner));
    while (chain.height < finders.length + MATURITY) {
      const at = millisOf(FIRST_BLOCK_AT) + chain.height * BLOCK_MS;
      await chain.mineOne(at, [], finders[chain.height]);
    }
    return chain;
  }

  async mine(movements: readonly Movement[], at: Instant): Promise<MinedMovements> {
    if (!movements.every(({ id }) => this.mined.has(nameOf(id))))
      await this.mineOne(
        millisOf(at),
        movements.map((movement) => this.transactionOf(movement)),
      );
    const placed = movements.map(({ id }) => [id, this.mined.get(nameOf(id))] as const);
    return {
      hash: placed.at(-1)?.[1]?.hash ?? this.tip,
      places: new Map(placed.map(([id, place]) => [id, { txid: place?.txid ?? '', vout: 0 }])),
    };
  }

  /** Pays from the coins of one address to another; what is left goes back. No fee is paid. */
  private transactionOf({ id, from, to, amount }: Movement): Transaction {
    const own = scriptOf(from);
    const coins = this.coins.get(own.toString('hex')) ?? [];
    const transaction = new Transaction();
    transaction.version = 2;
    let paid = 0n;
    while (paid < amount) {
      const coin = coins.shift();
      if (!coin) throw new Error(`${from} has ${paid} of the ${amount} base units of ${id}.`);
      transaction.addInput(Buffer.from(coin.txid, 'hex').reverse(), coin.vout);
      transaction.setWitness(transaction.ins.length - 1, [Buffer.from(nameOf(id), 'hex')]);
      paid += coin.amount;
    }
    transaction.addOutput(scriptOf(to), amount);
    if (paid > amount) transaction.addOutput(own, paid - amount);
    this.keepOutputs(transaction);
    return transaction;
  }

  private async mineOne(
    atMs: number,
    transactions: readonly Transaction[],
    finder?: Miner,
  ): Promise<void> {
    const block = mineBlock({
      height: this.height + 1,
      previousHash: this.tip,
      timeSeconds: Math.floor(atMs / 1_000),
      bits: BITS,
      tag: finder?.tag ?? '/nobody/',
      payees: [{ script: finder ? scriptOf(finder.address) : NOBODY, value: SUBSIDY }],
      transactions,
    });
    const file = join(this.folder, `${String(block.height).padStart(7, '0')}.bin`);
    // Under its name only when it is whole.
    await writeFile(`${file}.part`, block.bytes);
    await rename(`${file}.part`, file);
    this.keepOutputs(block.coinbase);
    this.keepBlock(block, transactions);
  }

  private async readBack(): Promise<void> {
    const files = (await readdir(this.folder)).filter((name) => name.endsWith('.bin')).sort();
    for (const name of files) {
      const bytes = await readFile(join(this.folder, name));
      const block = Block.fromBuffer(bytes);
      const [coinbase, ...others] = block.transactions ?? [];
      for (const transaction of others) {
        for (const { hash, index } of transaction.ins)
          this.spend(Buffer.from(hash).reverse().toString('hex'), index);
        this.keepOutputs(transaction);
      }
      if (coinbase) this.keepOutputs(coinbase);
      this.keepBlock({ height: Number(name.slice(0, 7)), hash: block.getId() }, others);
    }
  }

  private keepBlock(
    { height, hash }: Pick<MinedBlock, 'height' | 'hash'>,
    transactions: readonly Transaction[],
  ): void {
    this.height = height;
    this.tip = hash;
    for (const transaction of transactions) {
      const name = Buffer.from(transaction.ins[0]?.witness[0] ?? []).toString('hex');
      this.mined.set(name, { txid: transaction.getId(), hash });
    }
  }

  private keepOutputs(transaction: Transaction): void {
    const txid = transaction.getId();
    transaction.outs.forEach(({ script, value: amount }, vout) => {
      const key = Buffer.from(script).toString('hex');
      const coins = this.coins.get(key) ?? [];
      this.coins.set(key, [...coins, { txid, vout, amount }]);
    });
  }

  private spend(txid: string, vout: number): void {
    for (const [key, coins] of this.coins)
      this.coins.set(
        key,
        coins.filter((coin) => coin.txid !== txid || coin.vout !== vout),
      );
  }
}

const nameOf = (movementId: string): string =>
  createHash('sha256').update(movementId).digest('hex');

const scriptOf = (address: string): Buffer =>
  Buffer.from(addresses.toOutputScript(address, networks.regtest));
