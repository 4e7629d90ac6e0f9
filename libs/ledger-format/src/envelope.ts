import { hash } from 'node:crypto';

import canonicalize from 'canonicalize';

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
  /** UUID. The same id appended twice is one event. */
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** When it happened; `recordedAt` says when we learned it. */
  readonly validAt: Instant;
  readonly body: JsonObject;
}

export interface Envelope extends NewEvent {
  readonly v: 1;
  /** Identity of the log, `esep/<service>/<deployment>`. */
  readonly log: string;
  readonly stream: string;
  /** The stream has this many events up to and including this one. */
  readonly version: number;
  readonly recordedAt: Instant;
  /** Which regulator's ledger this is (LIC-1). */
  readonly authority: string;
  /** 16 random bytes in hex, so that a leaf of small amounts cannot be guessed. */
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

/** RFC 8785 bytes of a value, as text. */
export const canonical = (value: JsonValue): string => {
  refuseLossy(value, '');
  return canonicalize(value) as string;
};

const refuseLossy = (value: JsonValue | undefined, path: string): void => {
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new Error(`Not a safe integer at ${path || '/'}: ${value}. Quantities are strings.`);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    throw new Error(`JSON has no ${typeof value} at ${path || '/'}`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined && Array.isArray(value))
      throw new Error(`JSON has no undefined at ${path}/${key}`);
    refuseLossy(child as JsonValue, `${path}/${key}`);
  }
};

/** Reads back what was hashed. The bytes come from the log, so their shape is not doubted here. */
export const envelopeOf = (bytes: string): Envelope => JSON.parse(bytes) as Envelope;

const LEAF_PREFIX = Buffer.of(0);

/** RFC 6962 leaf hash of a preimage: SHA-256(0x00 ‖ bytes). */
export const leafHashOf = (bytes: string | Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([LEAF_PREFIX, asBytes(bytes)]), 'buffer');

const asBytes = (bytes: string | Uint8Array): Uint8Array =>
  typeof bytes === 'string' ? Buffer.from(bytes, 'utf8') : bytes;
