import { join } from 'node:path';

import { ChunkWriter, chunksOfFile, readBatch, writeChunks } from '@esep/telemetry';

import { FIRST_SECOND, MACHINES, registerOf, served } from './sector.js';

// node path.js FORMAT FILE FOLDER: reads a body as the service does, in a process of its own, and prints
// a `PathFigures` as JSON.

export interface PathFigures {
  readonly rows: number;
  readonly refused: number;
  readonly bytes: number;
  readonly ms: number;
  /** Microseconds of processor time, all threads. */
  readonly cpu: number;
  /** The most that was resident, in bytes. */
  readonly rss: number;
  readonly loopDelayMs: number;
}

const run = async (format: string, file: string, folder: string): Promise<PathFigures> => {
  const register = registerOf(MACHINES);
  const writer = await ChunkWriter.open(register);
  const began = performance.now();
  const before = process.cpuUsage();
  let loopDelayMs = 0;
  let last = began;
  const ticks = setInterval(() => {
    loopDelayMs = Math.max(loopDelayMs, performance.now() - last - 10);
    last = performance.now();
  }, 10);
  const batch = readBatch(chunksOfFile(file), {
    format: format === 'ndjson' ? 'ndjson' : 'arrow',
    encoding: 'identity',
    decodedBytesMax: 2 ** 33,
    rules: {
      register,
      served,
      now: FIRST_SECOND + 86_400,
      toleranceSeconds: 300,
      oldest: 0,
      nominalPerMille: 1_500,
    },
  });
  let bytes = 0;
  let readings = 0;
  const pathOf = (n: number): string => join(folder, `${format}-${n}.parquet`);
  for await (const { chunk, sums } of writeChunks(batch, writer, pathOf)) {
    bytes += chunk.bytes;
    readings += sums.reduce((total, { readings }) => total + readings, 0);
  }
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  clearInterval(ticks);
  writer.close();
  if (batch.refusal) throw new Error(`${batch.refusal.code}: ${batch.refusal.detail}`);
  if (readings !== batch.rows) throw new Error(`${readings} of ${batch.rows} rows are rolled up.`);
  const rss = process.resourceUsage().maxRSS * 1_024;
  const refused = batch.refusals.total;
  return { rows: batch.rows, refused, bytes, ms, cpu: user + system, rss, loopDelayMs };
};

const [format = '', file = '', folder = ''] = process.argv.slice(2);
console.log(JSON.stringify(await run(format, file, folder)));
