import type { AddressNetwork } from './parsed-address.js';
import {
  assetsMeant,
  canonicalAddress,
  formerSpellings,
  isHiddenWhenSpent,
  parseAddress,
  spellingsMeant,
} from './address.js';

const CASH = 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a';
const CASH_SCRIPT = 'bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq';
const ACCOUNT = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed';
const SEGWIT = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';
const TAPROOT = 'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0';
const KASPA = 'kaspa:qqkqkzjvr7zwxxmjxjkmxxdwju9kjs6e9u82uh59z07vgaks6gg62v8707g73';

describe('FIELD-6: a wallet has one spelling', () => {
  it.each([
    ['BTC', 'in capitals, as in a QR code', SEGWIT.toUpperCase(), SEGWIT],
    ['BTC', 'as a link that asks for a payment', `bitcoin:${SEGWIT}?amount=0.1`, SEGWIT],
    ['BTC', 'as a link in capitals', `BITCOIN:${SEGWIT.toUpperCase()}`, SEGWIT],
    ['BTC', 'with blanks around it', ` ${SEGWIT}\t`, SEGWIT],
    ['BTC', 'of taproot', TAPROOT.toUpperCase(), TAPROOT],
    ['BTC', 'in base58, which is exact', '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', undefined],
    ['BCH', 'in the cash format', CASH, CASH],
    ['BCH', 'without its prefix', CASH.slice(12), CASH],
    ['BCH', 'in capitals', CASH.toUpperCase(), CASH],
    ['BCH', 'as Bitcoin is written', '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu', CASH],
    ['BCH', 'of a script', '3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC', CASH_SCRIPT],
    [
      'BCH',
      'that says it takes tokens',
      'bitcoincash:zpm2qsznhks23z7629mms6s4cwef74vcwvrqekrq9w',
      CASH,
    ],
    [
      'LTC',
      'of a script, as Bitcoin is written',
      '3CDJNfdWX8m2NwuGUV3nhXHXEeLygMXoAj',
      'MJRSgZ3UUFcTBTBAaN38XAXvZLwRe8WVw7',
    ],
    ['ETC', 'with a checksum', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', ACCOUNT],
    ['ETC', 'without 0x', '5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', ACCOUNT],
    ['ETC', 'in small letters', ACCOUNT, ACCOUNT],
    ['ETC', 'in capitals', `0x${ACCOUNT.slice(2).toUpperCase()}`, ACCOUNT],
    ['KAS', 'without its prefix', KASPA.slice(6), KASPA],
    ['DOGE', 'of a key', 'DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L', undefined],
  ])('%s %s', (asset, _how, written, shown = written) => {
    expect(parseAddress(asset, written)).toEqual({ ok: true, address: shown });
    expect(canonicalAddress(asset, written)).toBe(shown);
  });
});

describe('FIELD-6: what is no address of the coin is refused, and why', () => {
  it.each([
    [
      'BTC',
      'both cases of bech32 in one',
      `${SEGWIT.slice(0, 20).toUpperCase()}${SEGWIT.slice(20)}`,
      'address-malformed',
    ],
    [
      'BTC',
      'a character of bech32 that is wrong',
      SEGWIT.replace('ar0', 'ar9'),
      'address-checksum-wrong',
    ],
    [
      'BTC',
      'a character of base58 that is wrong',
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb',
      'address-checksum-wrong',
    ],
    [
      'BTC',
      'the test network',
      'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
      'address-of-another-network',
    ],
    [
      'BTC',
      'the test network in base58',
      'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn',
      'address-of-another-network',
    ],
    ['BTC', 'another coin', 'LTWMZkGxkZ7cVCYqwb8GqtxH9zFAw4E1eF', 'address-checksum-wrong'],
    [
      'BTC',
      'another coin in base58',
      'DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L',
      'address-of-another-network',
    ],
    [
      'BTC',
      'taproot with the checksum of segwit 0',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
      'address-checksum-wrong',
    ],
    ['BTC', 'text', 'my wallet', 'address-malformed'],
    ['BTC', 'nothing', '', 'address-malformed'],
    ['BTC', 'a blank inside', SEGWIT.replace('ar0', 'ar 0'), 'address-malformed'],
    ['BCH', 'a character that is wrong', CASH.replace('qpm2', 'qpm3'), 'address-checksum-wrong'],
    [
      'BCH',
      'the test network',
      'bchtest:qpm2qsznhks23z7629mms6s4cwef74vcwvqcw003ap',
      'address-of-another-network',
    ],
    ['BCH', 'both cases in one', CASH.replace('qpm2', 'QPM2'), 'address-malformed'],
    [
      'ETC',
      'capitals that are no checksum',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD',
      'address-checksum-wrong',
    ],
    ['ETC', 'a digit too few', ACCOUNT.slice(0, -1), 'address-malformed'],
    ['KAS', 'a character that is wrong', KASPA.replace('qqkq', 'qqkp'), 'address-checksum-wrong'],
    ['XYZ', 'a coin that nobody knows', SEGWIT, 'address-malformed'],
  ])('%s: %s', (asset, _what, written, problem) =>
    expect(parseAddress(asset, written)).toEqual({ ok: false, problem }),
  );

  it.each<[AddressNetwork, string]>([
    ['testnet', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'],
    ['regtest', 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'],
    ['simnet', 'sb1qw508d6qejxtdg4y5r3zarvary0c5xw7krxe8se'],
  ])('but where %s is observed, its addresses are taken too', (network, address) => {
    expect(parseAddress('BTC', address).ok).toBe(false);
    expect(parseAddress('BTC', address, network)).toEqual({ ok: true, address });
    expect(parseAddress('BTC', SEGWIT, network).ok).toBe(true);
  });
});

describe('An address in a ledger', () => {
  it('of before stays readable, also where it is none', () => {
    expect(canonicalAddress('BTC', 'bc1QAR0')).toBe('bc1QAR0');
    expect(canonicalAddress('BTC', 'BC1QALIA')).toBe('bc1qalia');
  });

  it('may have been bound under other spellings', () => {
    expect(formerSpellings('BCH', CASH)).toEqual([
      CASH.slice(12),
      '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu',
    ]);
    expect(formerSpellings('ETC', ACCOUNT)).toEqual([ACCOUNT.slice(2)]);
    expect(formerSpellings('BTC', SEGWIT)).toEqual([]);
  });

  it('in a list without coins is of every coin that it is an address of', () => {
    expect(assetsMeant('1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu')).toEqual(['BTC', 'BCH']);
    expect(spellingsMeant('1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu')).toEqual([
      '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu',
      CASH,
    ]);
    expect(assetsMeant('my wallet')).toEqual([]);
    expect(spellingsMeant('my wallet')).toEqual(['my wallet']);
  });

  it('of taproot does not show itself when it is spent from', () => {
    expect([TAPROOT, SEGWIT, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'].map(isHiddenWhenSpent)).toEqual([
      true,
      false,
      false,
    ]);
  });
});
