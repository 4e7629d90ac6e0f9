import type { Type } from '@nestjs/common';

import {
  ASSETS,
  assetOf,
  holdsIin,
  INSTANT_MAX,
  INSTANT_MIN,
  isIinOrBin,
  isLedgerDay,
  isPeriod,
  isQuarter,
  isReportedId,
  parseInstant,
  ROW_QUANTITY_MAX,
  parseQuantity,
  ROWS_MAX,
  type InstantProblem,
  type QuantityProblem,
} from '@esep/kernel';

import {
  field,
  isPlainObject,
  readList,
  WrongValue,
  type Field,
  type FieldOptions,
} from './field.js';
import {
  DAY_PATTERN,
  inAscii,
  INSTANT_PATTERN,
  PERIOD_PATTERN,
  PRINTABLE,
  QUARTER_PATTERN,
} from './schema-patterns.js';
import { TIME_BOUNDS, type TimeBoundsName } from '../runtime/time-bounds.js';

// The fields that DTOs of every service are made of. What is wrong with a value is named by the
// kernel's own code for it.

// ── Text ────────────────────────────────────────────────────────────────────────────────────────

/** Events are never deleted, and a person's number must be erasable: no text may hold one. */
export const IDENTITY_NUMBER_IN_TEXT =
  'must not hold an IIN: leave it out; or, if these 12 digits only look like one, put a letter among them';

const HOLDS_IDENTITY_NUMBER = new WrongValue('identity-number-in-text', IDENTITY_NUMBER_IN_TEXT);

const NOT_A_STRING = new WrongValue('string-expected', 'must be a string');

/**
 * Text with a check; `code` and `message` are its failure. Only `IsIinOrBin` takes an IIN.
 */
const textField = (
  code: string,
  message: string,
  isGood: (text: string) => boolean,
  schema: Readonly<Record<string, unknown>>,
): Field => ({
  read: (value) => {
    if (typeof value !== 'string') return NOT_A_STRING;
    if (!isGood(value)) return new WrongValue(code, message);
    return holdsIin(value) ? HOLDS_IDENTITY_NUMBER : value;
  },
  schema: { type: 'string', ...schema },
});

// Control characters cannot be stored in every column, and a lone surrogate cannot be hashed.
const isPrintable = (text: string): boolean => text.isWellFormed() && !/\p{Cc}/u.test(text);

/** JSON Schema and PostgreSQL count characters; JavaScript counts those beyond U+FFFF twice. */
const isWithin = (text: string, max: number): boolean =>
  text.length <= max || (text.length <= 2 * max && Array.from(text).length <= max);

/** One line of text for people, up to `max` characters, or text of a pattern. */
export const IsText = ({
  max = 200,
  pattern,
  isNormalised,
  ...options
}: FieldOptions & {
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly isNormalised?: true;
} = {}): PropertyDecorator => {
  const text = textField(
    'text-malformed',
    pattern ? `must match ${pattern.source}` : `must be text of 1 to ${max} printable characters`,
    (one) =>
      one.length > 0 &&
      isWithin(one, max) &&
      isPrintable(one) &&
      (pattern === undefined || pattern.test(one)),
    { minLength: 1, maxLength: max, pattern: pattern ? inAscii(pattern) : PRINTABLE },
  );
  return field(
    isNormalised ? { ...text, read: (value) => toNfc(text.read(value)) } : text,
    options,
  );
};

const toNfc = (read: unknown): unknown => (typeof read === 'string' ? read.normalize('NFC') : read);

/**
 * A name, normalised to NFC: `й` is one letter, not `и` and a mark. Names that merely look alike stay
 * different; identity is by ids.
 */
export const IsName = (options?: FieldOptions & { readonly max?: number }): PropertyDecorator =>
  IsText({ ...options, isNormalised: true });

/** The id that a sender gives a report, a row or a trade. */
export const IsRowId = (options?: FieldOptions): PropertyDecorator =>
  field(
    textField(
      'row-id-malformed',
      'must be 1 to 128 of A–Z a–z 0–9 . _ : ~ -, the first a letter or a digit',
      isReportedId,
      { pattern: '^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$' },
    ),
    options,
  );

/** IIN or BIN: the only field for a person's number. It is encrypted before it is stored. */
export const IsIinOrBin = (options?: FieldOptions): PropertyDecorator =>
  field(
    {
      read: (value) => {
        if (typeof value !== 'string') return NOT_A_STRING;
        return isIinOrBin(value)
          ? value
          : new WrongValue(
              'identity-number-malformed',
              'must be an IIN or BIN: 12 digits that begin with a date of birth or a month of registration, the last a check digit',
            );
      },
      schema: { type: 'string', pattern: '^[0-9]{12}$', example: '990140000007' },
    },
    options,
  );

/** Code of an asset that the regime knows. */
export const IsAsset = (options?: FieldOptions): PropertyDecorator => {
  const codes = ASSETS.map(({ code }) => code);
  return field(
    textField('asset-unknown', `must be one of ${codes.join(', ')}`, (text) => !!assetOf(text), {
      enum: codes,
    }),
    options,
  );
};

/** An asset's code in a row of a report: an unknown one rejects the row, not the report. */
export const IsAssetCode = (options?: FieldOptions): PropertyDecorator =>
  IsText({
    max: 16,
    description: `One of ${ASSETS.map(({ code }) => code).join(', ')}.`,
    example: 'BTC',
    ...options,
  });

/** A calendar month, `YYYY-MM`. */
export const IsPeriod = (options?: FieldOptions): PropertyDecorator =>
  field(
    textField('period-malformed', 'must be a month as YYYY-MM, from 1970-01 to 9998-12', isPeriod, {
      pattern: PERIOD_PATTERN,
    }),
    options,
  );

/** A tax period, `YYYY-Qn`. */
export const IsQuarter = (options?: FieldOptions): PropertyDecorator =>
  field(
    textField(
      'quarter-malformed',
      'must be a quarter as YYYY-Qn, from 1970-Q1 to 9998-Q4',
      isQuarter,
      { pattern: QUARTER_PATTERN },
    ),
    options,
  );

/** A calendar day without a zone, `YYYY-MM-DD`. */
export const IsDay = (options?: FieldOptions): PropertyDecorator =>
  field(
    textField(
      'day-malformed',
      'must be a day as YYYY-MM-DD, from 1970-01-01 to 9998-12-31',
      isLedgerDay,
      { format: 'date', pattern: DAY_PATTERN },
    ),
    options,
  );

/** One of a few words. */
export const IsChoice = (choices: readonly string[], options?: FieldOptions): PropertyDecorator =>
  field(
    textField(
      'choice-unknown',
      `must be one of ${choices.join(', ')}`,
      (text) => choices.includes(text),
      { enum: choices },
    ),
    options,
  );

// ── Time and numbers ────────────────────────────────────────────────────────────────────────────

const instantMessages: Readonly<Record<InstantProblem, string>> = {
  'instant-malformed': 'must be an RFC 3339 instant, e.g. 2026-03-05T12:00:00+05:00',
  'instant-without-offset': 'must carry its offset from UTC, e.g. +05:00 or Z',
  'instant-finer-than-a-millisecond': 'must not be finer than a millisecond',
  'instant-out-of-range': `must be from ${INSTANT_MIN} to ${INSTANT_MAX}`,
};

/**
 * An instant with its offset. Handlers get it in UTC with milliseconds. `within` bounds its distance from
 * now; without it, the domain does.
 */
export const IsInstant = ({
  within,
  description,
  ...options
}: FieldOptions & { readonly within?: TimeBoundsName } = {}): PropertyDecorator =>
  field(
    {
      read: (value) => {
        if (typeof value !== 'string') return NOT_A_STRING;
        const read = parseInstant(value);
        return read.ok ? read.value : new WrongValue(read.reason, instantMessages[read.reason]);
      },
      schema: { type: 'string', format: 'date-time', pattern: INSTANT_PATTERN },
      ...(within === undefined ? {} : { within: TIME_BOUNDS[within] }),
    },
    { ...options, ...instantDescription(description, within) },
  );

const instantDescription = (
  description: string | undefined,
  within: TimeBoundsName | undefined,
): Pick<FieldOptions, 'description'> => {
  const bounds = within === undefined ? [] : [`It lies ${TIME_BOUNDS[within].text}.`];
  const sentences = [...(description === undefined ? [] : [description]), ...bounds];
  return sentences.length === 0 ? {} : { description: sentences.join(' ') };
};

const quantityMessages: Readonly<Record<QuantityProblem, string>> = {
  'quantity-malformed': 'must be a count of base units in plain digits, e.g. "7500000000"',
  'quantity-negative': 'must not be negative',
  'quantity-fractional': 'must be a whole number of base units',
  'quantity-too-large': 'must have at most 78 digits',
};

/** Base units of an asset or minor units of a currency, as a decimal string. */
export const IsBaseUnits = ({
  most,
  ...options
}: FieldOptions & { readonly most?: bigint } = {}): PropertyDecorator =>
  field(
    {
      read: (value) => {
        if (typeof value !== 'string')
          return new WrongValue(
            'quantity-not-a-string',
            'must be a string: JSON numbers lose digits',
          );
        const read = parseQuantity(value);
        if (!read.ok) return new WrongValue(read.reason, quantityMessages[read.reason]);
        return most !== undefined && read.value > most
          ? new WrongValue('quantity-beyond-bounds', `must be at most ${most}`)
          : value;
      },
      schema: { type: 'string', pattern: '^(0|[1-9][0-9]{0,77})$' },
    },
    options,
  );

/** A whole number of things: versions, kilowatts, basis points. */
export const IsCount = ({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  ...options
}: FieldOptions & { readonly min?: number; readonly max?: number } = {}): PropertyDecorator =>
  field(
    {
      read: (value) => {
        if (!Number.isSafeInteger(value))
          return new WrongValue('integer-expected', 'must be a whole number');
        const count = value as number;
        return count < min || count > max
          ? new WrongValue('out-of-range', `must be from ${min} to ${max}`)
          : count;
      },
      schema: { type: 'integer', minimum: min, maximum: max },
      ofText: (text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : text),
    },
    options,
  );

/**
 * A positive number with at most two decimals, read as whole hundredths: `140.25` is 14,025. `max` is in the
 * number's own unit.
 */
export const IsHundredths = ({
  max,
  ...options
}: FieldOptions & { readonly max: number }): PropertyDecorator =>
  field(
    {
      read: (value) => {
        if (typeof value !== 'number') return new WrongValue('number-expected', 'must be a number');
        if (!(value > 0) || value > max)
          return new WrongValue('out-of-range', `must be above 0, and at most ${max}`);
        // As it is written: 1.1 × 100 is not 110 in binary.
        return /^\d+(\.\d{1,2})?$/.test(String(value))
          ? Math.round(value * 100)
          : new WrongValue('too-precise', 'must have at most two decimals');
      },
      schema: { type: 'number', exclusiveMinimum: 0, maximum: max },
    },
    options,
  );

/** true or false. */
export const IsFlag = (options?: FieldOptions): PropertyDecorator =>
  field(
    {
      read: (value) =>
        typeof value === 'boolean'
          ? value
          : new WrongValue('boolean-expected', 'must be true or false'),
      schema: { type: 'boolean' },
      ofText: (text) => (text === 'true' || text === '' ? true : text === 'false' ? false : text),
    },
    options,
  );

// ── Objects ─────────────────────────────────────────────────────────────────────────────────────

const readPlainObject = (value: unknown): unknown =>
  isPlainObject(value) ? value : new WrongValue('object-expected', 'must be an object');

/** An object that is stored as it was sent, such as a rule pack. */
export const IsJsonObject = (options?: FieldOptions): PropertyDecorator =>
  field(
    {
      read: (value) => {
        const object = readPlainObject(value);
        return holdsIin(JSON.stringify(object)) ? HOLDS_IDENTITY_NUMBER : object;
      },
      schema: { type: 'object', additionalProperties: true },
    },
    options,
  );

/** Swagger takes a function for a lazy reference only when its name is `type`. */
const typeSchema = (of: () => Type<object>) => ({ type: () => of() });

/** An object of another DTO class. */
export const IsObjectOf = (type: () => Type<object>, options?: FieldOptions): PropertyDecorator =>
  field(
    {
      read: readPlainObject,
      schema: typeSchema(type),
      object: { type, list: false },
    },
    options,
  );

type ListOptions = Omit<FieldOptions, 'list'> & { readonly min?: number; readonly max?: number };

/** A list of objects of another DTO class. */
export const IsListOf = (
  type: () => Type<object>,
  { min = 0, max = 1_000, ...options }: ListOptions = {},
): PropertyDecorator => field(objects(type, { min, max, rowsMax: undefined }), options);

/** The rows of a submission. More than `ROWS_MAX` is 413. */
export const IsRows = (type: () => Type<object>, options?: FieldOptions): PropertyDecorator =>
  field(objects(type, { min: 0, max: ROWS_MAX, rowsMax: ROWS_MAX }), options);

const objects = (
  type: () => Type<object>,
  { min, max, rowsMax }: { min: number; max: number; rowsMax: number | undefined },
): Field => ({
  read: (value) => readList(value, min, max),
  schema: { ...typeSchema(type), isArray: true, minItems: min, maxItems: max },
  object: { type, list: true, ...(rowsMax === undefined ? {} : { rowsMax }) },
});

/** Money on the wire: minor units (tiyn, cents) of an ISO 4217 currency. */
export class MoneyBody {
  @IsBaseUnits({ description: 'Minor units of the currency.', most: ROW_QUANTITY_MAX })
  amount!: string;
  @IsText({ max: 3, pattern: /^[A-Z]{3}$/, description: 'ISO 4217.' }) currency!: string;
}

export const IsMoney = (options?: FieldOptions): PropertyDecorator =>
  IsObjectOf(() => MoneyBody, options);
