import { IsIn, IsInt, IsOptional, IsUrl, Max, Min } from 'class-validator';
import { Variable } from '@esep/platform';

import { bitcoinRpc } from './bitcoin-rpc.js';
import { blockFolder } from './block-folder.js';
import {
  BITCOIN_NETWORKS,
  type BitcoinNetwork,
  type BitcoinNetworkName,
} from './bitcoin-network.js';
import type { ChainSource } from './chain-source.js';

/** The configuration of the observer. Without a source no chain is observed. */
export class ChainConfig {
  @Variable('It is the JSON-RPC of a Bitcoin node, e.g. http://user:password@127.0.0.1:8332.')
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_tld: false, require_protocol: true })
  ESEP_BITCOIN_RPC?: string;

  @Variable('It is a folder of raw blocks, NNNNNNN.bin by height, to read instead of a node.')
  @IsOptional()
  ESEP_BITCOIN_BLOCKS?: string;

  @Variable('It is the first block to read: where the regime goes live, e.g. 930000.')
  @IsInt()
  @Min(0)
  @Max(100_000_000)
  ESEP_BITCOIN_FROM_HEIGHT: number = 0;

  @Variable('It is the network of the node.')
  @IsIn(Object.keys(BITCOIN_NETWORKS))
  ESEP_BITCOIN_NETWORK: string = 'mainnet';
}

export interface ChainSettings {
  readonly source: ChainSource;
  readonly network: BitcoinNetwork;
  readonly fromHeight: number;
  /** Poll interval of a source without new blocks; one second by default. */
  readonly idleMs?: number;
}

/** Undefined if the configuration names no source. */
export const chainSettings = (config: ChainConfig): ChainSettings | undefined => {
  const network = BITCOIN_NETWORKS[config.ESEP_BITCOIN_NETWORK as BitcoinNetworkName];
  const fromHeight = config.ESEP_BITCOIN_FROM_HEIGHT;
  if (config.ESEP_BITCOIN_RPC) {
    const url = new URL(config.ESEP_BITCOIN_RPC);
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    url.username = '';
    url.password = '';
    return { source: bitcoinRpc({ url: url.href, user, password, network }), network, fromHeight };
  }
  if (config.ESEP_BITCOIN_BLOCKS)
    return { source: blockFolder(config.ESEP_BITCOIN_BLOCKS), network, fromHeight };
  return undefined;
};
