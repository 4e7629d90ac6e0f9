import { NAMES_MAX, NESTING_MAX, ROWS_MAX, VALUES_MAX } from '@esep/kernel';

import { decoded, JsonNames } from '../runtime/json-names.js';

// Accepted JSON: RFC 8259 in UTF-8, unambiguous (RFC 7493) and within limits. `JSON.parse` accepts more:
// of two members of one name it keeps the last, so the first would leave no trace; it rounds numbers,
// accepts lone surrogates, and builds any depth and size. This scans the bytes first, in one pass
// without allocating values; `JSON.parse` accepts whatever passes.

/** Why bytes are not taken as JSON. */
export type JsonFault =
  | { readonly fault: 'malformed'; readonly line: number; readonly column: number }
  | { readonly fault: JsonExcess; readonly pointer: string }
  | { readonly fault: JsonAmbiguity; readonly pointer: string };

/** A limit is exceeded. */
export type JsonExcess =
  'nested-too-deep' | 'too-many-items' | 'too-many-names' | 'too-many-values';

/** Parsers differ in the value. */
export type JsonAmbiguity = 'name-duplicated' | 'text-malformed' | 'number-inexact';

/** The first fault of a JSON text in valid UTF-8; undefined for accepted text. */
export const jsonFaultIn = (bytes: Buffer): JsonFault | undefined => {
  try {
    new JsonScan(bytes).run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Found) return thrown.what;
    throw thrown;
  }
};

/** Thrown to end a scan at any depth. */
class Found extends Error {
  constructor(readonly what: JsonFault) {
    super(what.fault);
  }
}

const NEW_LINE = 0x0a;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LIST = 0x5b;
const BACKSLASH = 0x5c;
const LIST_END = 0x5d;
const OBJECT = 0x7b;
const OBJECT_END = 0x7d;

const table = (isIn: (byte: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, byte) => (isIn(byte) ? 1 : 0));

/** Bytes of a string without a meaning in JSON. */
const PLAIN = table((byte) => byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH);
const BLANK = table((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
const DIGIT = table((byte) => byte >= ZERO && byte <= 0x39);
/** What may follow a backslash, beside `u`. */
const ESCAPED = table((byte) => byte !== 0 && '"\\/bfnrt'.includes(String.fromCharCode(byte)));
/** The value of a hexadecimal digit; more than 15 for other bytes. */
const HEX = Uint8Array.from({ length: 256 }, (_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? 16 : value;
});
/** The other values, by their first byte. */
const WORDS: Readonly<Record<number, string>> = { 0x74: 'true', 0x66: 'false', 0x6e: 'null' };

/** A double represents any decimal number of so many digits exactly enough to print it again. */
const DIGITS_KEPT = 15;
/** Digits of an exponent that is far from the range of doubles. */
const EXPONENT_DIGITS = 2;

/** Reads on from `at`. `depth` is how many lists and objects are open; those at 1 … depth are known. */
class JsonScan {
  private at = 0;
  private depth = 0;
  private values = 0;
  /** At each depth: what closes it, how many members it has so far, and the name of the last one. */
  private readonly ends = new Uint8Array(NESTING_MAX + 1);
  private readonly counts = new Uint32Array(NESTING_MAX + 1);
  private readonly nameFrom = new Uint32Array(NESTING_MAX + 1);
  private readonly nameTo = new Uint32Array(NESTING_MAX + 1);
  private readonly names: JsonNames;

  constructor(private readonly bytes: Buffer) {
    this.names = new JsonNames(bytes, { depths: NESTING_MAX + 1, most: NAMES_MAX });
  }

  run(): void {
    this.value(this.skipBlanks());
    while (this.depth > 0) this.member();
    this.skipBlanks();
    if (this.at < this.bytes.length) throw this.malformed();
  }

  /** The next member of the innermost list or object, or its end. */
  private member(): void {
    const { depth } = this;
    const end = this.ends[depth] as number;
    let byte = this.skipBlanks();
    if (byte === end) {
      this.at += 1;
      this.depth -= 1;
      return;
    }
    const count = this.counts[depth] as number;
    if (count > 0) {
      if (byte !== COMMA) throw this.malformed();
      this.at += 1;
      byte = this.skipBlanks();
    }
    this.counts[depth] = count + 1;
    if (end === OBJECT_END) byte = this.name(byte);
    else if (count === ROWS_MAX) throw this.excess('too-many-items', depth - 1);
    this.value(byte);
  }

  /** A name and its colon; gives the first byte of the value. */
  private name(byte: number): number {
    const { depth } = this;
    if (byte !== QUOTE) throw this.malformed();
    const from = this.at + 1;
    const isPlain = this.string(depth - 1);
    const to = this.at - 1;
    this.nameFrom[depth] = from;
    this.nameTo[depth] = to;
    const id = this.names.idOf(from, to, isPlain);
    if (id === undefined) throw this.excess('too-many-names', depth - 1);
    if (!this.names.isNewIn(depth, id)) throw this.doubt('name-duplicated', depth);
    if (this.skipBlanks() !== COLON) throw this.malformed();
    this.at += 1;
    return this.skipBlanks();
  }

  /** A whole string, number or word, or the beginning of a list or an object. */
  private value(byte: number): void {
    this.values += 1;
    if (this.values > VALUES_MAX) throw this.excess('too-many-values', 0);
    if (byte === QUOTE) this.string(this.depth);
    else if (byte === OBJECT || byte === LIST) this.open(byte === OBJECT ? OBJECT_END : LIST_END);
    else if (byte === MINUS || DIGIT[byte]) this.number();
    else this.literal();
  }

  private open(end: number): void {
    if (this.depth === NESTING_MAX) throw this.excess('nested-too-deep', this.depth);
    this.at += 1;
    this.depth += 1;
    this.ends[this.depth] = end;
    this.counts[this.depth] = 0;
    if (end === OBJECT_END) this.names.enter(this.depth);
  }

  /** True when no escapes are in it. `owner` is the depth of what to point at when it is wrong. */
  private string(owner: number): boolean {
    const { bytes } = this;
    let isPlain = true;
    let at = this.at + 1;
    for (;;) {
      while (at < bytes.length && PLAIN[bytes[at] as number]) at += 1;
      const byte = this.byteAt(at);
      if (byte === QUOTE) break;
      this.at = at;
      if (byte !== BACKSLASH) throw this.malformed();
      at = this.escape(owner);
      isPlain = false;
    }
    this.at = at + 1;
    return isPlain;
  }

  /** Where the text goes on after the escape at `at`. */
  private escape(owner: number): number {
    const unit = this.unitAt(this.at);
    if (unit === undefined) {
      if (!ESCAPED[this.byteAt(this.at + 1)]) throw this.malformed();
      return this.at + 2;
    }
    if (unit < 0xd800 || unit > 0xdfff) return this.at + 6;
    const low = unit < 0xdc00 ? this.unitAt(this.at + 6) : undefined;
    if (low === undefined || low < 0xdc00 || low > 0xdfff)
      throw this.doubt('text-malformed', owner);
    return this.at + 12;
  }

  /** The UTF-16 unit that `\uXXXX` names. */
  private unitAt(at: number): number | undefined {
    const { bytes } = this;
    if (at + 6 > bytes.length || bytes[at] !== BACKSLASH || bytes[at + 1] !== 0x75)
      return undefined;
    let unit = 0;
    for (let i = at + 2; i < at + 6; i += 1) {
      const digit = HEX[bytes[i] as number] as number;
      if (digit > 15) return undefined;
      unit = unit * 16 + digit;
    }
    return unit;
  }

  private number(): void {
    const from = this.at;
    if (this.byteAt(this.at) === MINUS) this.at += 1;
    let digits = 0;
    if (this.byteAt(this.at) === ZERO) this.at += 1;
    else digits = this.digits();
    let isWhole = true;
    if (this.byteAt(this.at) === POINT) {
      this.at += 1;
      digits += this.digits();
      isWhole = false;
    }
    let exponent = 0;
    if ((this.byteAt(this.at) | 0x20) === 0x65) {
      this.at += 1;
      const sign = this.byteAt(this.at);
      if (sign === MINUS || sign === 0x2b) this.at += 1;
      exponent = this.digits();
      isWhole = false;
    }
    if (digits <= DIGITS_KEPT && exponent <= EXPONENT_DIGITS) return;
    const isKept = isWhole && digits <= DIGITS_KEPT + 1 && Number.isSafeInteger(this.read(from));
    if (!isKept) throw this.doubt('number-inexact', this.depth);
  }

  private read(from: number): number {
    return Number(this.bytes.toString('latin1', from, this.at));
  }

  /** How many digits there are; at least one. */
  private digits(): number {
    const { bytes, at: from } = this;
    let at = from;
    while (at < bytes.length && DIGIT[bytes[at] as number]) at += 1;
    this.at = at;
    if (at === from) throw this.malformed();
    return at - from;
  }

  private literal(): void {
    const { at } = this;
    const word = WORDS[this.byteAt(at)];
    if (word === undefined) throw this.malformed();
    for (let i = 1; i < word.length; i += 1)
      if (this.byteAt(at + i) !== word.codePointAt(i)) throw this.malformed();
    this.at += word.length;
  }

  /** 0 behind the end, which stands nowhere in JSON. Reading there as such would slow all reading. */
  private byteAt(at: number): number {
    return at < this.bytes.length ? (this.bytes[at] as number) : 0;
  }

  /** The byte after blanks. */
  private skipBlanks(): number {
    const { bytes } = this;
    let { at } = this;
    while (at < bytes.length && BLANK[bytes[at] as number]) at += 1;
    this.at = at;
    return this.byteAt(at);
  }

  // ── What is wrong ─────────────────────────────────────────────────────────────────────────────

  private malformed(): Found {
    const { at, bytes } = this;
    let line = 1;
    let from = 0;
    for (let i = 0; i < at; i += 1)
      if (bytes[i] === NEW_LINE) {
        line += 1;
        from = i + 1;
      }
    const column = bytes.toString('utf8', from, at).length + 1;
    return new Found({ fault: 'malformed', line, column });
  }

  private excess(fault: JsonExcess, depth: number): Found {
    return new Found({ fault, pointer: this.pointerTo(depth) });
  }

  private doubt(fault: JsonAmbiguity, depth: number): Found {
    return new Found({ fault, pointer: this.pointerTo(depth) });
  }

  /** RFC 6901, to the last member of what is open at a depth; the whole document at 0. */
  private pointerTo(depth: number): string {
    let pointer = '';
    for (let at = 1; at <= depth; at += 1) {
      const place =
        this.ends[at] === LIST_END
          ? String((this.counts[at] as number) - 1)
          : decoded(this.bytes, this.nameFrom[at] as number, this.nameTo[at] as number);
      pointer += `/${place.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    }
    return pointer;
  }
}
