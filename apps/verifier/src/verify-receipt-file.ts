import { unreachable } from '@esep/kernel';
import {
  leafHashOf,
  verifyReceipt,
  type Envelope,
  type ProofProblem,
  type ReceiptFile,
} from '@esep/ledger-format';

import type { Verdict } from './verdict.js';

export interface VerifyOptions {
  /** The key that the log is known to have, from a source other than the file. */
  readonly verifierKey?: string;
}

/**
 * Does a receipt, as `GET /<service>/v1/receipts/{eventId}` gave it, prove that its event stands in
 * the log? Only a key from elsewhere proves who signed: whoever forges a receipt forges the key in
 * it as well, so without one the best answer is that the receipt agrees with itself.
 */
export const verifyReceiptFile = (text: string, { verifierKey }: VerifyOptions): Verdict => {
  const receipt = readReceiptFile(text);
  if (!receipt)
    return {
      verdict: 'unusable',
      reason: 'receipt-malformed',
      explanation:
        'This is not a receipt. A receipt is a JSON object with the texts event, proof and verifierKey.',
    };
  const key = verifierKey ?? receipt.verifierKey;
  const checked = verifyReceipt(receipt.event, receipt.proof, key);
  if (!checked.ok) return refused(checked.reason, verifierKey);
  const { envelope, index, head } = checked.value;
  const subject = {
    event: `${envelope.type} ${envelope.eventId}`,
    stream: `${envelope.stream}, version ${envelope.version}`,
    happened: envelope.validAt,
    recorded: envelope.recordedAt,
    authority: envelope.authority,
    leaf: leafHashOf(receipt.event).toString('hex'),
    log: envelope.log,
    position: `${index} of a log of ${head.size} events`,
    root: head.root.toString('hex'),
    key,
    ...bodyOf(envelope),
  };
  if (verifierKey === undefined)
    return {
      verdict: 'not-proven',
      reason: 'key-not-trusted',
      explanation:
        'The receipt agrees with itself, but the key came from the receipt, and such a key proves nothing about who signed. Get the key of the log from a source that you trust and give it with --key.',
      subject,
    };
  return {
    verdict: 'proven',
    explanation: `The owner of the key that you gave signed a log in which exactly this event stands at position ${index}.`,
    subject,
  };
};

const bodyOf = ({ body }: Envelope): Record<string, string> =>
  Object.fromEntries(
    Object.entries(body).map(([field, value]) => [
      `body.${field}`,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

const readReceiptFile = (text: string): ReceiptFile | undefined => {
  try {
    const file = JSON.parse(text) as Partial<Record<keyof ReceiptFile, unknown>> | null;
    const { event, proof, verifierKey } = file ?? {};
    return typeof event === 'string' && typeof proof === 'string' && typeof verifierKey === 'string'
      ? { event, proof, verifierKey }
      : undefined;
  } catch {
    return undefined;
  }
};

const refused = (reason: ProofProblem, trusted: string | undefined): Verdict => {
  switch (reason) {
    case 'verifier-key-malformed':
      return {
        verdict: 'unusable',
        reason,
        explanation:
          trusted === undefined
            ? 'The key in the receipt is not one. Give the key of the log with --key.'
            : 'The key given with --key is not one. It reads <log>+<8 hexadecimal digits>+<base64>.',
      };
    case 'proof-malformed':
    case 'checkpoint-malformed':
    case 'event-malformed':
      return { verdict: 'unusable', reason, explanation: EXPLANATIONS[reason] };
    case 'checkpoint-of-another-log':
    case 'checkpoint-signature-wrong':
    case 'event-not-canonical':
    case 'event-of-another-log':
    case 'event-not-in-log':
      return { verdict: 'not-proven', reason, explanation: EXPLANATIONS[reason] };
    default:
      return unreachable(reason);
  }
};

const EXPLANATIONS = {
  'proof-malformed':
    'The proof in the receipt cannot be read: it is cut short, changed, or of another format.',
  'checkpoint-malformed':
    'The checkpoint in the receipt cannot be read: it is cut short, changed, or of another format.',
  'event-malformed':
    'The event in the receipt cannot be read: it is cut short, changed, or of another format.',
  'checkpoint-of-another-log': 'The checkpoint in the receipt is one of another log than the key.',
  'checkpoint-signature-wrong':
    'The checkpoint in the receipt was not signed with this key, or it was changed after it was signed.',
  'event-not-canonical':
    'The event is not written in the one form that is hashed (RFC 8785), so it is not what was recorded.',
  'event-of-another-log': 'The event names another log than the checkpoint that should prove it.',
  'event-not-in-log':
    'The proof does not lead from this event to the signed tree: the event, its position or the proof was changed.',
} as const satisfies Partial<Record<ProofProblem, string>>;
