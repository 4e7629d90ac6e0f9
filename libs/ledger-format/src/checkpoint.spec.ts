import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

import fc from 'fast-check';

import { openCheckpoint, rawPublicKey, signCheckpoint, verifierKeyOf } from './checkpoint.js';
import { leafHashOf } from './envelope.js';

const LOG = 'esep/licensing/demo';
const HEAD = { origin: LOG, size: 109_482, root: leafHashOf('root') };

/** Any text, with half a surrogate pair now and then. */
const anyText = fc.string({ unit: fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)) });

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const verifierKey = verifierKeyOf(LOG, publicKey);
const checkpoint = signCheckpoint(HEAD, privateKey);

describe('A checkpoint', () => {
  it('tells its log, its size and its root to whoever has the key', () =>
    expect(openCheckpoint(checkpoint, verifierKey)).toEqual({ ok: true, value: HEAD }));

  it('is three lines of text, an empty line and a signature, as tlog-checkpoint writes it', () =>
    expect(checkpoint).toMatch(
      /^esep\/licensing\/demo\n109482\n[A-Za-z0-9+/]{43}=\n\n— esep\/licensing\/demo [A-Za-z0-9+/]{91}=\n$/,
    ));

  it('of an empty log is one too', () => {
    const empty = { origin: LOG, size: 0, root: leafHashOf('') };
    expect(openCheckpoint(signCheckpoint(empty, privateKey), verifierKey)).toEqual({
      ok: true,
      value: empty,
    });
  });

  it('may carry cosignatures of witnesses, which are passed over', () => {
    const cosigned = `${checkpoint}— witness.example ${Buffer.alloc(76, 7).toString('base64')}\n`;
    expect(openCheckpoint(cosigned, verifierKey).ok).toBe(true);
  });

  it('may carry a signature of the same name by a key that follows', () => {
    const next = generateKeyPairSync('ed25519');
    const line = signCheckpoint(HEAD, next.privateKey).split('\n').at(-2) as string;
    const both = `${checkpoint}${line}\n`;
    expect(openCheckpoint(both, verifierKey).ok).toBe(true);
    expect(openCheckpoint(both, verifierKeyOf(LOG, next.publicKey)).ok).toBe(true);
  });

  it('is refused when one of two signatures of its own key is wrong', () => {
    const line = signCheckpoint({ ...HEAD, size: 1 }, privateKey)
      .split('\n')
      .at(-2) as string;
    expect(openCheckpoint(`${checkpoint}${line}\n`, verifierKey)).toEqual(
      refused('checkpoint-signature-wrong'),
    );
  });

  it('of another log is refused, even under the same key', () => {
    const other = signCheckpoint({ ...HEAD, origin: 'esep/tax/demo' }, privateKey);
    expect(openCheckpoint(other, verifierKey)).toEqual(refused('checkpoint-of-another-log'));
  });

  it('under another key of the same name is refused', () => {
    const other = generateKeyPairSync('ed25519');
    expect(openCheckpoint(checkpoint, verifierKeyOf(LOG, other.publicKey))).toEqual(
      refused('checkpoint-signature-wrong'),
    );
  });

  it('proves nothing when any bit of it is another', () => {
    for (let bit = 0; bit < Buffer.byteLength(checkpoint) * 8; bit += 1) {
      const bytes = Buffer.from(checkpoint);
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      const { ok } = openCheckpoint(bytes.toString(), verifierKey);
      expect({ bit, ok }).toEqual({ bit, ok: false });
    }
  });

  it.each([
    ['no size', (text: string) => text.replace('109482\n', '')],
    ['a size with a leading zero', (text: string) => text.replace('109482', '0109482')],
    ['a size beyond exact numbers', (text: string) => text.replace('109482', '9007199254740993')],
    ['a short root', (text: string) => text.replace(/\n(.{43})=/, '\n$1')],
    ['another spelling of the root', (text: string) => text.replace(/.=\n/, '/=\n')],
    ['no empty line', (text: string) => text.replace('\n\n', '\n')],
    ['no newline at its end', (text: string) => text.trimEnd()],
    ['no signature', (text: string) => text.replace(/—.*\n/, '')],
    ['a hyphen for the dash', (text: string) => text.replace('—', '-')],
    ['a carriage return', (text: string) => text.replace('\n', '\r\n')],
    ['a control character', (text: string) => text.replace('\n\n', '\nextra\u0007\n\n')],
    ['text that is no UTF-8', (text: string) => text.replace('\n\n', '\nextra\ud800\n\n')],
  ])('with %s is malformed', (_, change) =>
    expect(openCheckpoint(change(checkpoint), verifierKey)).toEqual(
      refused('checkpoint-malformed'),
    ),
  );

  it('is never an exception, whatever is read as one', () =>
    fc.assert(
      fc.property(anyText, anyText, fc.nat(checkpoint.length), (text, key, at) => {
        const spoiled = checkpoint.slice(0, at) + text + checkpoint.slice(at);
        fc.pre(spoiled !== checkpoint);
        expect(openCheckpoint(text, verifierKey).ok).toBe(false);
        expect(openCheckpoint(spoiled, verifierKey).ok).toBe(false);
        expect(openCheckpoint(checkpoint, key).ok).toBe(false);
      }),
    ));
});

describe("The key of a log, as Go's sumdb/note reads it", () => {
  // The published example of that package: a key pair for everybody.
  const published = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
  const seed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
  const peter = privateKeyOf(seed);

  it('is name, key id and key', () =>
    expect(verifierKeyOf('PeterNeumann', createPublicKey(peter))).toBe(published));

  it('opens what the published private key signs', () => {
    const head = { ...HEAD, origin: 'PeterNeumann' };
    const note = signCheckpoint(head, peter);
    expect(openCheckpoint(note, published)).toEqual({ ok: true, value: head });
    // The first four bytes of a signature are the key id: `x08go` in the published note as well.
    expect(note).toContain('\n— PeterNeumann x08go');
  });

  it('does not open a note that is no checkpoint, though the signature is good', () =>
    expect(
      openCheckpoint(
        'If you think cryptography is the answer to your problem,\n' +
          "then you don't know what your problem is.\n\n" +
          '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
        published,
      ),
    ).toEqual(refused('checkpoint-malformed')));

  it('may stand among white space, as it comes from a file', () =>
    expect(openCheckpoint(checkpoint, ` ${verifierKey}\n`).ok).toBe(true));

  it.each([
    ['nothing', ''],
    ['no key', 'PeterNeumann+c74f20a3'],
    ['another key id', published.replace('c74f20a3', 'c74f20a4')],
    ['another name', published.replace('PeterNeumann', 'PeterNewmann')],
    ['another key', published.replace('ARpc', 'ARpd')],
    ['another algorithm', published.replace('+ARpc', '+Ahpc')],
    ['a name with a space', published.replace('PeterNeumann', 'Peter Neumann')],
    ['a key cut short', published.slice(0, -4)],
  ])('is not read with %s', (_, key) =>
    expect(openCheckpoint(checkpoint, key)).toEqual(refused('verifier-key-malformed')),
  );

  it('is 32 bytes, from the public or the private half', () => {
    expect(rawPublicKey(publicKey)).toHaveLength(32);
    expect(rawPublicKey(createPublicKey(privateKey))).toEqual(rawPublicKey(publicKey));
  });
});

function refused(reason: string) {
  return { ok: false, reason };
}

function privateKeyOf(ed25519Seed: Buffer): KeyObject {
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    ed25519Seed,
  ]);
  return createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}
