import { targetOf, workOf } from './difficulty.js';

describe('The compact form of a target', () => {
  it.each([
    ['difficulty 1', 0x1d00ffff, 0xffffn << 208n],
    ['the easiest of a test network', 0x207fffff, 0x7fffffn << 232n],
    ['block 830000', 0x1703ba5d, 0x03ba5dn << 160n],
    ['a mantissa that is shifted right', 0x01120000, 0x12n],
    ['a mantissa that just fits in 256 bits', 0x220000ff, 0xffn << 248n],
  ])('stands for the target of %s', (_name, bits, target) => expect(targetOf(bits)).toBe(target));

  it.each([
    ['zero', 0x00000000],
    ['a mantissa that is shifted away', 0x01003456],
    ['a negative number', 0x04923456],
    ['a number of more than 256 bits', 0x23000100],
    ['a number far beyond', 0xff123456],
  ])('stands for none when it is %s', (_name, bits) => expect(targetOf(bits)).toBeUndefined());
});

describe('The work of a block', () => {
  it('is 4,295,032,833 hashes at difficulty 1', () =>
    expect(workOf(0x1d00ffff)).toBe(4_295_032_833n));

  it('is two hashes on a test network', () => expect(workOf(0x207fffff)).toBe(2n));

  it('is none for bits that are no target', () => expect(workOf(0)).toBe(0n));
});
