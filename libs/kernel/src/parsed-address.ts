// What becomes of a text that should be an address.

/** Networks by the names that Bitcoin gives them; other coins' test networks go by them too. */
export const ADDRESS_NETWORKS = ['mainnet', 'testnet', 'regtest', 'simnet'] as const;
export type AddressNetwork = (typeof ADDRESS_NETWORKS)[number];

export type AddressProblem =
  'address-malformed' | 'address-checksum-wrong' | 'address-of-another-network';

export type ParsedAddress =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly problem: AddressProblem };
