import { constants, createGunzip, createZstdDecompress } from 'node:zlib';

import { refuseBody, type BodyRefusal } from '../checks/refusals.js';
import { FrameDecoder, type Decompressor } from './frame-decoder.js';

export type BodyEncoding = 'identity' | 'gzip' | 'zstd';

/** At the 16 KiB that Node.js has otherwise, decoding takes half as long again. */
const CHUNK_BYTES = 1 << 18;

const DECOMPRESSORS: Readonly<Record<Exclude<BodyEncoding, 'identity'>, () => Decompressor>> = {
  gzip: () => createGunzip({ chunkSize: CHUNK_BYTES }),
  zstd: () =>
    createZstdDecompress({
      chunkSize: CHUNK_BYTES,
      // A frame may ask for a window of 2 GiB; 8 MiB is what `zstd -19` takes.
      params: { [constants.ZSTD_d_windowLogMax]: 23 },
    }),
};

/**
 * The bytes of a body, decoded in bounded memory: all members of gzip, all frames of zstd. Where the body
 * is refused, the refusal is the last item.
 */
export async function* decodeBody(
  body: AsyncIterable<Uint8Array>,
  encoding: BodyEncoding,
  decodedBytesMax: number,
): AsyncGenerator<Uint8Array | BodyRefusal> {
  let decodedBytes = 0;
  for await (const chunk of decoded(body, encoding)) {
    if (!(chunk instanceof Uint8Array)) {
      yield chunk;
      return;
    }
    decodedBytes += chunk.length;
    if (decodedBytes > decodedBytesMax) {
      yield refuseBody('body-too-long', decodedBytesMax, `It may have ${decodedBytesMax} bytes.`);
      return;
    }
    yield chunk;
  }
}

async function* decoded(
  body: AsyncIterable<Uint8Array>,
  encoding: BodyEncoding,
): AsyncGenerator<Uint8Array | BodyRefusal> {
  let received = 0;
  const frames = encoding === 'identity' ? undefined : new FrameDecoder(DECOMPRESSORS[encoding]);
  try {
    for await (const chunk of body) {
      received += chunk.length;
      if (frames) yield* frames.write(chunk);
      else if (chunk.length > 0) yield chunk;
      if (frames?.refusal) break;
    }
    if (received === 0) yield refuseBody('body-empty', 0, '');
    else if (frames) {
      yield* frames.end();
      if (frames.refusal) yield frames.refusal;
    }
  } finally {
    frames?.close();
  }
}
