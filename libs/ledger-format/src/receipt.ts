import { parsed, unparsable, type Parsed } from '@esep/kernel';

import { openCheckpoint, type CheckpointProblem, type TreeHead } from './checkpoint.js';
import { envelopeOf, leafHashOf, preimageOf, type Envelope } from './envelope.js';
import { verifyInclusion } from './merkle.js';

// A receipt proves offline that one event stands in the log: the event's bytes, and a C2SP
// `.tlog-proof` with its index, its audit path and the signed checkpoint it leads to.

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
  | 'event-not-canonical'
  | 'event-of-another-log'
  | 'event-not-in-log';

export const parseProof = (text: string): Parsed<InclusionProof, 'proof-malformed'> => {
  const match =
    /^c2sp\.org\/tlog-proof@v1\n(?:extra [A-Za-z0-9+/]*=*\n)?index (0|[1-9]\d*)\n((?:[A-Za-z0-9+/]{43}=\n)*)\n([^]+)$/.exec(
      text,
    );
  if (!match) return unparsable('proof-malformed');
  const [, index = '', path = '', checkpoint = ''] = match;
  const hashes = path.split('\n').filter(Boolean);
  return parsed({
    index: Number(index),
    path: hashes.map((line) => Buffer.from(line, 'base64')),
    checkpoint,
  });
};

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
  const envelope = readCanonical(bytes);
  if (!envelope) return unparsable('event-not-canonical');
  if (envelope.log !== head.value.origin) return unparsable('event-of-another-log');
  const { index, path } = proof.value;
  return verifyInclusion(leafHashOf(bytes), index, head.value.size, path, head.value.root)
    ? parsed({ envelope, index, head: head.value })
    : unparsable('event-not-in-log');
};

/** Bytes that parse to the same event but are written otherwise would show a reader one thing twice. */
const readCanonical = (bytes: string): Envelope | undefined => {
  try {
    const envelope = envelopeOf(bytes);
    return preimageOf(envelope) === bytes ? envelope : undefined;
  } catch {
    return undefined;
  }
};
