/**
 * A coin that the regime knows. `code` is the ledger's own name for it and never changes;
 * `exponent` is the number of decimals of its base unit; `dti` is its ISO 24165 identifier where one
 * is registered (ETC has none).
 */
export interface Asset {
  readonly code: string;
  readonly exponent: number;
  readonly dti?: string;
}

export const ASSETS: readonly Asset[] = [
  { code: 'BTC', exponent: 8, dti: '4H95J0R2X' },
  { code: 'BCH', exponent: 8 },
  { code: 'LTC', exponent: 8 },
  { code: 'DOGE', exponent: 8 },
  { code: 'ETC', exponent: 18 },
  { code: 'KAS', exponent: 8 },
];

const byCode = new Map(ASSETS.map((asset) => [asset.code, asset]));

/** The asset of a code, or undefined when the regime does not know it. */
export const assetOf = (code: string): Asset | undefined => byCode.get(code);
