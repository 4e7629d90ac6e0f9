import {
  receiptsIn,
  verifyContinuation,
  verifyReceiptFile,
  type TileReader,
  type Verdict,
} from '@esep/verifier';

import { eventIn } from './event-in.js';
import { logOf } from './key-sources.js';
import type {
  ContinuationAsked,
  ContinuationChecked,
  FileChecked,
  ReceiptChecked,
  Tasks,
} from './tasks.js';

// What the worker does. It is apart from it, because a specification has no worker.

export const checkReceipt = ({ receipt, keys }: Tasks['receipt']['asks']): Verdict => {
  const verdicts = keys.map((verifierKey) => verifyReceiptFile(receipt, { verifierKey }));
  const proven = verdicts.find(({ verdict }) => verdict === 'proven');
  return proven ?? verdicts[0] ?? verifyReceiptFile(receipt, {});
};

export const checkFile = ({ bytes, keys }: Tasks['file']['asks']): FileChecked => {
  const found = receiptsIn(bytes);
  if (!found.ok) return found;
  return { ok: true, receipts: found.receipts.map((receipt) => checkedOf(receipt, keys)) };
};

/** By the keys of the log that its event names. */
const checkedOf = (receipt: string, keys: readonly string[]): ReceiptChecked => {
  const event = eventIn(receipt);
  const log = logIn(event);
  const own = keys.filter((key) => logOf(key) === log);
  const verdict = checkReceipt({ receipt, keys: own });
  return 'reason' in verdict && verdict.reason === 'key-not-trusted'
    ? { event, log, verdict: { ...verdict, reason: 'log-unknown' } }
    : { event, log, verdict };
};

const logIn = (event: string): string | undefined => {
  try {
    const { log } = (JSON.parse(event) ?? {}) as { readonly log?: unknown };
    return typeof log === 'string' ? log : undefined;
  } catch {
    return undefined;
  }
};

/** Of several keys, the one that the head was signed with says what became of the log. */
export const checkContinuation = async (
  { kept, note, keys, isKeyTrusted }: ContinuationAsked,
  tileAt: TileReader,
): Promise<ContinuationChecked> => {
  const checked: ContinuationChecked[] = [];
  for (const key of keys) {
    const present = { note, key };
    const found = await verifyContinuation(kept ?? present, present, { isKeyTrusted }, tileAt);
    checked.push({ key, found });
  }
  const proven = checked.find(({ found }) => found.verdict === 'proven');
  return (
    proven ??
    checked.find((one) => !isOfAnotherKey(one)) ??
    checked[0] ?? { key: '', found: { verdict: 'not-proven', reason: 'verifier-key-malformed' } }
  );
};

const isOfAnotherKey = ({ found }: ContinuationChecked): boolean =>
  found.verdict === 'not-proven' && found.reason.startsWith('checkpoint-');
