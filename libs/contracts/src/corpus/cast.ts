// Who and what occurs in the samples. All of it is invented but for the form of the numbers.

export const POOL = 'dmp-1';
export const EXCHANGE = 'kzt-crypto-market';

export const LICENSEE = '0195c1f0-5a00-7c3e-9d41-6b2f8a70c001';
export const OTHER_LICENSEE = '0195c1f0-5a00-7c3e-9d41-6b2f8a70c002';
export const LICENCE = 'AFSA-DM-2025-0017';
export const CASE = '0195c1f0-5a00-7c3e-9d41-6b2f8a70c003';
export const PROPOSAL = '0195c1f0-5a00-7c3e-9d41-6b2f8a70c004';

export const BIN = '061211600012';
/** Blind indices: what stands in the ledger instead of a number. */
export const PARTY = 'b1d9c7a2f04e4e0c8a6d5f3b2c1e0f9a7d6c5b4a39281706f5e4d3c2b1a09f8e';
export const OTHER_PARTY = '3e2d1c0b9a8f7e6d5c4b3a291807f6e5d4c3b2a1908f7e6d5c4b3a2918070615';

export const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
export const POOL_ADDRESS = 'bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3';
export const DEPOSIT_ADDRESS = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2';
export const TXID = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
export const OTHER_TXID = '0e3e2357e806b6cdb1f70b54c3a3a17b6714ee1f0e68bebb44a74b1efd512098';
export const BLOCK = '00000000000000000001a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7';
export const PREVIOUS_BLOCK = '0000000000000000000091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6';

/** 1 March 2026 00:00 in Almaty. */
export const MARCH = '2026-02-28T19:00:00.000Z';
/** 1 April 2026 00:00 in Almaty. */
export const APRIL = '2026-03-31T19:00:00.000Z';
/** 11 April 2026 00:00 in Almaty: March was due. */
export const DUE = '2026-04-10T19:00:00.000Z';

export const RULE_PACK_BYTES =
  '{"format":1,"packId":"aifc-2026","rules":{},"title":"AIFC, as of 2026"}';
export const RULE_PACK_HASH = 'fd16e3b873b6c8f886e5c16b745115569562a1bc26e7c5fb7ef4cc0b1082b368';
