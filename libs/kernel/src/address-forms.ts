import {
  decodeCashAddressFormat,
  encodeCashAddressFormat,
} from '@bitauth/libauth/build/lib/address/cash-address.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bech32, bech32m } from 'bech32';
import bs58check from 'bs58check';

import type { AddressNetwork, AddressProblem, ParsedAddress } from './parsed-address.js';

// How the addresses of each coin are written: base58 with a version byte, bech32 (BIP 173, 350),
// the cash format of Bitcoin Cash and Kaspa, hex with a checksum in its capitals (EIP-55).

export interface AddressForm {
  /** Of a link that asks for a payment, e.g. `bitcoin:`. */
  readonly scheme?: string;
  readonly parse: (text: string, network: AddressNetwork) => ParsedAddress;
}

const found = (address: string): ParsedAddress => ({ ok: true, address });
const refused = (problem: AddressProblem): ParsedAddress => ({ ok: false, problem });

// ── Base58 and bech32 ───────────────────────────────────────────────────────────────────────────

/** Version bytes and the prefix of a network; the first version of a kind is the one that is shown. */
interface Marks {
  readonly bech32?: string;
  readonly key: readonly number[];
  readonly script: readonly number[];
}

type MarksByNetwork = Readonly<Record<AddressNetwork, Marks>>;

const TEST: Marks = { key: [0x6f], script: [0xc4] };
const NONE: Marks = { key: [], script: [] };

const BITCOIN: MarksByNetwork = {
  mainnet: { bech32: 'bc', key: [0x00], script: [0x05] },
  testnet: { bech32: 'tb', ...TEST },
  regtest: { bech32: 'bcrt', ...TEST },
  simnet: { bech32: 'sb', key: [0x3f], script: [0x7b] },
};

const LITECOIN: MarksByNetwork = {
  // Until 2017 a script was written with Bitcoin's 0x05.
  mainnet: { bech32: 'ltc', key: [0x30], script: [0x32, 0x05] },
  testnet: { bech32: 'tltc', key: [0x6f], script: [0x3a, 0xc4] },
  regtest: { bech32: 'rltc', key: [0x6f], script: [0x3a, 0xc4] },
  simnet: NONE,
};

const DOGECOIN: MarksByNetwork = {
  mainnet: { key: [0x1e], script: [0x16] },
  testnet: { key: [0x71], script: [0xc4] },
  regtest: TEST,
  simnet: NONE,
};

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]{26,36}$/;
const BECH32 = /^([a-z]{2,10})1([02-9ac-hj-np-z]{6,})$/i;
const HASH_BYTES = 20;

const bitcoinLike = (byNetwork: MarksByNetwork, scheme: string): AddressForm => ({
  scheme,
  parse: (text, network) =>
    byNetwork.mainnet.bech32 !== undefined && BECH32.test(text)
      ? segwit(text, byNetwork[network])
      : base58(text, byNetwork[network], ({ version, hash }) =>
          bs58check.encode(Uint8Array.of(version, ...hash)),
        ),
});

interface Base58Payload {
  readonly kind: 'key' | 'script';
  /** The version that is shown. */
  readonly version: number;
  readonly hash: Uint8Array;
}

const base58 = (
  text: string,
  marks: Marks,
  shown: (payload: Base58Payload) => string,
): ParsedAddress => {
  if (!BASE58.test(text)) return refused('address-malformed');
  const bytes = bs58check.decodeUnsafe(text);
  if (bytes === undefined) return refused('address-checksum-wrong');
  const [version = -1, ...hash] = bytes;
  const kind = (['key', 'script'] as const).find((one) => marks[one].includes(version));
  if (kind === undefined || hash.length !== HASH_BYTES)
    return refused('address-of-another-network');
  return found(shown({ kind, version: marks[kind][0] as number, hash: Uint8Array.from(hash) }));
};

const segwit = (text: string, marks: Marks): ParsedAddress => {
  // Both cases in one text would be two spellings of every letter (BIP 173).
  if (text !== text.toLowerCase() && text !== text.toUpperCase())
    return refused('address-malformed');
  const lower = text.toLowerCase();
  const words = bech32.decodeUnsafe(lower) ?? bech32m.decodeUnsafe(lower);
  if (words === undefined) return refused('address-checksum-wrong');
  if (words.prefix !== marks.bech32) return refused('address-of-another-network');
  const [version = -1, ...data] = words.words;
  const program = bech32.fromWordsUnsafe(data);
  const length = program?.length ?? 0;
  const isRightLength =
    version === 0 ? length === 20 || length === 32 : length >= 2 && length <= 40;
  if (version < 0 || version > 16 || !isRightLength) return refused('address-malformed');
  // Version 0 has the older checksum, the later ones the newer (BIP 350).
  const { decodeUnsafe } = version === 0 ? bech32 : bech32m;
  return decodeUnsafe(lower) ? found(lower) : refused('address-checksum-wrong');
};

// ── The cash format ─────────────────────────────────────────────────────────────────────────────

interface CashMarks {
  readonly prefixes: Readonly<Record<AddressNetwork, readonly string[]>>;
  /** Version byte → length of what follows, and the version that is shown. */
  readonly versions: Readonly<Record<number, readonly [bytes: number, shown: number]>>;
}

const BITCOIN_CASH: CashMarks = {
  prefixes: {
    mainnet: ['bitcoincash'],
    testnet: ['bchtest'],
    regtest: ['bchreg', 'bchtest'],
    simnet: [],
  },
  // The bit for tokens (16) says nothing of whom is paid.
  versions: { 0: [20, 0], 8: [20, 8], 11: [32, 11], 16: [20, 0], 24: [20, 8], 27: [32, 11] },
};

const KASPA: CashMarks = {
  prefixes: {
    mainnet: ['kaspa'],
    testnet: ['kaspatest'],
    regtest: ['kaspadev'],
    simnet: ['kaspasim'],
  },
  versions: { 0: [32, 0], 1: [33, 1], 8: [32, 8] },
};

const CASH = /^(?:([a-z]{2,20}):)?([02-9ac-hj-np-z]{20,120})$/i;

const cash = (text: string, { prefixes, versions }: CashMarks, network: AddressNetwork) => {
  const [, prefix, payload] = CASH.exec(text) ?? [];
  if (payload === undefined || (text !== text.toLowerCase() && text !== text.toUpperCase()))
    return refused('address-malformed');
  const own = prefixes[network];
  if (prefix !== undefined && !own.includes(prefix.toLowerCase()))
    return refused('address-of-another-network');
  for (const tried of prefix === undefined ? own : [prefix.toLowerCase()]) {
    const decoded = decodeCashAddressFormat(`${tried}:${payload.toLowerCase()}`);
    if (typeof decoded === 'string') continue;
    const [bytes, version] = versions[decoded.version] ?? [-1, -1];
    return decoded.payload.length === bytes
      ? found(cashText(tried, version, decoded.payload))
      : refused('address-malformed');
  }
  return refused('address-checksum-wrong');
};

const cashText = (prefix: string, version: number, payload: Uint8Array): string =>
  encodeCashAddressFormat({ prefix, version, payload }).address;

/** Until 2018 Bitcoin Cash was written as Bitcoin is; many wallets still show it. */
const bitcoinCash: AddressForm = {
  parse: (text, network) => {
    const [prefix] = BITCOIN_CASH.prefixes[network].slice(-1);
    if (prefix === undefined || !BASE58.test(text)) return cash(text, BITCOIN_CASH, network);
    const parsed = base58(text, BITCOIN[network], ({ kind, hash }) =>
      cashText(prefix, kind === 'key' ? 0 : 8, hash),
    );
    return parsed.ok || CASH.exec(text) === null ? parsed : cash(text, BITCOIN_CASH, network);
  },
};

// ── Accounts in hex ─────────────────────────────────────────────────────────────────────────────

const ACCOUNT = /^(0x)?([0-9a-f]{40})$/i;

const account: AddressForm = {
  scheme: 'ethereum',
  parse: (text) => {
    const hex = ACCOUNT.exec(text)?.[2];
    if (hex === undefined) return refused('address-malformed');
    const lower = hex.toLowerCase();
    const isPlain = hex === lower || hex === hex.toUpperCase();
    return isPlain || hex === withCapitals(lower)
      ? found(`0x${lower}`)
      : refused('address-checksum-wrong');
  },
};

/** EIP-55: a letter is a capital where the hash of the text has 8 or more at its place. */
const withCapitals = (lower: string): string => {
  const hash = keccak_256(new TextEncoder().encode(lower));
  const isCapital = (i: number) => ((hash[i >> 1] as number) >> (i % 2 === 0 ? 4 : 0)) % 16 >= 8;
  return [...lower].map((letter, i) => (isCapital(i) ? letter.toUpperCase() : letter)).join('');
};

export const ADDRESS_FORMS: Readonly<Record<string, AddressForm>> = {
  BTC: bitcoinLike(BITCOIN, 'bitcoin'),
  BCH: bitcoinCash,
  LTC: bitcoinLike(LITECOIN, 'litecoin'),
  DOGE: bitcoinLike(DOGECOIN, 'dogecoin'),
  ETC: account,
  KAS: { parse: (text, network) => cash(text, KASPA, network) },
};

/** Until addresses were parsed, these were wallets of their own. */
export const formerSpellingsOf = (asset: string, address: string): readonly string[] => {
  if (asset === 'ETC') return [address.slice(2)];
  const [prefix, bare] = address.split(':');
  if (prefix === undefined || bare === undefined) return [];
  const decoded = asset === 'BCH' ? decodeCashAddressFormat(address) : '';
  if (typeof decoded === 'string' || decoded.payload.length !== HASH_BYTES) return [bare];
  const marks = prefix === 'bitcoincash' ? BITCOIN.mainnet : TEST;
  const [version = 0] = decoded.version === 0 ? marks.key : marks.script;
  return [bare, bs58check.encode(Uint8Array.of(version, ...decoded.payload))];
};
