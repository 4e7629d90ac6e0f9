import { ADDRESS_FORMS, formerSpellingsOf } from './address-forms.js';
import {
  ADDRESS_NETWORKS,
  type AddressNetwork,
  type AddressProblem,
  type ParsedAddress,
} from './parsed-address.js';

// An address is what it pays, not how it is typed: every spelling of a wallet becomes one text here,
// and what is no address of the coin, or has a slip in it, becomes none.

/** What is wrong, and what to do. */
export const ADDRESS_MESSAGES: Readonly<Record<AddressProblem, string>> = {
  'address-malformed': 'is no address of this coin; send it as the wallet shows it',
  'address-checksum-wrong':
    'has a checksum that does not fit, so a character is wrong; copy it again',
  'address-of-another-network':
    'is an address of another coin or another network; send one of the coin that is named',
};

/**
 * An address of an asset in its one spelling. Addresses of the main network are always taken, those
 * of another network where it is named. Blanks around it, the scheme of a payment link (BIP 21) and
 * what follows its question mark are left out.
 */
export const parseAddress = (
  asset: string,
  written: string,
  network: AddressNetwork = 'mainnet',
): ParsedAddress => {
  const form = ADDRESS_FORMS[asset];
  if (form === undefined) return { ok: false, problem: 'address-malformed' };
  const text = withoutLink(written.trim(), form.scheme);
  const inMain = form.parse(text, 'mainnet');
  return inMain.ok || network === 'mainnet' ? inMain : form.parse(text, network);
};

/**
 * The one spelling of an address that stands in a ledger, of whichever network. A ledger of before
 * may hold text that is no address; of that only the case of letters is evened out where it says
 * nothing, as it was at that time.
 */
export const canonicalAddress = (asset: string, recorded: string): string => {
  const key = `${asset} ${recorded}`;
  const known = spellings.get(key);
  if (known !== undefined) return known;
  const spelling = spellingOf(asset, recorded);
  // Wallets are few and named a million times.
  if (spellings.size >= SPELLINGS_MAX) spellings.clear();
  spellings.set(key, spelling);
  return spelling;
};

/** The coins that a text is an address of: a list may not name its coins. */
export const assetsMeant = (
  written: string,
  network: AddressNetwork = 'mainnet',
): readonly string[] =>
  Object.keys(ADDRESS_FORMS).filter((asset) => parseAddress(asset, written, network).ok);

/** The spellings that an address in a list without coins may have in facts that name their coin. */
export const spellingsMeant = (recorded: string): readonly string[] => [
  ...new Set(Object.keys(ADDRESS_FORMS).map((asset) => canonicalAddress(asset, recorded))),
];

/** Other spellings under which a ledger of before may have bound the same wallet. */
export const formerSpellings = (asset: string, address: string): readonly string[] =>
  formerSpellingsOf(asset, address);

/**
 * True for an address whose key or script is not shown when its coins are spent (BIP 341, and what
 * may come after it): that it was spent from can be told by the output alone.
 */
export const isHiddenWhenSpent = (address: string): boolean =>
  /^(bc|tb|bcrt|sb|ltc|tltc|rltc)1[^q]/.test(address);

const SPELLINGS_MAX = 100_000;
const spellings = new Map<string, string>();

const spellingOf = (asset: string, recorded: string): string => {
  for (const network of ADDRESS_NETWORKS) {
    const parsed = parseAddress(asset, recorded, network);
    if (parsed.ok) return parsed.address;
  }
  return /^[A-Z]+1[A-Z0-9]+$/.test(recorded) || /^0x[0-9a-f]{40}$/i.test(recorded)
    ? recorded.toLowerCase()
    : recorded;
};

const withoutLink = (text: string, scheme: string | undefined): string =>
  scheme !== undefined && text.toLowerCase().startsWith(`${scheme}:`)
    ? (text.slice(scheme.length + 1).split('?')[0] ?? '')
    : text;
