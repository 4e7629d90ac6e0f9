import { createHash } from 'node:crypto';

import { millisOf, type Instant } from '@esep/kernel';
import {
  addressOf,
  BITCOIN_NETWORKS,
  mineBlock,
  type BitcoinNetwork,
  type MinedBlock,
} from '@esep/pool-reporting/observe-chain';
import { networks, payments, script, Transaction } from 'bitcoinjs-lib';
import { ECPairFactory, type ECPairInterface } from 'ecpair';
import * as secp256k1 from 'tiny-secp256k1';

import type { Btcd } from './btcd.js';

// A mining season on a chain of its own: blocks with any pool's tag at any time, payouts, deposits,
// private sales, reorganisations. Everything is signed and goes through a real node, which would
// refuse what is not valid. Wallets come from their names, so two runs make the same addresses.

const ECPair = ECPairFactory(secp256k1);
const BITS = 0x207fffff;
const COIN = 100_000_000n;
/** A coinbase can be spent 100 blocks later. */
export const MATURITY = 100;
const FEE = 1_000n;

export interface ScenarioWallet {
  readonly name: string;
  readonly address: string;
  readonly script: Uint8Array;
  readonly key: ECPairInterface;
}

/** An output that a wallet may spend. */
export interface Coin {
  readonly wallet: ScenarioWallet;
  readonly txid: string;
  readonly vout: number;
  readonly amount: bigint;
}

export interface Payment {
  readonly txid: string;
  readonly transaction: Transaction;
  readonly fee: bigint;
  /** The outputs, in the order of the payees. */
  readonly coins: readonly Coin[];
}

export interface MineOptions {
  readonly at?: Instant;
  readonly tag?: string;
  readonly payee?: ScenarioWallet;
  readonly payments?: readonly Payment[];
}

export class BitcoinScenario {
  readonly network: BitcoinNetwork;
  /** The best chain as this scenario made it; the block at height n is the n-th. */
  readonly chain: MinedBlock[] = [];
  private readonly wallets = new Map<string, ScenarioWallet>();
  private timeSeconds: number;

  /** `startAt` is when the first block is found; each later one follows ten minutes after. */
  constructor(
    private node: Btcd,
    startAt: Instant,
    networkName: 'regtest' | 'simnet' = 'regtest',
  ) {
    this.network = BITCOIN_NETWORKS[networkName];
    this.timeSeconds = Math.floor(millisOf(startAt) / 1_000);
  }

  wallet(name: string): ScenarioWallet {
    const known = this.wallets.get(name);
    if (known) return known;
    const seed = createHash('sha256').update(`esep ${name}`).digest();
    const key = ECPair.fromPrivateKey(seed, { network: networks.regtest });
    const output = name.startsWith('taproot')
      ? taprootOf(key)
      : (payments.p2wpkh({ pubkey: key.publicKey }).output as Uint8Array);
    const address = addressOf(output, this.network) as string;
    const wallet = { name, address, script: output, key };
    this.wallets.set(name, wallet);
    return wallet;
  }

  /** Mines one block on the tip and hands it to the node. */
  async mine(options: MineOptions = {}): Promise<MinedBlock> {
    const block = this.mineOn(this.chain.at(-1), options);
    this.chain.push(block);
    await this.submit(block);
    return block;
  }

  async mineMany(count: number, options: MineOptions = {}): Promise<void> {
    for (let i = 0; i < count; i += 1) await this.mine(options);
  }

  /** Mines a branch above a height, one block for each entry; the node takes it if it is longer. */
  async branchAt(height: number, ...blocks: readonly MineOptions[]): Promise<void> {
    this.chain.splice(height);
    for (const options of blocks) await this.mine({ tag: '/another branch/', ...options });
  }

  /** What the coinbase of a block pays, to the wallet that it pays. */
  reward({ coinbase }: MinedBlock, wallet: ScenarioWallet): Coin {
    return { wallet, txid: coinbase.getId(), vout: 0, amount: coinbase.outs[0]!.value };
  }

  /** Spends coins; what is left after the payees and the fee goes back to the first coin's wallet. */
  pay(
    coins: readonly [Coin, ...Coin[]],
    payees: readonly (readonly [to: ScenarioWallet, amount: bigint])[],
    fee = FEE,
  ): Payment {
    const total = sum(coins.map(({ amount }) => amount));
    const change = total - sum(payees.map(([, amount]) => amount)) - fee;
    if (change < 0n) throw new Error(`${total} base units are not enough`);
    const outputs = change > 0n ? [...payees, [coins[0].wallet, change] as const] : payees;
    const transaction = new Transaction();
    transaction.version = 2;
    for (const { txid, vout } of coins)
      transaction.addInput(Buffer.from(txid, 'hex').reverse(), vout);
    for (const [{ script: output }, amount] of outputs) transaction.addOutput(output, amount);
    coins.forEach((_, i) => transaction.setWitness(i, witnessOf(transaction, i, coins)));
    const txid = transaction.getId();
    return {
      txid,
      transaction,
      fee,
      coins: outputs.map(([wallet, amount], vout) => ({ wallet, txid, vout, amount })),
    };
  }

  /** Goes on with another node, which gets every block again. */
  async moveTo(node: Btcd): Promise<void> {
    this.node = node;
    for (const block of this.chain) await this.submit(block);
  }

  private mineOn(previous: MinedBlock | undefined, options: MineOptions): MinedBlock {
    const {
      at,
      tag = '/nobody/',
      payee = this.wallet('nobody'),
      payments: included = [],
    } = options;
    const height = (previous?.height ?? 0) + 1;
    const next = this.timeSeconds + (previous ? 600 : 0);
    this.timeSeconds = at === undefined ? next : Math.floor(millisOf(at) / 1_000);
    const fees = sum(included.map(({ fee }) => fee));
    return mineBlock({
      height,
      previousHash: previous?.hash ?? this.network.genesisHash,
      timeSeconds: this.timeSeconds,
      bits: BITS,
      tag,
      payees: [{ script: payee.script, value: this.subsidyAt(height) + fees }],
      transactions: included.map(({ transaction }) => transaction),
    });
  }

  private async submit({ bytes, height }: MinedBlock): Promise<void> {
    const refusal = await this.node.rpc<string | null>(
      'submitblock',
      Buffer.from(bytes).toString('hex'),
    );
    if (refusal !== null) throw new Error(`The node refused block ${height}: ${refusal}`);
  }

  /** Private networks halve early: regtest every 150 blocks. */
  private subsidyAt(height: number): bigint {
    const interval = this.network.name === 'regtest' ? 150 : 210_000;
    return (50n * COIN) >> BigInt(Math.floor(height / interval));
  }
}

// ── The season ──────────────────────────────────────────────────────────────────────────────────

export const POOL_TAG = '/Altyn Block/';
export const MINERS = ['miner-1', 'miner-2', 'miner-3', 'miner-4', 'miner-5'] as const;

export interface Season {
  /** The pool's block, whose reward is paid out. */
  readonly found: MinedBlock;
  /** One transaction to all five miners, 9 BTC each. */
  readonly payout: Payment;
  /** Miner 1 sells at the exchange: 6.75 BTC to its deposit address. */
  readonly deposit: Payment;
  /** The exchange moves the deposit to its own wallet: no bound address takes part. */
  readonly sweep: Payment;
  /** Miner 2 pays 5 BTC to an address that nobody knows. */
  readonly privateSale: Payment;
  /** Coins of miners 3 and 4 in one transaction. */
  readonly joint: Payment;
}

/** Mines the pool's block and lets it mature. Times start where the scenario's do. */
export const maturePoolBlock = async (scenario: BitcoinScenario): Promise<MinedBlock> => {
  const found = await scenario.mine({ tag: POOL_TAG, payee: scenario.wallet('pool') });
  await scenario.mineMany(MATURITY);
  return found;
};

/** The payments of a season, signed and not yet in any block. */
export const seasonOf = (scenario: BitcoinScenario, found: MinedBlock): Season => {
  const wallet = (name: string) => scenario.wallet(name);
  const payout = scenario.pay(
    [scenario.reward(found, wallet('pool'))],
    MINERS.map((name) => [wallet(name), 9n * COIN] as const),
  );
  const [coin1, coin2, coin3, coin4] = payout.coins as [Coin, Coin, Coin, Coin];
  const deposit = scenario.pay([coin1], [[wallet('exchange-deposit-1'), 675_000_000n]]);
  return {
    found,
    payout,
    deposit,
    sweep: scenario.pay([deposit.coins[0] as Coin], [[wallet('exchange'), 674_000_000n]]),
    privateSale: scenario.pay([coin2], [[wallet('unknown'), 5n * COIN]]),
    joint: scenario.pay([coin3, coin4], [[wallet('unknown'), 17n * COIN]]),
  };
};

const witnessOf = (
  transaction: Transaction,
  index: number,
  coins: readonly Coin[],
): Uint8Array[] => {
  const { wallet, amount } = coins[index] as Coin;
  const { key } = wallet;
  if (wallet.name.startsWith('taproot')) return [spendByKey(transaction, index, coins)];
  const code = payments.p2pkh({ pubkey: key.publicKey }).output as Uint8Array;
  const all = Transaction.SIGHASH_ALL;
  const digest = transaction.hashForWitnessV0(index, code, amount, all);
  return [script.signature.encode(key.sign(digest), all), key.publicKey];
};

/** Version 1, and the key itself as the program: nothing of it is shown when it is spent (BIP 341). */
const taprootOf = (key: ECPairInterface): Uint8Array =>
  Buffer.concat([Buffer.from([0x51, 0x20]), key.publicKey.subarray(1)]);

const spendByKey = (
  transaction: Transaction,
  index: number,
  coins: readonly Coin[],
): Uint8Array => {
  const digest = transaction.hashForWitnessV1(
    index,
    coins.map(({ wallet }) => wallet.script),
    coins.map(({ amount }) => amount),
    Transaction.SIGHASH_DEFAULT,
  );
  return (coins[index] as Coin).wallet.key.signSchnorr(digest);
};

const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((total, amount) => total + amount, 0n);
