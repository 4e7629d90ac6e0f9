import { ASSETS } from './asset.js';
import {
  holdsIin,
  identityNumberKind,
  isDti,
  isIinOrBin,
  isKazakhIban,
  isLei,
  nameBasedId,
} from './identifier.js';

describe('An IIN or BIN', () => {
  it.each([
    ['791028302728', 'the first weights give its check digit'],
    ['061211600012', 'the first weights give 10, so the second ones decide'],
    ['990140000806', 'the same for a legal entity of 1999'],
  ])('could be %s: %s', (text) => expect(isIinOrBin(text)).toBe(true));

  it.each(['791028302728', '061211600012'])('has one check digit: %s and no other', (text) => {
    const valid = Array.from({ length: 10 }, (_, digit) => text.slice(0, 11) + digit);
    expect(valid.filter(isIinOrBin)).toEqual([text]);
  });

  it('cannot begin with digits for which both weights give 10', () => {
    const candidates = Array.from({ length: 10 }, (_, digit) => `99014000082${digit}`);
    expect(candidates.filter(isIinOrBin)).toEqual([]);
  });

  it.each(['', '79102830272', '7910283027288', '79102830272a', ' 791028302728', '791028302728\n'])(
    'is not %j',
    (text) => expect(isIinOrBin(text)).toBe(false),
  );
});

describe('API-20: what an identity number could be', () => {
  it.each([
    ['791028302728', 'iin', 'born on 28 October 1979'],
    ['061211600012', 'iin', 'born on 11 December 2006'],
    ['991231600012', 'iin', 'born on 31 December 2099'],
    ['990140000806', 'bin', 'a resident legal entity of January 1999'],
    ['250149000012', 'bin', 'one of January 2025'],
  ])('is told from its digits: %s is a(n) %s, %s', (text, kind) =>
    expect(identityNumberKind(text)).toBe(kind),
  );

  it.each([
    ['000000000000', 'no month and no type'],
    ['990040000003', 'no month'],
    ['251340000023', 'a thirteenth month'],
    ['790231302720', '31 February'],
    ['791028002721', 'no century'],
    ['791028702726', 'a century to come'],
  ])('is nothing at all with %s: %s', (text) => {
    expect(identityNumberKind(withCheckDigit(text))).toBeUndefined();
    expect(isIinOrBin(withCheckDigit(text))).toBe(false);
  });

  it('is an IIN up to day 31 and a BIN from 40 on, never both', () => {
    const kindsOf = (day: number): unknown[] => {
      const head = `9901${String(day).padStart(2, '0')}30010`;
      const texts = Array.from({ length: 10 }, (_, n) =>
        withCheckDigit(`${head.slice(0, 10)}${n}0`),
      );
      return [...new Set(texts.filter((text) => isIinOrBin(text)).map(identityNumberKind))];
    };
    for (let day = 0; day < 100; day += 1)
      expect([day, kindsOf(day)]).toEqual([
        day,
        day >= 1 && day <= 31 ? ['iin'] : day >= 40 && day <= 69 ? ['bin'] : [],
      ]);
  });
});

describe('API-20: a text holds an IIN', () => {
  it.each([
    '791028302728',
    'Owner is 791028302728.',
    'ИИН791028302728',
    'IIN:791028302728,',
    '791028 302728',
    '791028-302728',
    '79 10 28 30 27 28',
    '\uff17\uff19\uff11\uff10\uff12\uff18\uff13\uff10\uff12\uff17\uff12\uff18',
    't-791028302728',
  ])('as in %j', (text) => expect(holdsIin(text)).toBe(true));

  it.each([
    '',
    'Ordinary words, and a date: 2026-03-01.',
    '791028302729',
    '7910283027280',
    '123456789012',
    '990140000806',
    '0195c1f0-5a00-7c3e-9d41-791028302728',
    'a791028302728b5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b',
    '791028x302728',
  ])('but not in %j', (text) => expect(holdsIin(text)).toBe(false));

  it('in few of the numbers that senders count their trades by', () => {
    const numbers = Array.from({ length: 20_000 }, (_, n) => String(260_301_000_000 + n * 7));
    expect(numbers.filter(holdsIin).length).toBeLessThan(1_000);
  });
});

describe('An LEI', () => {
  const known = ['HWUPKR0MPOU8FGXBT394', '7LTWFZYICNSX8D621K86', 'R0MUWSFPU8MPRO8K5P83'];

  it.each(known)('could be %s', (text) => expect(isLei(text)).toBe(true));

  // MOD 97-10 counts a letter as two digits, so a digit read as a letter may pass; no other slip can.
  it.each(known)('is never one digit or one letter away from %s', (text) => {
    const slips = [
      ...neighbours(text, '0123456789', /[0-9]/),
      ...neighbours(text, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', /[A-Z]/),
    ];
    expect(slips.length).toBeGreaterThan(200);
    expect(slips.filter(isLei)).toEqual([]);
  });

  it.each([
    ['5299000J2N45DDN02998', '5299000J2N45DDN02901'],
    ['5299000J2N45DDN06102', '5299000J2N45DDN06199'],
    ['5299000J2N45DDN09497', '5299000J2N45DDN09400'],
  ])('has the check digits of %s, not those of %s, which divide as well', (issued, other) => {
    expect(isLei(issued)).toBe(true);
    expect(isLei(other)).toBe(false);
  });

  it.each(['', 'hwupkr0mpou8fgxbt394', 'HWUPKR0MPOU8FGXBT39', 'HWUPKR0MPOU8FGXBT3944'])(
    'is not %j',
    (text) => expect(isLei(text)).toBe(false),
  );
});

describe('A DTI', () => {
  const ALPHABET = '0123456789BCDFGHJKLMNPQRSTVWXZ';
  // Registered identifiers: Ether, Ether Classic, Solana, Monero, Zcash, Cosmos, TRON, Bitcoin SV,
  // two of Tether and one of a bond.
  const registered = words(`
    X9J9K872S 3DBPM738H 20J63Z4N3 24VV95T9F 3DHMJ5Q02 2RZ13PHH3
    523PVPHKS 2L8HS2MNP 125J528CN ZFP9K2W9F 3WCGMWKQM`);

  it.each(registered)('could be %s', (text) => expect(isDti(text)).toBe(true));

  it.each(registered)('is never one character away from %s', (text) => {
    expect(neighbours(text, ALPHABET).filter(isDti)).toEqual([]);
  });

  it('is 4H95J0R2X for Bitcoin, the registered exception to the check', () => {
    const checks = Array.from(ALPHABET).filter((check) => isDti(`4H95J0R2${check}`));
    expect(checks).toEqual(['T', 'X']);
  });

  it.each(['', 'x9j9k872s', 'X9J9K872', 'X9J9K872SS', 'A9J9K872S', 'X9J9K872S ', '0000000B2'])(
    'is not %j',
    (text) => expect(isDti(text)).toBe(false),
  );

  it('never begins with 0, whatever its check character', () => {
    const candidates = Array.from(ALPHABET, (check) => `09J9K872${check}`);
    expect(candidates.filter(isDti)).toEqual([]);
  });

  it('of an asset is one', () => {
    const given = ASSETS.flatMap(({ dti }) => dti ?? []);
    expect(given).not.toHaveLength(0);
    expect(given.filter((dti) => !isDti(dti))).toEqual([]);
  });
});

describe('An IBAN of Kazakhstan', () => {
  it('could be KZ86125KZT5004100100', () =>
    expect(isKazakhIban('KZ86125KZT5004100100')).toBe(true));

  it.each([
    ['another check digit', 'KZ87125KZT5004100100'],
    ['one character changed', 'KZ86125KZT5004100101'],
    ['too short', 'KZ86125KZT500410010'],
    ['spaces', 'KZ86 125K ZT50 0410 0100'],
    ['lower case', 'kz86125kzt5004100100'],
    ['another country', 'DE89370400440532013000'],
    ['nothing', ''],
  ])('is none with %s', (_what, text) => expect(isKazakhIban(text)).toBe(false));
});

describe('A name-based identifier', () => {
  it('is the same for the same parts, for ever', () => {
    expect(nameBasedId('under-sold', 'licensee-1', 'BTC', '2026-03')).toBe(
      '806a5a7f-7a00-5ca6-a656-0601502ca888',
    );
  });

  it('keeps parts apart that would join to the same text', () => {
    const ids = [
      nameBasedId('a', 'bc'),
      nameBasedId('ab', 'c'),
      nameBasedId('abc'),
      nameBasedId('a","bc'),
      nameBasedId('bc', 'a'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** The number with the check digit that it should have; some have none. */
function withCheckDigit(text: string): string {
  const digits = Array.from(text, Number);
  const sum = (first: number) =>
    digits.slice(0, 11).reduce((total, digit, i) => total + digit * (((i + first) % 11) + 1), 0);
  const check = sum(0) % 11 === 10 ? sum(2) % 11 : sum(0) % 11;
  return check === 10 ? text : `${text.slice(0, 11)}${check}`;
}

/** Every text that differs from this one in exactly one character, where that is one of `places`. */
function neighbours(text: string, alphabet: string, places = /./): string[] {
  return Array.from(text).flatMap((own, i) =>
    Array.from(places.test(own) ? alphabet : '')
      .filter((other) => other !== own)
      .map((other) => text.slice(0, i) + other + text.slice(i + 1)),
  );
}
function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
