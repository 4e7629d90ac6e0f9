// Why a row, or a whole body, is refused: one table, with a sentence and a remedy for each code. The codes
// are public.

export interface RefusalAnswer {
  readonly message: string;
  readonly remedy: string;
}

const answer = (message: string, remedy: string): RefusalAnswer => ({ message, remedy });

const SEND_AGAIN = 'Nothing of the batch was taken. Correct it and send it again whole.';

/** Of a row: the others of the batch are taken. */
export const ROW_REFUSALS = {
  'not-an-object': answer(
    'The line is not one JSON object.',
    'Send one object a line, in UTF-8 without a byte order mark.',
  ),
  'unknown-member': answer(
    'The row has a member that readings do not have.',
    'Send the members of the documentation only.',
  ),
  'duplicate-member': answer(
    'The row has a member twice, so that readers may differ about it.',
    'Send each member once.',
  ),
  'missing-member': answer(
    'The row lacks a member that every reading has, or has null in its place.',
    'Send machineId, intervalStart, intervalSeconds, accepted, stale, rejected and hashrate.',
  ),
  syntax: answer('The line is not JSON.', 'Write rows with a JSON library.'),
  'escape-in-string': answer(
    'A name or a text has a backslash; nothing that a reading has needs one.',
    'Send the characters as they are.',
  ),
  exponent: answer('A number has an exponent.', 'Write numbers in full: 1000, not 1e3.'),
  'too-precise': answer(
    'A number has more decimals than are kept.',
    'Round to two decimals of TH/s, one of °C, and whole numbers otherwise.',
  ),
  'out-of-range': answer(
    'A number is outside of what its member allows, or of what is exact.',
    'Send what was measured, in the units of the documentation.',
  ),
  'not-a-number': answer(
    'A member that is a number has something else.',
    'Send a number without quotes; leave out what was not measured.',
  ),
  'not-a-string': answer('A member that is text has something else.', 'Put it in quotes.'),
  'bad-time': answer(
    'The begin of the interval is no time in UTC with whole seconds.',
    'Write it as 2026-11-01T00:00:00Z.',
  ),
  'line-too-long': answer('The line is longer than 64 KiB.', 'End each row with a line feed.'),
  'interval-not-aligned': answer(
    'The length of the interval does not divide an hour, or its begin is no multiple of the length.',
    'Send intervals of 10 to 3,600 seconds that divide the hour, from its begin on.',
  ),
  'in-the-future': answer(
    'The interval ends later than now.',
    'Send a reading when its interval is over, and set the clock by a time server.',
  ),
  'too-old': answer(
    'The interval begins before the time that may still be reported.',
    'Ask the regulator how readings that old are reported.',
  ),
  'unknown-machine': answer(
    'No machine with this serial is registered (LIC-10).',
    'Have the licensee register it, then send its readings.',
  ),
  'machine-not-in-service': answer(
    'The machine is not registered at one place for the whole interval.',
    'Have the licensee correct the register, then send its readings.',
  ),
  'machine-of-another-licence': answer(
    'The machine is of a licence that the pool does not serve in this interval.',
    'Have the service of the licence registered, or leave the row out.',
  ),
  'above-nominal': answer(
    'The hash rate is too far above the nominal one of the machine.',
    'Send the average over the interval in TH/s, or have the register corrected.',
  ),
  'overlap-in-batch': answer(
    'The interval overlaps one of the same machine on an earlier line.',
    'Send each second of a machine once.',
  ),
  'overlap-with-stored': answer(
    'The interval overlaps one of the same machine that was taken before.',
    'Leave the row out: what was taken stands.',
  ),
} as const satisfies Readonly<Record<string, RefusalAnswer>>;

/** Of a body: nothing of the batch is taken. */
export const BODY_REFUSALS = {
  'body-empty': answer('The body is empty.', 'Send at least one reading.'),
  'body-too-long': answer(
    'Decoded, the body is longer than a batch may be.',
    'Send it in several batches.',
  ),
  'body-truncated': answer('The compressed body ends too early.', SEND_AGAIN),
  'body-not-decodable': answer(
    'The body, or what follows its last frame, is not of the encoding that was declared.',
    'Send gzip members or zstd frames with a window of at most 8 MiB, and nothing else.',
  ),
  'too-scattered': answer(
    'The intervals of the batch leave more gaps than can be held in memory.',
    'Send rows in the order of time, or in smaller batches.',
  ),
  'arrow-malformed': answer(
    'The body is no Arrow IPC stream, or points outside of what was received.',
    'Write it with an Arrow library, in the streaming format.',
  ),
  'arrow-truncated': answer('The Arrow stream ends too early.', SEND_AGAIN),
  'arrow-message-too-long': answer(
    'A record batch or dictionary is longer than is read at once.',
    'Cut the stream into record batches of at most 125,000 rows.',
  ),
  'arrow-schema': answer(
    'A column is missing, unknown, twice there, or of a type that is not read.',
    'Send the columns and types of the documentation.',
  ),
  'arrow-compression': answer(
    'The buffers are compressed by a codec that is not read.',
    'Send them uncompressed or with zstd; LZ4 is not read.',
  ),
} as const satisfies Readonly<Record<string, RefusalAnswer>>;

export type RowRefusalCode = keyof typeof ROW_REFUSALS;
export type BodyRefusalCode = keyof typeof BODY_REFUSALS;

export interface RowRefusal {
  /** Line of the body, or row of the Arrow stream, from 1. */
  readonly line: number;
  readonly code: RowRefusalCode;
}

export interface BodyRefusal {
  readonly code: BodyRefusalCode;
  /** Byte of the body as it was sent, or of the Arrow stream as it was decoded, from 0. */
  readonly at: number;
  readonly detail: string;
  readonly remedy: string;
}

export const refuseBody = (code: BodyRefusalCode, at: number, detail: string): BodyRefusal => ({
  code,
  at,
  detail: detail === '' ? BODY_REFUSALS[code].message : `${BODY_REFUSALS[code].message} ${detail}`,
  remedy: BODY_REFUSALS[code].remedy,
});
