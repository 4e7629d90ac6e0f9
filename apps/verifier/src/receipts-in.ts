import { textOf } from './text-of.js';

/** More at once, and a browser or a terminal shows nothing of it for too long. */
export const RECEIPTS_MAX = 1_000;
export const RECEIPT_FILE_BYTES_MAX = 32 * 1024 * 1024;

export type ReceiptsIn =
  | { readonly ok: true; readonly receipts: readonly string[] }
  | { readonly ok: false; readonly reason: FileProblem };

export type FileProblem =
  'file-empty' | 'file-too-large' | 'file-no-text' | 'file-no-json' | 'file-of-too-many';

/** The receipts in a file: one, several in a list, or one on each line. None of them is checked yet. */
export const receiptsIn = (bytes: Uint8Array): ReceiptsIn => {
  if (bytes.length > RECEIPT_FILE_BYTES_MAX) return { ok: false, reason: 'file-too-large' };
  let text: string;
  try {
    text = textOf(bytes).trim();
  } catch {
    return { ok: false, reason: 'file-no-text' };
  }
  if (text === '') return { ok: false, reason: 'file-empty' };
  const receipts = jsonTexts(text);
  if (receipts === undefined) return { ok: false, reason: 'file-no-json' };
  if (receipts.length === 0) return { ok: false, reason: 'file-empty' };
  return receipts.length > RECEIPTS_MAX
    ? { ok: false, reason: 'file-of-too-many' }
    : { ok: true, receipts };
};

const jsonTexts = (text: string): readonly string[] | undefined => {
  const whole = jsonIn(text);
  // A receipt's parts are texts, which stay what they are however the list around them is written.
  if (Array.isArray(whole)) return whole.map((one) => JSON.stringify(one));
  if (whole !== undefined) return [text];
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => jsonIn(line) !== undefined) ? lines : undefined;
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};
