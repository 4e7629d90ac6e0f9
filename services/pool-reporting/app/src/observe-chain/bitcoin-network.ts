import type { AddressNetwork } from '@esep/kernel';

/** What differs between the networks that run the Bitcoin protocol. */
export interface BitcoinNetwork {
  readonly name: AddressNetwork;
  readonly genesisHash: string;
  /** Human-readable part of segwit addresses. */
  readonly bech32: string;
  /** Version bytes of base-58 addresses. */
  readonly pubKeyHash: number;
  readonly scriptHash: number;
  /** No block may have an easier target than this. */
  readonly easiestTarget: bigint;
  /** From here on a coinbase begins with its height (BIP 34). */
  readonly heightInCoinbaseFrom: number;
  /** From here on a block commits to its witnesses (BIP 141). */
  readonly witnessFrom: number;
}

export const BITCOIN_NETWORKS = {
  mainnet: {
    name: 'mainnet',
    genesisHash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    bech32: 'bc',
    pubKeyHash: 0x00,
    scriptHash: 0x05,
    easiestTarget: (1n << 224n) - 1n,
    heightInCoinbaseFrom: 227_931,
    witnessFrom: 481_824,
  },
  testnet: {
    name: 'testnet',
    genesisHash: '000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943',
    bech32: 'tb',
    pubKeyHash: 0x6f,
    scriptHash: 0xc4,
    easiestTarget: (1n << 224n) - 1n,
    heightInCoinbaseFrom: 21_111,
    witnessFrom: 834_624,
  },
  regtest: {
    name: 'regtest',
    genesisHash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
    bech32: 'bcrt',
    pubKeyHash: 0x6f,
    scriptHash: 0xc4,
    easiestTarget: (1n << 255n) - 1n,
    heightInCoinbaseFrom: 1,
    witnessFrom: 1,
  },
  /** The private network of btcd, which keeps its chain over a restart. */
  simnet: {
    name: 'simnet',
    genesisHash: '683e86bd5c6d110d91b94b97137ba6bfe02dbbdb8e3dff722a669b5d69d77af6',
    bech32: 'sb',
    pubKeyHash: 0x3f,
    scriptHash: 0x7b,
    easiestTarget: (1n << 255n) - 1n,
    heightInCoinbaseFrom: 1,
    witnessFrom: 1,
  },
} as const satisfies Record<string, BitcoinNetwork>;

export type BitcoinNetworkName = keyof typeof BITCOIN_NETWORKS;
