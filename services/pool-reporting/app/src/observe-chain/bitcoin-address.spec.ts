import { address as library, crypto, networks, payments, script } from 'bitcoinjs-lib';
import fc from 'fast-check';

import { addressOf, claimsOf, scriptOf } from './bitcoin-address.js';
import { BITCOIN_NETWORKS } from './bitcoin-network.js';

const { mainnet, regtest, simnet } = BITCOIN_NETWORKS;

describe('The address of a script', () => {
  it.each([
    ['P2PKH', [0x76, 0xa9, 0x14], 20, [0x88, 0xac]],
    ['P2SH', [0xa9, 0x14], 20, [0x87]],
    ['P2WPKH', [0x00, 0x14], 20, []],
    ['P2WSH', [0x00, 0x20], 32, []],
  ])('of %s is what other software writes', (_form, before, length, behind) =>
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (hash) => {
        const output = Uint8Array.from([...before, ...hash, ...behind]);
        expect(addressOf(output, mainnet)).toBe(library.fromOutputScript(output, networks.bitcoin));
        expect(addressOf(output, regtest)).toBe(library.fromOutputScript(output, networks.regtest));
        expect(scriptOf(addressOf(output, simnet) as string, simnet)).toEqual(output);
      }),
    ),
  );

  // BIP 86 and BIP 350.
  it.each([
    [
      '5120a60869f0dbcf1dc659c9cecbaf8050135ea9e8cdc487053f1dc6880949dc684c',
      'bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr',
    ],
    ['6002751e', 'bc1sw50qgdz25j'],
    ['5210751e76e8199196d454941c45d1b3a323', 'bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs'],
    ['51024e73', 'bc1pfeessrawgf'],
  ])('of witness version 1 and above: %s', (hex, address) => {
    expect(addressOf(Buffer.from(hex, 'hex'), mainnet)).toBe(address);
    expect(Buffer.from(scriptOf(address, mainnet) as Uint8Array).toString('hex')).toBe(hex);
  });

  it.each([
    ['a data carrier', '6a24aa21a9ed' + '00'.repeat(32)],
    ['a bare public key', '21' + '02'.repeat(33) + 'ac'],
    ['a bare multisignature', '5121' + '02'.repeat(33) + '51ae'],
    ['an unknown program of version 0', '0010' + '00'.repeat(16)],
    ['nothing', ''],
  ])('is none for %s', (_what, hex) =>
    expect(addressOf(Buffer.from(hex, 'hex'), mainnet)).toBeUndefined(),
  );
});

describe('An address as somebody typed it', () => {
  it('is written in one way', () =>
    expect(canonicalOf('BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4')).toBe(
      'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    ));

  it.each([
    ['of another network', 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080'],
    ['of another network in base 58', 'mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn'],
    ['with a wrong check', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5'],
    ['with a wrong check in base 58', '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3'],
    [
      'of version 1 with the check of version 0',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd',
    ],
    ['that is none', 'an address'],
    ['that is empty', ''],
  ])('is none when it is one %s', (_what, text) => expect(canonicalOf(text)).toBeUndefined());
});

function canonicalOf(text: string): string | undefined {
  const output = scriptOf(text, mainnet);
  return output && addressOf(output, mainnet);
}

describe('The address that an input speaks for', () => {
  const pubkey = Buffer.from(
    '0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    'hex',
  );
  const signature = Buffer.alloc(71, 0x30);
  const nothing = new Uint8Array(0);
  const p2wpkh = payments.p2wpkh({ pubkey });
  const p2ms = payments.p2ms({ m: 1, pubkeys: [pubkey, pubkey] });
  const claim = (scriptSig: Uint8Array, witness: Uint8Array[]) =>
    claimsOf(scriptSig, witness, mainnet).claimedAddress;

  it('is that of the public key of P2PKH', () =>
    expect(claim(script.compile([signature, pubkey]), [])).toBe(
      payments.p2pkh({ pubkey }).address,
    ));

  it('is that of an uncompressed key too', () => {
    const whole = Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 7)]);
    expect(claim(script.compile([signature, whole]), [])).toBe(
      library.toBase58Check(crypto.hash160(whole), mainnet.pubKeyHash),
    );
  });

  it('is that of the public key of P2WPKH', () =>
    expect(claim(nothing, [signature, pubkey])).toBe(p2wpkh.address));

  it('is that of the script of P2SH, with or without a witness', () => {
    expect(claim(script.compile([p2wpkh.output!]), [signature, pubkey])).toBe(
      payments.p2sh({ redeem: p2wpkh }).address,
    );
    expect(claim(script.compile([0, signature, p2ms.output!]), [])).toBe(
      payments.p2sh({ redeem: p2ms }).address,
    );
  });

  it('is that of the script of P2WSH', () =>
    expect(claim(nothing, [nothing, signature, p2ms.output!])).toBe(
      payments.p2wsh({ redeem: p2ms }).address,
    ));

  it.each([
    ['a script that does more than push', Buffer.from([0x51, 0x93]), []],
    ['a push that runs over the end', Buffer.from([0x4c]), []],
    ['no script at all', nothing, []],
  ])('is none for %s', (_what, scriptSig, witness) =>
    expect(claim(scriptSig, witness)).toBeUndefined(),
  );

  it.each<[string, Uint8Array, Uint8Array[], 'witness-program' | 'any' | undefined]>([
    ['a key path of taproot', nothing, [Buffer.alloc(64, 1)], 'witness-program'],
    [
      'a key path with an annex',
      nothing,
      [Buffer.alloc(64, 1), Buffer.alloc(9, 0x50)],
      'witness-program',
    ],
    [
      'a script path of taproot',
      nothing,
      [signature, p2ms.output!, Buffer.alloc(65, 0xc0)],
      'witness-program',
    ],
    ['a key, which a script path may imitate', nothing, [signature, pubkey], 'witness-program'],
    ['a script that does more than push', Buffer.from([0x51, 0x93]), [], 'any'],
    ['pushes of a signature and a key', script.compile([signature, pubkey]), [], undefined],
  ])('FIELD-4: may hide where %s is shown', (_what, scriptSig, witness, mayHide) =>
    expect(claimsOf(scriptSig, witness, mainnet).mayHide).toBe(mayHide),
  );

  it('FIELD-4: is told both ways where a key could also be a script', () => {
    expect(claimsOf(nothing, [signature, pubkey], mainnet).otherClaim).toBe(
      library.toBech32(crypto.sha256(pubkey), 0, mainnet.bech32),
    );
    expect(claimsOf(script.compile([signature, pubkey]), [], mainnet).otherClaim).toBe(
      library.toBase58Check(crypto.hash160(pubkey), mainnet.scriptHash),
    );
  });

  it('is something or nothing for any bytes, and never a failure', () =>
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.array(fc.uint8Array(), { maxLength: 4 }),
        (bytes, witness) => {
          expect(['string', 'undefined']).toContain(typeof claim(bytes, witness));
        },
      ),
    ));
});
