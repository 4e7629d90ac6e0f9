/**
 * An address in its one spelling: bech32 may also be written in capitals throughout, as in a QR code
 * (BIP 173), and the accounts of Ethereum Classic in letters of either case (EIP-55). Every other
 * form is exact.
 */
export const canonicalAddress = (address: string): string =>
  /^[A-Z]+1[A-Z0-9]+$/.test(address) || /^0x[0-9a-f]{40}$/i.test(address)
    ? address.toLowerCase()
    : address;
