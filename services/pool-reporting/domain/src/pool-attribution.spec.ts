import { attributeBlock, type PoolRegistry, type RegisteredPool } from './pool-attribution.js';

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const AT = '2026-03-05T00:00:00.000Z';
const LATER = '2026-04-01T00:00:00.000Z';

describe('The attribution of a block', () => {
  const altyn = pool('dmp-1', ['/Altyn/'], ['bc1qaltyn']);
  const big = pool('dmp-2', ['f2pool'], ['bc1qbig']);
  const small = pool('dmp-3', ['/f2pool.kz/'], ['bc1qsmall']);

  it('goes by a tag anywhere in the script, among bytes that are no text', () =>
    expect(attribute([altyn], [0x03, 0x60, 0xff, ...text('/Altyn/'), 0x00, 0xfe])).toEqual({
      byTag: '/Altyn/',
      poolId: 'dmp-1',
      isContradictory: false,
    }));

  it('goes by the registered address, whichever output pays it', () =>
    expect(attribute([altyn], text('nothing'), 'bc1qother', 'bc1qaltyn')).toEqual({
      byAddress: 'bc1qaltyn',
      poolId: 'dmp-1',
      isContradictory: false,
    }));

  it('shows tag and address side by side', () =>
    expect(attribute([altyn], text('/Altyn/'), 'bc1qaltyn')).toEqual({
      byTag: '/Altyn/',
      byAddress: 'bc1qaltyn',
      poolId: 'dmp-1',
      isContradictory: false,
    }));

  it('does not mind the case of letters', () =>
    expect(attribute([altyn], text('/ALTYN/'))).toMatchObject({ poolId: 'dmp-1' }));

  it('minds every other byte: a tag is no pattern', () => {
    expect(attribute([small], text('/f2poolxkz/'))).toEqual({ isContradictory: false });
    // 0xc1 is À's first byte in UTF-8 and, as Latin text, a capital letter. Here it is neither.
    expect(attribute([pool('dmp-1', ['\u00e1'], [])], [0xc3, 0x81])).not.toHaveProperty('byTag');
  });

  it('takes the longest tag, so that /f2pool.kz/ is not folded into f2pool', () => {
    for (const pools of [
      [big, small],
      [small, big],
    ])
      expect(attribute(pools, text('..../f2pool.kz/....'))).toEqual({
        byTag: '/f2pool.kz/',
        poolId: 'dmp-3',
        isContradictory: false,
      });
    expect(attribute([big, small], text('/F2Pool/g'))).toMatchObject({ poolId: 'dmp-2' });
  });

  it('knows tags in other scripts', () =>
    expect(attribute([pool('dmp-4', ['七彩神仙鱼'], [])], text('·七彩神仙鱼·'))).toMatchObject({
      poolId: 'dmp-4',
    }));

  it('is nobody’s when tag and address belong to different pools', () =>
    expect(attribute([altyn, big], text('/Altyn/'), 'bc1qbig')).toEqual({
      byTag: '/Altyn/',
      byAddress: 'bc1qbig',
      isContradictory: true,
    }));

  it('is nobody’s when two pools have the same tag', () =>
    expect(attribute([altyn, pool('dmp-5', ['/altyn/'], [])], text('/Altyn/'))).toEqual({
      byTag: '/Altyn/',
      isContradictory: true,
    }));

  it('is nobody’s when two pools are paid', () =>
    expect(attribute([altyn, big], [], 'bc1qbig', 'bc1qaltyn')).toMatchObject({
      isContradictory: true,
    }));

  it('is nobody’s when nothing matches, and an empty tag matches nothing', () =>
    expect(attribute([pool('dmp-1', [''], [])], text('anything'), 'bc1qother')).toEqual({
      isContradictory: false,
    }));
});

describe('FIELD-8: a pool is known by what it had when the block was found', () => {
  const approval = { coinbaseTags: ['/Altyn/'], payoutAddresses: ['bc1qaltyn'] };
  const added = (from: string, to?: string) => [
    { address: 'bc1qadded', from, ...(to === undefined ? {} : { to }) },
  ];
  it.each<[string, RegisteredPool['approvals'][number], RegisteredPool['added'], boolean]>([
    ['by an address that was added before', { ...approval, from: LONG_AGO }, added(AT), true],
    ['not by one that is added later', { ...approval, from: LONG_AGO }, added(LATER), false],
    ['not by one that has ended', { ...approval, from: LONG_AGO }, added(LONG_AGO, AT), false],
    ['not before its approval', { ...approval, from: LATER }, added(LONG_AGO), false],
    ['not after its approval', { ...approval, from: LONG_AGO, to: AT }, added(LONG_AGO), false],
  ])('%s', (_, approved, addresses, isKnown) => {
    const pool = { poolId: 'dmp-1', approvals: [approved], added: addresses };
    expect(attribute([pool], [], 'bc1qadded')).toEqual(
      isKnown
        ? { poolId: 'dmp-1', byAddress: 'bc1qadded', isContradictory: false }
        : { isContradictory: false },
    );
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function attribute(pools: RegisteredPool[], script: number[], ...payees: string[]) {
  const registry: PoolRegistry = { version: 1, pools };
  const outputs = payees.map((address, vout) => ({ vout, address, script: '', value: 1n }));
  const scriptSig = script.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return attributeBlock({ coinbase: { scriptSig, outputs }, time: AT }, registry);
}
function pool(
  poolId: string,
  coinbaseTags: readonly string[],
  payoutAddresses: readonly string[],
): RegisteredPool {
  return { poolId, approvals: [{ from: LONG_AGO, coinbaseTags, payoutAddresses }], added: [] };
}
function text(value: string): number[] {
  return [...new TextEncoder().encode(value)];
}
