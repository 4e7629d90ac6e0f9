import { envelopeOf, leafHashOf } from '@esep/ledger-format';

import type { StoredEvent } from '../event-store/event-store.js';
import type { IncomingMessage, OutgoingMessage } from './kafka-client.js';
import { partitionOf, type Part } from './kafka-topics.js';
import type { LaneMark, LaneRecord } from '../subscriptions/lane.js';

// The form of events and watermarks on Kafka: CloudEvents 1.0 in headers (binary mode); the value of an
// event is exactly the bytes that were hashed.

const WATERMARK = 'Watermark';

export type Message =
  | { readonly what: 'record'; readonly record: LaneRecord }
  | { readonly what: 'mark'; readonly mark: LaneMark };

export const factMessage = (
  { position, bytes, envelope }: StoredEvent,
  { lane, keys }: Part,
  previous: number,
): OutgoingMessage => ({
  ...partitionOf(envelope.log, lane),
  key: keys[0] ?? null,
  value: bytes,
  headers: {
    ...cloudEvent(envelope.log, envelope.eventId, envelope.type, envelope.validAt),
    log: envelope.log,
    position: String(position),
    previous: String(previous),
    stream: envelope.stream,
    version: String(envelope.version),
    leaf: leafHashOf(bytes).toString('hex'),
    keys: JSON.stringify(keys),
  },
});

export const markMessage = (log: string, lane: string, mark: LaneMark): OutgoingMessage => ({
  ...partitionOf(log, lane),
  key: null,
  value: JSON.stringify({ log, ...mark }),
  headers: cloudEvent(log, `${lane}@${mark.next}`, WATERMARK, mark.recordedAt),
});

/**
 * Parses a message of a log. Undefined for a message of another log and for an event whose bytes do not
 * match their hash: both count as lost, and the next record or watermark shows the hole.
 */
export const readMessage = (log: string, message: IncomingMessage): Message | undefined => {
  if (message.header('ce_source') !== log) return undefined;
  const bytes = message.value;
  if (message.header('ce_type') === WATERMARK) {
    const { next, recordedAt, last } = JSON.parse(bytes) as LaneMark;
    return { what: 'mark', mark: { next, recordedAt, last } };
  }
  if (message.header('leaf') !== leafHashOf(bytes).toString('hex')) return undefined;
  const record = {
    position: Number(message.header('position')),
    previous: Number(message.header('previous')),
    bytes,
    envelope: envelopeOf(bytes),
    keys: JSON.parse(message.header('keys') ?? '[]') as string[],
  };
  return { what: 'record', record };
};

const cloudEvent = (source: string, id: string, type: string, time: string) => ({
  ce_specversion: '1.0',
  ce_source: source,
  ce_id: id,
  ce_type: type,
  ce_time: time,
  'content-type': 'application/json',
});
