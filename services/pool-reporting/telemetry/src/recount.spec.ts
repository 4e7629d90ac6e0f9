import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import {
  ChunkWriter,
  readBatch,
  type Batch,
  type BatchOptions,
  type PartialSums,
} from './index.js';
import { inChunks } from './testing/bytes.js';
import { chance, noisyNominal, noisyValues } from './testing/noisy-readings.js';
import { FIRST_SECOND, rulesOf, timeOf, type Reading } from './testing/readings.js';
import { added } from './testing/recount.js';
import { noisyRegister } from './testing/noisy-register.js';

// What a batch adds up to, counted again by Python: from its lines, and from the files that were written.
// Streams that pyarrow writes of the same rows come to the same. Skipped where there is no Python 3 with
// pip and a registry.

const PYARROW = 'pyarrow==26.0.1';
const PACKAGES = join(import.meta.dirname, '../../../../node_modules/.cache/esep-pyarrow-26.0.1');
const MACHINES = 90;
const MINUTES = 130;

const run = promisify(execFile);
const python = async (...order: readonly string[]): Promise<string> => {
  const env = { ...process.env, PYTHONPATH: PACKAGES, PYTHONDONTWRITEBYTECODE: '1' };
  return (await run('python3', [...order], { env, maxBuffer: 1 << 26, timeout: 120_000 })).stdout;
};

/** Says what stands in the way. */
const install = async (): Promise<string | undefined> => {
  try {
    await python('-c', 'import pyarrow.parquet');
    return undefined;
  } catch {
    // It is not there yet.
  }
  const into = `${PACKAGES}.${process.pid}`;
  try {
    const quietly = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries=1'];
    await python('-m', 'pip', 'install', ...quietly, '--target', into, PYARROW);
    await rename(into, PACKAGES);
    await python('-c', 'import pyarrow.parquet');
    return undefined;
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    return `no Python with pip, a registry and ${PYARROW}: ${String(code)} ${stderr.trim().split('\n').at(-1) ?? ''}`;
  }
};

const obstacle = await install();
if (obstacle) console.log(`The recount is skipped: ${obstacle}`);
const described = obstacle ? describe.skip : describe;

/** Minute by minute; some rows come twice, some are of ten minutes and overlap, some are too high. */
const readings = (): readonly Reading[] => {
  const random = chance(7);
  return Array.from({ length: MACHINES * MINUTES }, (_, n): Reading => {
    const machine = n % MACHINES;
    const late = random() < 0.05 ? Math.floor(random() * 30) : 0;
    const minute = Math.max(0, Math.floor(n / MACHINES) - late);
    const isLong = random() < 0.01;
    const start = FIRST_SECOND + (isLong ? minute - (minute % 10) : minute) * 60;
    const [, , , accepted, stale, rejected, hashrate, warmth, power] = noisyValues(
      random,
      machine,
      start,
    );
    return {
      machineId: `AST-${String(machine).padStart(7, '0')}`,
      intervalStart: timeOf(start),
      intervalSeconds: isLong ? 600 : 60,
      accepted: random() < 0.01 ? Number.MAX_SAFE_INTEGER : accepted!,
      stale: stale!,
      rejected: rejected!,
      hashrate: (random() < 0.01 ? noisyNominal(machine) * 2 : hashrate!) / 100,
      ...(random() < 0.9 ? { temperatureC: warmth! / 10 } : {}),
      ...(random() < 0.7 ? { powerW: power! } : {}),
    };
  });
};

type Counted = readonly Readonly<Record<string, string | number>>[];

/** As Python prints them. */
const asCounted = (sums: readonly PartialSums[]): Counted =>
  sums.map((row) => ({
    ...Object.fromEntries(Object.entries(row).map(([name, sum]) => [name, String(sum)])),
    licensee: row.licensee,
    dataCentre: row.dataCentre,
    hour: row.hour,
    machines: row.machines,
  }));

described('A batch, counted again in Python', () => {
  const register = noisyRegister(MACHINES);
  const options: BatchOptions = {
    format: 'ndjson',
    encoding: 'identity',
    decodedBytesMax: 1 << 28,
    sliceRows: 2_500,
    rules: rulesOf({ register }),
  };
  let folder: string;
  let batch: Batch;
  let sums: readonly PartialSums[];
  let counts: { readonly body: Counted; readonly chunks: Counted };

  const readArrow = async (name: string): Promise<readonly [Batch, readonly PartialSums[]]> => {
    const stream = createReadStream(join(folder, `${name}.arrows`));
    const arrow = readBatch(stream, { ...options, format: 'arrow' });
    const slices: { readonly sums: readonly PartialSums[] }[] = [];
    for await (const { sums } of arrow) slices.push({ sums });
    return [arrow, added(slices)];
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(PACKAGES, '..', 'esep-recount-'));
    const rows = readings();
    const body = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    await writeFile(join(folder, 'readings.ndjson'), body);
    const machines = Array.from({ length: MACHINES }, (_, n) => [
      register.serialOf(n),
      [n, register.licensee[n], register.dataCentre[n], register.nominalHashrate[n]],
    ]);
    await writeFile(join(folder, 'register.json'), JSON.stringify(Object.fromEntries(machines)));
    const writer = await ChunkWriter.open(register);
    batch = readBatch(inChunks(body, 10_000), options);
    const slices: { readonly sums: readonly PartialSums[] }[] = [];
    for await (const { columns, sums } of batch) {
      slices.push({ sums });
      await writer.write(columns, join(folder, `${slices.length}.parquet`));
    }
    writer.close();
    sums = added(slices);
    const printed = await python(join(import.meta.dirname, 'testing/recount.py'), folder);
    counts = JSON.parse(printed) as typeof counts;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('has the same sums as its lines', () => {
    expect(sums.length).toBeGreaterThan(5);
    expect(batch.refusals.byCode['overlap-in-batch']).toBeGreaterThan(100);
    expect(batch.refusals.byCode['above-nominal']).toBeGreaterThan(50);
    expect(asCounted(sums)).toEqual(counts.body);
  });

  it('has the same sums as its files', () => expect(asCounted(sums)).toEqual(counts.chunks));

  it.each(['plain', 'dictionary', 'zstd', 'large'])(
    'has the same sums and refusals as a stream of pyarrow, %s',
    async (name) => {
      const [arrow, its] = await readArrow(name);
      expect(arrow.refusal).toBeUndefined();
      expect(its).toEqual(sums);
      expect(arrow.refusals.byCode).toEqual(batch.refusals.byCode);
      expect(arrow.refusals.first).toEqual(batch.refusals.first);
    },
  );

  it('is refused where pyarrow compresses it with LZ4', async () => {
    const [arrow, its] = await readArrow('lz4');
    expect([arrow.refusal?.code, its]).toEqual(['arrow-compression', []]);
    expect((await readFile(join(folder, 'lz4.arrows'))).length).toBeGreaterThan(100_000);
  });
});
