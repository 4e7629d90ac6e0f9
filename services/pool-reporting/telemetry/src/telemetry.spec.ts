import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import {
  BODY_REFUSALS,
  ChunkWriter,
  FolderStorage,
  MachineRegister,
  readBatch,
  ROW_REFUSALS,
  S3Storage,
  ServedLicences,
  WITHOUT_END,
  writeChunks,
  type Batch,
  type BatchOptions,
  type BodyRefusal,
  type Chunk,
  type ChunkStorage,
  type LateRows,
  type PartialSums,
  type PlacementRow,
  type PutOutcome,
  type RowRefusal,
  type RowRules,
  type S3Settings,
  type ServedPeriod,
  type StoredReadings,
  type WrittenSlice,
} from './index.js';
import { inChunks } from './testing/bytes.js';
import { FIRST_SECOND, READING, timeOf, type Reading } from './testing/readings.js';

// All of it together, as a service uses it: a batch is read, its chunks are written and stored, and what
// was stored is known to the next batch.

const PLACEMENT: PlacementRow = {
  number: 501,
  serial: READING.machineId,
  from: 0,
  until: WITHOUT_END,
  licence: 11,
  licensee: 22,
  dataCentre: 33,
  nominalHashrate: 11_000,
  nominalPower: 3_250,
};
const SERVED: ServedPeriod = { licence: 11, from: 0, until: WITHOUT_END };

const registerOf = (...rows: readonly PlacementRow[]): MachineRegister => {
  const builder = MachineRegister.builder();
  for (const row of rows) builder.add(row);
  return builder.build();
};

const RULES: RowRules = {
  register: registerOf(PLACEMENT),
  served: new ServedLicences([SERVED]),
  now: FIRST_SECOND + 7_200,
  toleranceSeconds: 300,
  oldest: FIRST_SECOND - 86_400,
  nominalPerMille: 1_500,
};

/** A catalogue that holds what was taken in memory. */
class Catalogue implements StoredReadings {
  readonly chunks: Chunk[] = [];
  readonly sums: PartialSums[] = [];
  private readonly seconds = new Set<number>();

  add({ columns, sums, chunk }: WrittenSlice): void {
    this.chunks.push(chunk);
    this.sums.push(...sums);
    for (let row = 0; row < columns.rows; row += 1)
      for (let second = 0; second < columns.seconds[row]!; second += 1)
        this.seconds.add(columns.start[row]! + second);
  }

  endOf(): number {
    return Math.max(-1, ...this.seconds) + 1;
  }

  overlaps({ start, seconds }: LateRows): Promise<Uint8Array> {
    const overlaps = (from: number, row: number): boolean =>
      Array.from({ length: seconds[row]! }, (_, i) => from + i).some((at) => this.seconds.has(at));
    return Promise.resolve(Uint8Array.from(start, (from, row) => Number(overlaps(from, row))));
  }
}

let folder: string;
let writer: ChunkWriter;
let storage: ChunkStorage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esep-telemetry-'));
  writer = await ChunkWriter.open(RULES.register);
  storage = new FolderStorage(join(folder, 'chunks'));
});
afterAll(async () => {
  writer.close();
  await rm(folder, { recursive: true });
});

interface Taken {
  readonly batch: Batch;
  readonly puts: readonly PutOutcome[];
}

const take = async (
  rows: readonly Partial<Reading>[],
  catalogue: Catalogue,
  options: Partial<BatchOptions> = {},
): Promise<Taken> => {
  const lines = rows.map((row) => `${JSON.stringify({ ...READING, ...row })}\n`).join('');
  const batch = readBatch(inChunks(gzipSync(lines)), {
    format: 'ndjson',
    encoding: 'gzip',
    rules: RULES,
    decodedBytesMax: 1 << 20,
    stored: catalogue,
    ...options,
  });
  const puts: PutOutcome[] = [];
  const written = writeChunks(batch, writer, (n) => join(folder, `slice-${n}.parquet`));
  for await (const slice of written) {
    const { path, sha256 } = slice.chunk;
    puts.push(await storage.put(`${sha256}.parquet`, path, sha256));
    catalogue.add(slice);
  }
  return { batch, puts };
};

const minute = (n: number): Partial<Reading> => ({ intervalStart: timeOf(FIRST_SECOND + n * 60) });

describe('Telemetry', () => {
  it('goes from the bytes of a batch to a stored chunk and exact sums', async () => {
    const catalogue = new Catalogue();
    const { batch, puts } = await take([minute(0), minute(60), minute(1)], catalogue);
    expect([batch.rows, batch.refusal, puts]).toEqual([3, undefined, ['stored']]);
    const parties = { licensee: 22, dataCentre: 33, machines: 1 };
    expect(catalogue.sums).toMatchObject([
      { ...parties, hour: FIRST_SECOND, readings: 2, accepted: 12_000n, energy: 390_000n },
      { ...parties, hour: FIRST_SECOND + 3_600, readings: 1, hashrateSeconds: 627_000n },
    ]);
    expect(catalogue.chunks).toMatchObject([{ rows: 3, sums: { machine: 1_503n } }]);
  });

  it('of a batch that is sent again is refused row by row, and that which is new is taken', async () => {
    const catalogue = new Catalogue();
    await take([minute(0), minute(1)], catalogue);
    const { batch } = await take([minute(0), minute(1), minute(2)], catalogue);
    const again: readonly RowRefusal[] = [1, 2].map((line) => ({
      line,
      code: 'overlap-with-stored',
    }));
    expect([batch.rows, batch.refusals.first]).toEqual([1, again]);
  });

  it('that is written again to a store is the same file', async () => {
    const rows = [minute(10), minute(11)];
    const first = await take(rows, new Catalogue());
    const second = await take(rows, new Catalogue());
    expect([first.puts, second.puts]).toEqual([['stored'], ['already-stored']]);
  });

  it('of a refused body has a code, where, why, and what to do', async () => {
    const { batch } = await take([minute(20)], new Catalogue(), { encoding: 'zstd' });
    const refusal: BodyRefusal | undefined = batch.refusal;
    expect(refusal).toEqual({
      code: 'body-not-decodable',
      at: 0,
      detail: expect.stringContaining(BODY_REFUSALS['body-not-decodable'].message),
      remedy: BODY_REFUSALS['body-not-decodable'].remedy,
    });
    expect(Object.keys(ROW_REFUSALS).filter((code) => code in BODY_REFUSALS)).toEqual([]);
  });

  it('of several slices is written one by one, and all of it is there', async () => {
    const catalogue = new Catalogue();
    const minutes = Array.from({ length: 25 }, (_, n) => minute((n * 7) % 25));
    const { puts } = await take(minutes, catalogue, { sliceRows: 4, stored: new Catalogue() });
    expect(puts).toEqual(Array(7).fill('stored'));
    expect(catalogue.chunks.map(({ rows }) => rows)).toEqual([4, 4, 4, 4, 4, 4, 1]);
    const starts = catalogue.chunks.reduce((sum, { sums }) => sum + sums.start, 0n);
    expect(starts).toBe(BigInt(25 * FIRST_SECOND + 300 * 60));
  });

  it('that cannot be written ends with what stands in the way', async () => {
    const batch = readBatch(inChunks(Buffer.from(JSON.stringify(READING))), {
      format: 'ndjson',
      encoding: 'identity',
      rules: RULES,
      decodedBytesMax: 1 << 20,
    });
    const written = writeChunks(batch, writer, () => join(folder, 'no/folder/slice.parquet'));
    await expect(written.next()).rejects.toThrow('no/folder');
  });

  it('leaves nothing but files that are whole', async () => {
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is kept in a bucket only where its server answers', async () => {
    const settings: S3Settings = {
      endpoint: 'http://127.0.0.1:1',
      region: 'us-east-1',
      bucket: 'none',
      accessKeyId: 'none',
      secretAccessKey: 'none',
    };
    const bucket = new S3Storage(settings);
    await expect(bucket.get('a.parquet')).rejects.toThrow('ECONNREFUSED');
    bucket.close();
  });
});
