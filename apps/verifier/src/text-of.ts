/**
 * The text of a file in UTF-8, or in UTF-16 where its first bytes say so: Windows writes both, and its
 * PowerShell the latter unless it is told otherwise. The mark itself is no text. Throws on what is
 * neither: a letter that was lost would be told to the ledger as another.
 */
export const textOf = (bytes: Uint8Array): string => {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const encoding = !isUtf16 ? 'utf-8' : first === 0xff ? 'utf-16le' : 'utf-16be';
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
};
