import { readConfig } from '@esep/platform';

import { ChainConfig, chainSettings } from './chain-settings.js';

describe('Which chain to observe', () => {
  const settings = (env: NodeJS.ProcessEnv) => chainSettings(readConfig(ChainConfig, env));

  it('is none where no source is named', () => expect(settings({})).toBeUndefined());

  it('begins at the block that is named', () => {
    const node = { ESEP_BITCOIN_RPC: 'http://user:password@127.0.0.1:8332' };
    expect(settings({ ...node, ESEP_BITCOIN_FROM_HEIGHT: '930000' })?.fromHeight).toBe(930_000);
  });

  it.each(['1.5', '-1', '100000001', 'genesis'])('never begins at block %s', (height) => {
    expect(() => settings({ ESEP_BITCOIN_FROM_HEIGHT: height })).toThrow(
      /ESEP_BITCOIN_FROM_HEIGHT: .* It is the first block to read/,
    );
  });
});
