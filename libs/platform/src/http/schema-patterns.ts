// What the kernel checks, as patterns for JSON Schema.

/** No control characters. Not all readers of JSON Schema have `\p{Cc}`. */
export const PRINTABLE = '^[^\\u0000-\\u001f\\u007f-\\u009f]+$';

/** For some readers of JSON Schema `\d` matches any digit of Unicode. */
export const inAscii = ({ source }: RegExp): string => source.replaceAll('\\d', '[0-9]');

/** The years that instants have, 1970 to 9998, for JSON Schema. */
const YEAR = '(19[7-9][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])';
export const PERIOD_PATTERN = `^${YEAR}-(0[1-9]|1[0-2])$`;
export const DAY_PATTERN = `^${YEAR}-`;
export const QUARTER_PATTERN = `^${YEAR}-Q[1-4]$`;

/** As `parseInstant` reads it, but for the length of months. */
export const INSTANT_PATTERN = `^${YEAR}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,3}0*)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`;
