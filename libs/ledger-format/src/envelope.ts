import { hash } from 'node:crypto';

import type { Instant } from '@esep/kernel';

// What is hashed, decided once and for ever (docs/adr/0002). A leaf of the log is
//
//   SHA-256(0x00 ‖ JCS{ v, log, eventId, stream, version, type, schemaVersion, validAt,
//                       recordedAt, authority, salt, meta, body })
//
// with JCS = RFC 8785. Nothing here may ever change for `v: 1`: court files verify against it.

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };
export type JsonObject = { readonly [key: string]: JsonValue | undefined };

/** Who did it, on whose behalf, and in which chain of causes. */
export type Meta = {
  readonly actor: string;
  readonly organisation: string;
  readonly onBehalfOf?: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** Event id of the `SubmissionRecorded` that brought this row. */
  readonly submission?: string;
  readonly rulePackHash?: string;
  /** RFC 9421 signature under which the content was sent. */
  readonly signature?: { readonly base: string; readonly value: string; readonly keyId: string };
};

/** An event as its author hands it over, before the log gives it a place. */
export interface NewEvent {
  /**
   * UUID. The same id appended twice is one event.
   * @pattern ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
   */
  readonly eventId: string;
  /** Name of the event: what happened, in the past tense. */
  readonly type: string;
  /**
   * Which version of the form of its body this is.
   * @asType integer
   * @minimum 1
   */
  readonly schemaVersion: number;
  /** When it happened; `recordedAt` says when we learned it. */
  readonly validAt: Instant;
  readonly body: JsonObject;
}

export interface Envelope extends NewEvent {
  readonly v: 1;
  /** Identity of the log, `esep/<service>/<deployment>`. */
  readonly log: string;
  /** What it happened to: events of a stream are decided one after another. */
  readonly stream: string;
  /**
   * The stream has this many events up to and including this one.
   * @asType integer
   * @minimum 1
   */
  readonly version: number;
  /** When we learned it; never earlier than that of the event before. */
  readonly recordedAt: Instant;
  /** Which regulator's ledger this is (LIC-1). */
  readonly authority: string;
  /**
   * 16 random bytes in hex, so that a leaf of small amounts cannot be guessed.
   * @pattern ^[0-9a-f]{32}$
   */
  readonly salt: string;
  readonly meta: Meta;
}

/** An entry bundle of tlog-tiles gives each entry a 16-bit length. */
export const EVENT_BYTES_MAX = 65_535;

/**
 * The bytes that are hashed and stored, as text. Throws on what RFC 8785 cannot carry without loss:
 * undefined where a value must be, a number that is no safe integer, text with a lone surrogate.
 */
export const preimageOf = (envelope: Envelope): string => preimage(envelope).at(envelope);

/**
 * The preimage with the two parts left open that the log decides at the moment of appending. Sorted
 * keys put `recordedAt` and `version` behind everything large, so a lost race costs two short
 * strings instead of a new canonicalisation.
 */
export const preimage = (
  event: Omit<Envelope, 'recordedAt' | 'version'>,
): { at(place: { readonly recordedAt: Instant; readonly version: number }): string } => {
  const { authority, body, eventId, log, meta, salt, schemaVersion, stream, type, v, validAt } =
    event;
  const head = canonical({ authority, body, eventId, log, meta }).slice(0, -1);
  const tail = canonical({ salt, schemaVersion, stream, type, v, validAt }).slice(1, -1);
  return {
    at: ({ recordedAt, version }) =>
      `${head},"recordedAt":${canonical(recordedAt)},${tail},"version":${canonical(version)}}`,
  };
};

/**
 * RFC 8785 bytes of a value, as text. One walk writes and refuses what would be lost; the package
 * `canonicalize` needs a second one for that. The specification holds the two to the same bytes.
 */
export const canonical = (value: JsonValue): string => {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new Error(`Not a safe integer: ${value}. Quantities are strings.`);
      return value.toString();
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : container(value);
    default:
      throw new Error(`JSON has no ${typeof value}.`);
  }
};

const container = (value: JsonObject | readonly JsonValue[]): string => {
  if (Array.isArray(value)) return `[${Array.from(value as JsonValue[], canonical).join(',')}]`;
  const object = value as JsonObject;
  // A Date, a Map or a Buffer has a form in JSON, but it is not what it was.
  const kind = Object.prototype.toString.call(object);
  if (kind !== '[object Object]' || typeof object['toJSON'] === 'function')
    throw new Error(`Not plain JSON: ${kind}.`);
  let members = '';
  // Without a comparer `sort` goes by UTF-16 code units, which is what RFC 8785 §3.2.3 asks.
  for (const key of Object.keys(object).sort()) {
    const member = object[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${quoted(key)}:${canonical(member)}`;
  }
  return `{${members}}`;
};

/** Text that JSON writes as it stands: most of a ledger, and a test costs half of `stringify`. */
const PLAIN = /^[ !#-[\]-~]*$/;

const quoted = (text: string): string => {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new Error('Text with a lone surrogate has no UTF-8.');
  return JSON.stringify(text);
};

/** Reads back what was hashed. The bytes come from the log, so their shape is not doubted here. */
export const envelopeOf = (bytes: string): Envelope => JSON.parse(bytes) as Envelope;

const LEAF_PREFIX = Buffer.of(0);

/** RFC 6962 leaf hash of a preimage: SHA-256(0x00 ‖ bytes). */
export const leafHashOf = (bytes: string | Uint8Array): Buffer =>
  // Of text without copying it into bytes first: every event is hashed some times on its way.
  typeof bytes === 'string'
    ? hash('sha256', `\0${bytes}`, 'buffer')
    : hash('sha256', Buffer.concat([LEAF_PREFIX, bytes]), 'buffer');
