// What checking a file comes to. Three answers and no shades: a court needs to know which it is.

export type Verdict =
  | (Outcome<'proven'> & Shown)
  | (Outcome<'not-proven'> & { readonly reason: string } & Partial<Shown>)
  | (Outcome<'unusable'> & { readonly reason: string });

interface Outcome<Name extends string> {
  readonly verdict: Name;
  /** One or two sentences for people. */
  readonly explanation: string;
}

/** What the file speaks of, once it could be read: labels and texts, in the order of reading. */
interface Shown {
  readonly subject: Readonly<Record<string, string>>;
}

/** 0 proven, 1 not proven, 2 no usable input: what a script tests. */
export const exitCodeOf = ({ verdict }: Verdict): 0 | 1 | 2 =>
  verdict === 'proven' ? 0 : verdict === 'not-proven' ? 1 : 2;

const WORDS = { proven: 'PROVEN', 'not-proven': 'NOT PROVEN', unusable: 'UNUSABLE' } as const;
const LINE = 96;

/** A verdict for people: the word, the reason, and what it is about in two columns. */
export const verdictText = (verdict: Verdict): string => {
  const rows = Object.entries(('subject' in verdict && verdict.subject) || {});
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  const lines = rows.map(([label, text]) => visible(`  ${label.padEnd(width)}  ${text}`));
  return [WORDS[verdict.verdict], ...wrapped(verdict.explanation), '', ...lines]
    .join('\n')
    .trimEnd();
};

/** What a file says must not move the cursor, or turn the text around, and so write a verdict. */
export const visible = (text: string): string =>
  text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`,
  );

const wrapped = (text: string): string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
};
