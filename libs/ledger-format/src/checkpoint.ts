import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

import { parsed, unparsable, type Parsed } from '@esep/kernel';

// A checkpoint (C2SP tlog-checkpoint) is a tree head as a signed note (C2SP signed-note): three
// lines of text, an empty line, and signature lines `— <key name> base64(key id ‖ signature)`.

export interface TreeHead {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

const ED25519 = 1;
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The 32 raw bytes of an Ed25519 public key. */
export const rawPublicKey = (key: KeyObject): Buffer =>
  key.export({ type: 'spki', format: 'der' }).subarray(SPKI_PREFIX.length);

const keyIdOf = (name: string, raw: Uint8Array): Buffer =>
  hash(
    'sha256',
    Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), raw]),
    'buffer',
  ).subarray(0, 4);

/** `name+keyid+base64(0x01 ‖ key)`: how a verifier is told the log's key, as Go's sumdb/note reads it. */
export const verifierKeyOf = (origin: string, publicKey: KeyObject): string => {
  const raw = rawPublicKey(publicKey);
  return `${origin}+${keyIdOf(origin, raw).toString('hex')}+${Buffer.concat([Buffer.of(ED25519), raw]).toString('base64')}`;
};

export const signCheckpoint = ({ origin, size, root }: TreeHead, privateKey: KeyObject): string => {
  const text = `${origin}\n${size}\n${root.toString('base64')}\n`;
  const id = keyIdOf(origin, rawPublicKey(createPublicKey(privateKey)));
  const signature = Buffer.concat([id, sign(null, Buffer.from(text), privateKey)]);
  return `${text}\n— ${origin} ${signature.toString('base64')}\n`;
};

export type CheckpointProblem =
  | 'verifier-key-malformed'
  | 'checkpoint-malformed'
  | 'checkpoint-of-another-log'
  | 'checkpoint-signature-wrong';

/** Reads a checkpoint and checks it against the verifier key of the log it should come from. */
export const openCheckpoint = (
  note: string,
  verifierKey: string,
): Parsed<TreeHead, CheckpointProblem> => {
  const key = readVerifierKey(verifierKey);
  if (!key) return unparsable('verifier-key-malformed');
  const match = NOTE.exec(note);
  if (!match || !note.isWellFormed() || /[^\P{Cc}\n]/u.test(note))
    return unparsable('checkpoint-malformed');
  const [, text = '', origin = '', digits = '', root = '', signatures = ''] = match;
  const size = Number(digits);
  if (!Number.isSafeInteger(size)) return unparsable('checkpoint-malformed');
  if (origin !== key.name) return unparsable('checkpoint-of-another-log');
  // Signatures of other keys (witnesses, a key that follows) are passed over; ours must all be good.
  const ours = signatures
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, name]) => name === key.name)
    .map(([, , base64 = '']) => ({ base64, bytes: Buffer.from(base64, 'base64') }))
    .filter(({ bytes }) => bytes.subarray(0, 4).equals(key.id));
  const isGood = ({ base64, bytes }: { base64: string; bytes: Buffer }) =>
    bytes.toString('base64') === base64 &&
    verify(null, Buffer.from(text), key.publicKey, bytes.subarray(4));
  const signed = ours.length > 0 && ours.every(isGood);
  return signed
    ? parsed({ origin, size, root: Buffer.from(root, 'base64') })
    : unparsable('checkpoint-signature-wrong');
};

/** Text (origin, size, root, extension lines), an empty line, signature lines. One spelling of each hash. */
const NOTE =
  /^((.+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\n(?:.+\n)*)\n((?:— \S+ [A-Za-z0-9+/]+=*\n)+)$/;

const readVerifierKey = (text: string) => {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim());
  if (!match) return undefined;
  const [, name = '', id = '', encoded = ''] = match;
  const bytes = Buffer.from(encoded, 'base64');
  if (bytes.length !== 33 || bytes[0] !== ED25519) return undefined;
  const raw = bytes.subarray(1);
  if (keyIdOf(name, raw).toString('hex') !== id) return undefined;
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI_PREFIX, raw]),
    format: 'der',
    type: 'spki',
  });
  return { name, id: Buffer.from(id, 'hex'), publicKey };
};
