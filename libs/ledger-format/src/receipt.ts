import { parsed, unparsable, type Parsed } from '@esep/kernel';

import { openCheckpoint, type CheckpointProblem, type TreeHead } from './checkpoint.js';
import { leafHashOf, preimageOf, type Envelope } from './envelope.js';
import { verifyInclusion } from './merkle.js';

// A receipt proves offline that one event stands in the log: the event's bytes, and a C2SP
// `.tlog-proof` with its index, its audit path and the signed checkpoint it leads to.

/** What `GET /<service>/v1/receipts/{eventId}` answers: a file that is enough to check one event. */
export interface ReceiptFile {
  /** The preimage: exactly the text that was hashed. */
  readonly event: string;
  /** The `.tlog-proof`. */
  readonly proof: string;
  /** Whose log it says it is. Convenient, but no evidence: whoever forges a receipt writes it too. */
  readonly verifierKey: string;
}

export interface InclusionProof {
  readonly index: number;
  readonly path: readonly Buffer[];
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

export const formatProof = ({ index, path, checkpoint }: InclusionProof): string =>
  [HEADER, `index ${index}`, ...path.map((node) => node.toString('base64')), '', checkpoint].join(
    '\n',
  );

export type ProofProblem =
  | CheckpointProblem
  | 'proof-malformed'
  | 'event-malformed'
  | 'event-not-canonical'
  | 'event-of-another-log'
  | 'event-not-in-log';

export const parseProof = (text: string): Parsed<InclusionProof, 'proof-malformed'> => {
  const match = PROOF.exec(text);
  if (!match) return unparsable('proof-malformed');
  const [, digits = '', lines = '', checkpoint = ''] = match;
  const index = Number(digits);
  if (!Number.isSafeInteger(index)) return unparsable('proof-malformed');
  const hashes = lines.split('\n').filter((line) => line !== '');
  return parsed({ index, path: hashes.map((line) => Buffer.from(line, 'base64')), checkpoint });
};

/** One spelling of each hash: the last digit of 32 bytes in base64 has two bits that say nothing. */
const PROOF =
  /^c2sp\.org\/tlog-proof@v1\n(?:extra [A-Za-z0-9+/]*=*\n)?index (0|[1-9]\d*)\n((?:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\n)*)\n([^]+)$/;

/**
 * Does this proof show that exactly these bytes stand in the log of this key? Gives the event and
 * the tree head it was proved against, or the first thing that is wrong.
 */
export const verifyReceipt = (
  bytes: string,
  proofText: string,
  verifierKey: string,
): Parsed<{ envelope: Envelope; index: number; head: TreeHead }, ProofProblem> => {
  const proof = parseProof(proofText);
  if (!proof.ok) return proof;
  const head = openCheckpoint(proof.value.checkpoint, verifierKey);
  if (!head.ok) return head;
  const envelope = readEnvelope(bytes);
  if (!envelope.ok) return envelope;
  if (envelope.value.log !== head.value.origin) return unparsable('event-of-another-log');
  const { index, path } = proof.value;
  return verifyInclusion(leafHashOf(bytes), index, head.value.size, path, head.value.root)
    ? parsed({ envelope: envelope.value, index, head: head.value })
    : unparsable('event-not-in-log');
};

/**
 * A receipt comes from anywhere, so here, unlike in `envelopeOf`, the shape is doubted. Bytes that
 * mean the same event but are written otherwise are refused: they would show a reader one thing twice.
 */
const readEnvelope = (
  bytes: string,
): Parsed<Envelope, 'event-malformed' | 'event-not-canonical'> => {
  try {
    const envelope: unknown = JSON.parse(bytes);
    if (!isEnvelope(envelope)) return unparsable('event-malformed');
    return preimageOf(envelope) === bytes ? parsed(envelope) : unparsable('event-not-canonical');
  } catch {
    // No JSON, or a value that no preimage can hold.
    return unparsable('event-malformed');
  }
};

const KINDS = {
  v: 'number',
  log: 'string',
  eventId: 'string',
  stream: 'string',
  version: 'number',
  type: 'string',
  schemaVersion: 'number',
  validAt: 'string',
  recordedAt: 'string',
  authority: 'string',
  salt: 'string',
  meta: 'object',
  body: 'object',
} as const satisfies { readonly [Field in keyof Envelope]: string };

const isEnvelope = (value: unknown): value is Envelope =>
  isObject(value) &&
  value['v'] === 1 &&
  Object.entries(KINDS).every(([field, kind]) =>
    kind === 'object' ? isObject(value[field]) : typeof value[field] === kind,
  );

const isObject = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
