import fc from 'fast-check';

import { entryBundle, parseTilePath, TILE_WIDTH, tileIndexPath } from './tile.js';

describe('The path of a tile', () => {
  it.each([
    [0, '000'],
    [67, '067'],
    [999, '999'],
    [1_000, 'x001/000'],
    [1_234_067, 'x001/x234/067'],
    [123_456_789, 'x123/x456/789'],
  ])('of index %d is %s, as tlog-tiles writes it', (index, path) => {
    expect(tileIndexPath(index)).toBe(path);
    expect(parseTilePath(path)).toEqual({ index, width: TILE_WIDTH });
  });

  it('is read back as it was written, full or partial', () =>
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 255 }), (index, width) => {
        const path = tileIndexPath(index);
        expect(parseTilePath(path)).toEqual({ index, width: TILE_WIDTH });
        expect(parseTilePath(`${path}.p/${width}`)).toEqual({ index, width });
      }),
    ));

  it.each([
    ['', 'nothing'],
    ['67', 'fewer than three digits'],
    ['0067', 'four digits'],
    ['x000/067', 'a leading group of zeroes, a second name of one tile'],
    ['001/067', 'a group without its x'],
    ['x001', 'no last group'],
    ['067.p/0', 'an empty partial tile'],
    ['067.p/256', 'a partial tile that is full'],
    ['067.p/300', 'a partial tile wider than a full one'],
    ['067.p/012', 'a width with a leading zero'],
    ['067.p/1000', 'a width beyond a tile'],
    ['067.p/', 'no width'],
    ['067/', 'a slash at the end'],
    ['../067', 'a way out of the folder'],
    ['x009/x007/x199/x254/x740/992', 'an index beyond exact numbers'],
  ])('is not %j: %s', (path) => expect(parseTilePath(path)).toBeUndefined());

  it('of anything else is no path, and never an exception', () =>
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'x0129/.p') }), (text) => {
        const tile = parseTilePath(text);
        if (tile === undefined) return;
        const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`;
        expect(`${tileIndexPath(tile.index)}${partial}`).toBe(text);
      }),
    ));
});

describe('An entry bundle', () => {
  it('gives each entry behind its length in two bytes', () =>
    expect(entryBundle([Buffer.from('abc'), Buffer.from('')]).toString('hex')).toBe(
      '0003' + '616263' + '0000',
    ));

  it('can be taken apart again without loss', () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 12 }), (entries) =>
        expect(entriesOf(entryBundle(entries))).toEqual(entries.map((bytes) => Buffer.from(bytes))),
      ),
    ));

  it('takes an entry of 65,535 bytes and refuses a longer one', () => {
    expect(entryBundle([Buffer.alloc(65_535)]).length).toBe(65_537);
    expect(() => entryBundle([Buffer.alloc(65_536)])).toThrow('out of range');
  });
});

function entriesOf(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length;) {
    const end = at + 2 + bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}
