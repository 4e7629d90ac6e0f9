import { canonicalAddress } from './address.js';

describe('An address has one spelling', () => {
  it.each([
    [
      'bech32 in capitals',
      'BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ',
      'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
    ],
    [
      'an account with a checksum in its capitals',
      '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
      '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed',
    ],
    [
      'base58, which is exact',
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    ],
    ['bech32 of both cases, which is none', 'bc1QAR0', 'bc1QAR0'],
  ])('%s', (_what, written, canonical) => expect(canonicalAddress(written)).toBe(canonical));
});
