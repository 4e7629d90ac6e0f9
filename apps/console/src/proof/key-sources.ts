/** Who says the key of a log: whoever reads the page, the console by its own server, the host of the log. */
export type KeySource = 'pasted' | 'console' | 'host';

export interface KeySaid {
  readonly source: KeySource;
  readonly key: string;
}

export interface LogKeys {
  readonly source: KeySource;
  /** Several where a log was given another key: what it signed before is checked with the old one. */
  readonly keys: readonly string[];
  /** What another source says, and this one does not know. */
  readonly strange: readonly KeySaid[];
}

const KEY = /^[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/;

/** The keys in a text, one on each line; undefined where a line is none. */
export const keysIn = (text: string): readonly string[] | undefined => {
  const keys = text.split(/\s+/).filter((key) => key !== '');
  return keys.every((key) => KEY.test(key)) ? keys : undefined;
};

/** The log, `esep/<service>/<deployment>`, that a key is of. */
export const logOf = (key: string): string => key.split('+')[0] ?? '';

/** A host is believed only where nobody else says a key: who forges a log forges the key beside it. */
export const chosenOf = (said: Readonly<Record<KeySource, readonly string[]>>): LogKeys => {
  const source = said.pasted.length > 0 ? 'pasted' : said.console.length > 0 ? 'console' : 'host';
  const keys = said[source];
  const strange = (['pasted', 'console', 'host'] as const).flatMap((other) =>
    said[other].filter((key) => !keys.includes(key)).map((key) => ({ source: other, key })),
  );
  return { source, keys, strange };
};
