import type { Slice } from '../batch/slice-builder.js';
import type { Chunk, ChunkWriter } from './chunk-writer.js';

export interface WrittenSlice extends Slice {
  readonly chunk: Chunk;
}

/**
 * Writes the slices of a batch to files, each while the next one is read. Slices come in their order, once
 * their files are there; of a batch that is refused in the end, they do not count.
 */
export async function* writeChunks(
  batch: AsyncIterable<Slice>,
  writer: ChunkWriter,
  pathOf: (slice: number) => string,
): AsyncGenerator<WrittenSlice> {
  let slices = 0;
  let writing: Promise<WrittenSlice> | undefined;
  try {
    for await (const slice of batch) {
      if (writing) yield await writing;
      const path = pathOf(slices);
      slices += 1;
      writing = writer.write(slice.columns, path).then((chunk) => ({ ...slice, chunk }));
      // It is awaited when the next slice has been read; until then nothing else listens.
      writing.catch(() => undefined);
    }
    if (writing) yield await writing;
  } finally {
    // Whoever closes the writer does so when it is at rest.
    await writing?.catch(() => undefined);
  }
}
