import { assetOf, type AddressProblem, type ReportTime } from '@esep/kernel';

/** A version of a pool's report that was admitted, with its rows as they were sent. */
export interface PoolReport<Row> extends ReportTime {
  readonly poolId: string;
  readonly reportId: string;
  readonly version: number;
  readonly rows: readonly Row[];
}

/** What every row about a miner's coins carries, beside what the register knew of it at the time of the row. */
export interface PoolRow {
  readonly rowId: string;
  readonly licenceId: string;
  /** Whose licence it is; absent when the register has no such licence. */
  readonly licenseeId?: string;
  readonly asset: string;
  readonly wallet?: string;
  /** Why the wallet is no address of the asset; absent when it is one. */
  readonly walletProblem?: AddressProblem;
  /** To whom the wallet was bound: nobody, one licensee, or several that are in conflict over it. */
  readonly walletHolders: readonly string[];
}

export type PoolRowRefusal = 'asset-unknown' | AddressProblem | 'wallet-bound-to-another';

/**
 * Why the register contradicts a row; undefined when it does not. Neither an unbound wallet nor one
 * in conflict contradicts it: the duty arises with the credit, not with the wallet (POOL-3), and a
 * conflict is for a person to decide.
 */
export const registerRefusal = (
  { asset, walletProblem, walletHolders }: PoolRow,
  licenseeId: string,
): PoolRowRefusal | undefined => {
  if (assetOf(asset) === undefined) return 'asset-unknown';
  if (walletProblem !== undefined) return walletProblem;
  if (walletHolders.length > 0 && !walletHolders.includes(licenseeId))
    return 'wallet-bound-to-another';
  return undefined;
};
