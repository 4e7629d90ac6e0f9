import { ROW_QUANTITY_MAX } from './bounds.js';

/**
 * A coin that the regime knows. `code` is the ledger's own name for it and never changes;
 * `exponent` is the number of decimals of its base unit; `dti` is its ISO 24165 identifier where one
 * is registered (ETC has none); `maxSupply` is the most base units that there can ever be, absent for
 * a coin that is issued without end.
 */
export interface Asset {
  readonly code: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
  readonly exponent: number;
  readonly dti?: string;
  readonly maxSupply?: bigint;
}

const coins = (whole: bigint, exponent: number): bigint => whole * 10n ** BigInt(exponent);

export const ASSETS: readonly Asset[] = [
  { code: 'BTC', exponent: 8, dti: '4H95J0R2X', maxSupply: coins(21_000_000n, 8) },
  { code: 'BCH', exponent: 8, maxSupply: coins(21_000_000n, 8) },
  { code: 'LTC', exponent: 8, maxSupply: coins(84_000_000n, 8) },
  { code: 'DOGE', exponent: 8 },
  // ECIP-1017: its era-by-era emission, uncles included, never exceeds this.
  { code: 'ETC', exponent: 18, maxSupply: coins(210_700_000n, 18) },
  { code: 'KAS', exponent: 8, maxSupply: coins(28_704_026_601n, 8) },
];

const byCode: ReadonlyMap<string, Asset> = new Map(ASSETS.map((asset) => [asset.code, asset]));

/** The asset of a code, or undefined when the regime does not know it. */
export const assetOf = (code: string): Asset | undefined => byCode.get(code);

/** The most base units of an asset that one row may speak of, also of one that nobody knows. */
export const quantityMaxOf = (code: string): bigint =>
  byCode.get(code)?.maxSupply ?? ROW_QUANTITY_MAX;
