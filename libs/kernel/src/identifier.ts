import { isValidIBAN } from 'ibantools';
import { v5 } from 'uuid';

import { isLocalDate } from './instant.js';

// Identifiers by check digit. A check that passes says "could exist", never "does exist".

const IIN_WEIGHTS_1 = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const IIN_WEIGHTS_2 = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

const weightedMod11 = (digits: readonly number[], weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * (digits[i] as number), 0) % 11;

const hasCheckDigit = (text: string): boolean => {
  const digits = Array.from(text, Number);
  let check = weightedMod11(digits, IIN_WEIGHTS_1);
  if (check === 10) check = weightedMod11(digits, IIN_WEIGHTS_2);
  return check !== 10 && check === digits[11];
};

/** An IIN is a person's number, a BIN that of a legal entity or a joint enterprise. */
export type IdentityNumberKind = 'iin' | 'bin';

/**
 * What a number of 12 digits could be (REGIME §6); undefined for what is neither. The check digit lets
 * one number in eleven pass, `000000000000` among them, so the other digits count too:
 *
 * - IIN: date of birth as YYMMDD, then 1 to 6 for century and sex.
 * - BIN: year and month of registration, then 4 (resident), 5 (non-resident) or 6 (joint enterprise).
 *
 * No number is both: where a BIN has its type, a day of birth has 0 to 3.
 */
export const identityNumberKind = (text: string): IdentityNumberKind | undefined => {
  if (!/^\d{12}$/.test(text) || !hasCheckDigit(text)) return undefined;
  const [year, month, day] = [text.slice(0, 2), text.slice(2, 4), text.slice(4, 6)];
  if (/^[456]/.test(day)) return isLocalDate(`2000-${month}-01`) ? 'bin' : undefined;
  const sexAndCentury = Number(text[6]);
  if (sexAndCentury < 1 || sexAndCentury > 6) return undefined;
  const century = 18 + Math.floor((sexAndCentury - 1) / 2);
  return isLocalDate(`${century}${year}-${month}-${day}`) ? 'iin' : undefined;
};

/** Could this be an IIN or a BIN? */
export const isIinOrBin = (text: string): boolean => identityNumberKind(text) !== undefined;

/** Who writes a number into a text may group its digits. */
const TWELVE_DIGITS = /(?<!\d)\d(?:[ -]?\d){11}(?!\d)/g;
/** Digests and UUIDs: every now and then one holds twelve digits in a row that look like an IIN. */
const DIGESTS = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}/gi;

/**
 * Does a text hold what could be a person's IIN, in a word or alone? Of ordinary numbers of 12 digits
 * one in about 500 looks like one as well.
 */
export const holdsIin = (text: string): boolean => {
  if (text.length < 12) return false;
  const plain = text.normalize('NFKC');
  // Nearly every text is done with here.
  if (plain.search(TWELVE_DIGITS) < 0) return false;
  return Array.from(plain.replaceAll(DIGESTS, ' ').matchAll(TWELVE_DIGITS)).some(
    ([digits]) => identityNumberKind(digits.replaceAll(/[ -]/g, '')) === 'iin',
  );
};

/**
 * LEI, ISO 17442: 18 characters and two check digits by ISO 7064 MOD 97-10. The check digits run
 * from 02 to 98: 00, 01 and 99 would divide as well, but are never issued.
 */
export const isLei = (text: string): boolean =>
  /^[0-9A-Z]{18}(?!00|01|99)\d{2}$/.test(text) && mod97(text) === 1;

const mod97 = (text: string): number => {
  let rest = 0;
  for (const character of text)
    for (const digit of String(parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  return rest;
};

const DTI_ALPHABET = '0123456789BCDFGHJKLMNPQRSTVWXZ';
/** Bitcoin's own identifier predates the check digit and is registered as an exception. */
const DTI_EXCEPTIONS = new Set(['4H95J0R2X']);

/** DTI, ISO 24165: nine characters, check by ISO 7064 MOD 31,30. */
export const isDti = (text: string): boolean => {
  if (DTI_EXCEPTIONS.has(text)) return true;
  if (text.length !== 9 || text.startsWith('0')) return false;
  const values = Array.from(text, (character) => DTI_ALPHABET.indexOf(character));
  if (values.includes(-1)) return false;
  let product = 30;
  for (const value of values.slice(0, 8)) {
    const sum = (product + value) % 30 || 30;
    product = (sum * 2) % 31;
  }
  return (product + (values[8] as number)) % 30 === 1;
};

/** IBAN of Kazakhstan: `KZ`, 20 characters, ISO 13616 check digits. */
export const isKazakhIban = (text: string): boolean => text.startsWith('KZ') && isValidIBAN(text);

/** The namespace of every name-based identifier of the ledger. Never change it: findings hang on it. */
const ESEP_NAMESPACE = v5('https://esep.kz/ledger', v5.URL);

/** UUIDv5 (RFC 9562) of an ordered list of parts. Unambiguous: the parts are joined as JSON. */
export const nameBasedId = (...parts: readonly string[]): string =>
  v5(JSON.stringify(parts), ESEP_NAMESPACE);
