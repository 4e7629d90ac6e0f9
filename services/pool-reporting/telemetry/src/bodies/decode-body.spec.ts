import { constants, gzipSync, zstdCompressSync } from 'node:zlib';

import type { BodyRefusal } from '../checks/refusals.js';
import { inChunks } from '../testing/bytes.js';
import { decodeBody, type BodyEncoding } from './decode-body.js';

interface Decoded {
  readonly text: string;
  readonly refusal: BodyRefusal | undefined;
}

const decode = async (
  body: Uint8Array,
  encoding: BodyEncoding,
  { chunk = 1 << 16, max = 1 << 24 } = {},
): Promise<Decoded> => {
  const parts: Uint8Array[] = [];
  let refusal: BodyRefusal | undefined;
  for await (const part of decodeBody(inChunks(body, chunk), encoding, max)) {
    expect(refusal).toBeUndefined();
    if (part instanceof Uint8Array) parts.push(part);
    else refusal = part;
  }
  return { text: Buffer.concat(parts).toString('latin1'), refusal };
};

const TEXTS = ['a'.repeat(5_000), 'second', Buffer.alloc(300_000, 'xyz').toString()] as const;
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);

const COMPRESS = {
  gzip: (text: string) => gzipSync(text),
  zstd: (text: string) => zstdCompressSync(text),
} as const;

describe.each(['gzip', 'zstd'] as const)('A body in %s', (encoding) => {
  const frames = TEXTS.map((text) => COMPRESS[encoding](text));
  const [one, two, three] = frames as [Buffer, Buffer, Buffer];

  it.each([1, 7, 100, 65_536, 1 << 24])(
    'is decoded with all of its frames, in chunks of %i bytes',
    async (chunk) => {
      for (const parts of [[one], [one, two], [two, one, three]]) {
        const whole = Buffer.concat(parts);
        const texts = parts
          .map((part) => TEXTS[frames.findIndex((frame) => frame === part)])
          .join('');
        expect(await decode(whole, encoding, { chunk })).toEqual({
          text: texts,
          refusal: undefined,
        });
      }
    },
  );

  it.each([3, 1 << 16])('is refused where it is cut, in chunks of %i bytes', async (chunk) => {
    for (const body of [one, Buffer.concat([one, two])]) {
      const { refusal } = await decode(body.subarray(0, -3), encoding, { chunk });
      expect(refusal?.code).toBe('body-truncated');
    }
  });

  it.each(['garbage', '\0', '\0\0\0\0\0\0\0\0\0\0\0\0', '\0'.repeat(20) + 'x'])(
    'is refused with what follows the last frame',
    async (rest) => {
      for (const chunk of [1, 1 << 16]) {
        const body = Buffer.concat([one, Buffer.from(rest)]);
        const { refusal } = await decode(body, encoding, { chunk });
        expect(refusal?.code).toMatch(/body-(not-decodable|truncated)/);
      }
    },
  );

  it('is refused where a byte of it was changed', async () => {
    const changed = Buffer.from(three);
    changed[0] = 0;
    const { refusal, text } = await decode(Buffer.concat([two, changed]), encoding);
    expect([refusal?.code, refusal?.at, text]).toEqual([
      'body-not-decodable',
      two.length,
      'second',
    ]);
  });

  it('is refused as soon as it is longer than allowed', async () => {
    const bomb = COMPRESS[encoding]('\0'.repeat(1 << 26));
    const { refusal, text } = await decode(bomb, encoding, { max: 1 << 20 });
    expect([refusal?.code, text.length <= 1 << 20]).toEqual(['body-too-long', true]);
  });

  it('may be exactly as long as allowed', async () =>
    expect(await decode(one, encoding, { max: 5_000 })).toEqual({
      text: TEXTS[0],
      refusal: undefined,
    }));

  it('is refused where there is nothing', async () =>
    expect((await decode(new Uint8Array(0), encoding)).refusal?.code).toBe('body-empty'));
});

describe('A body in zstd', () => {
  it.each([1, 1 << 16])('may have skippable frames, in chunks of %i bytes', async (chunk) => {
    const frame = zstdCompressSync('text');
    for (const parts of [
      [skippable, frame],
      [frame, skippable],
      [frame, skippable, frame],
    ]) {
      const { refusal, text } = await decode(Buffer.concat(parts), 'zstd', { chunk });
      expect([refusal, text]).toEqual([undefined, 'text'.repeat(parts.length - 1)]);
    }
  });

  it('of frames without end is refused', async () => {
    const empty = zstdCompressSync('');
    const { refusal } = await decode(Buffer.concat(Array(2_001).fill(empty)), 'zstd');
    expect(refusal?.detail).toMatch('too many frames');
  });

  it('that asks for a window of more than 8 MiB is refused', async () => {
    const params = {
      [constants.ZSTD_c_windowLog]: 27,
      [constants.ZSTD_c_compressionLevel]: 3,
    };
    const wide = zstdCompressSync(Buffer.alloc(1 << 25, 'some text'), { params });
    const { refusal } = await decode(wide, 'zstd', { max: 1 << 26 });
    expect(refusal?.code).toBe('body-not-decodable');
  });
});

describe('A body without encoding', () => {
  it('is what it is', async () =>
    expect(await decode(Buffer.from('text'), 'identity')).toEqual({
      text: 'text',
      refusal: undefined,
    }));

  it('is refused where there is nothing, or too much', async () => {
    expect((await decode(new Uint8Array(0), 'identity')).refusal?.code).toBe('body-empty');
    const { refusal } = await decode(Buffer.from('text'), 'identity', { max: 3 });
    expect([refusal?.code, refusal?.at]).toEqual(['body-too-long', 3]);
  });
});
