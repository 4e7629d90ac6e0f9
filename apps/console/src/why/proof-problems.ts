import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** Why a receipt proves nothing, as `esep verify` says it. */
export const PROOF_PROBLEMS: Readonly<Record<string, MessageDescriptor>> = {
  'receipt-malformed': msg`This is not a receipt: a JSON file with the texts event, proof and verifierKey.`,
  'key-not-trusted': msg`The receipt agrees with itself, but its key came with it, and such a key proves nothing about who signed.`,
  'log-unknown': msg`Nobody here says a key of the log that the event names. Paste the key, if you have it from a source that you trust.`,
  'verifier-key-malformed': msg`The key of the log is not one. It reads log+8 hexadecimal digits+base64.`,
  'proof-malformed': msg`The proof cannot be read: it is cut short, changed, or of another format.`,
  'checkpoint-malformed': msg`The signed head cannot be read: it is cut short, changed, or of another format.`,
  'event-malformed': msg`The event cannot be read: it is cut short, changed, or of another format.`,
  'checkpoint-of-another-log': msg`The signed head is one of another log than the key.`,
  'checkpoint-signature-wrong': msg`The head was not signed with this key, or it was changed after it was signed.`,
  'event-not-canonical': msg`The event is not written in the one form that is hashed, so it is not what was recorded.`,
  'event-of-another-log': msg`The event names another log than the head that should prove it.`,
  'event-not-in-log': msg`The proof does not lead from this event to the signed tree: the event, its position or the proof was changed.`,
};
