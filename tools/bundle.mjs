// The programs of the services, dist/<service>/main.js: each with all that it imports in a few files,
// which Node.js loads three times as fast as the three thousand that they are made of (ADR 0019). Beside
// them dist/console/main.js, which serves the console, in one file that shares nothing with them (ADR 0030).
import { existsSync } from 'node:fs';
import {
  glob,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';

import { root } from './runtime.mjs';

const OUTPUT = join(root, 'dist');
const below = (folder) => (id) => id.startsWith(join(root, folder) + sep);
const isOfPackage = below('node_modules');
/** Written by npm at each installation. */
const INSTALLED = join(root, 'node_modules/.package-lock.json');
/** Code of packages: their sources are not ours to read, and a map of all of them takes long to load. */
const PACKAGES = 'packages';
/** Packages of other brokers and servers that Nest can use, asks for in a `try`, and does without. */
const ABSENT = new Set([
  '@fastify/static',
  '@nats-io/transport-node',
  '@nestjs/websockets/socket-module.js',
  'amqp-connection-manager',
  'ioredis',
  'mqtt',
]);

/** Another build, or a process that starts, may still need what it named. */
const CHUNK_KEPT_MS = 3_600_000;

/** Traces name lines of the sources, not of what was compiled. */
const sourcesOfOurs = {
  name: 'sources-of-ours',
  async load(id) {
    if (isOfPackage(id) || !id.endsWith('.js')) return null;
    const [code, map] = await Promise.all([readFile(id, 'utf8'), readFile(`${id}.map`, 'utf8')]);
    return { code, map };
  },
};

/** Names of the services: those that have a program. */
const services = () =>
  Array.fromAsync(glob('services/*/app/src/main.ts', { cwd: root }), (path) => path.split(sep)[1]);

/** Of what each program is made. An image of the services has no sources of what serves the console. */
const programs = async () => {
  const consoles = existsSync(join(root, 'apps/embedded/src/console/main.ts'))
    ? { console: join(root, 'apps/embedded/dist/console/main.js') }
    : {};
  const ofServices = (await services()).map((name) => [
    name,
    join(root, 'services', name, 'app/dist/main.js'),
  ]);
  return { ofServices: Object.fromEntries(ofServices), alone: consoles };
};

/** Are the programs newer than everything that they are made of? */
export const isBundled = async (builtAt) => {
  const { ofServices, alone } = await programs();
  const found = await Promise.all(
    Object.keys({ ...ofServices, ...alone }).map((name) =>
      stat(join(OUTPUT, name, 'main.js')).catch(() => undefined),
    ),
  );
  const by = await Promise.all([INSTALLED, import.meta.filename].map((file) => stat(file)));
  const newest = Math.max(builtAt, ...by.map(({ mtimeMs }) => mtimeMs));
  return found.every((program) => program?.mtimeMs >= newest);
};

/** Makes the programs from what was compiled, and gives their number. */
export const bundlePrograms = async () => {
  const began = new Date();
  const { ofServices, alone } = await programs();
  // The programs last: they name the rest.
  const chunks = [
    ...(await chunksOf(ofServices, [
      { name: PACKAGES, test: isOfPackage },
      { name: 'esep', test: below('libs') },
    ])),
    ...(await chunksOf(alone, [])),
  ].toSorted((a, b) => Number(a.isEntry) - Number(b.isEntry));
  await mkdir(join(OUTPUT, 'chunks'), { recursive: true });
  for (const { fileName, name, code, map } of chunks) {
    const to = join(OUTPUT, fileName);
    if (name === PACKAGES || !map) await writeWhole(to, code);
    else {
      await writeWhole(`${to}.map`, JSON.stringify({ ...map, sourcesContent: undefined }));
      await writeWhole(to, `${code}\n//# sourceMappingURL=${basename(to)}.map\n`);
    }
    // What was compiled while this went on is newer.
    await utimes(to, began, began);
  }
  const kept = new Set(chunks.flatMap(({ fileName }) => [fileName, `${fileName}.map`]));
  for (const name of await readdir(join(OUTPUT, 'chunks'))) {
    const old = join(OUTPUT, 'chunks', name);
    const writtenAt = (await stat(old).catch(() => undefined))?.mtimeMs ?? Infinity;
    if (!kept.has(`chunks/${name}`) && writtenAt < Date.now() - CHUNK_KEPT_MS)
      await rm(old, { force: true });
  }
  return Object.keys({ ...ofServices, ...alone }).length;
};

/** The files of programs that share the groups with each other. */
const chunksOf = async (input, groups) => {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    cwd: root,
    platform: 'node',
    input,
    plugins: [sourcesOfOurs],
    // What is a program elsewhere is none in here.
    transform: { define: { 'import.meta.main': 'false' } },
    onLog: (level, log) => {
      if (log.code === 'UNRESOLVED_IMPORT' && ABSENT.has(log.exporter)) return;
      if (level === 'warn') throw new Error(log.message);
    },
    // A slow machine is no fault of what is bundled.
    checks: { bundlerTimings: false },
  });
  const { output } = await bundle.generate({
    format: 'esm',
    sourcemap: 'hidden',
    // Names of classes are names of schemas, of providers and of tables.
    keepNames: true,
    entryFileNames: '[name]/main.js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    codeSplitting: { groups },
  });
  await bundle.close();
  return output.filter(({ type }) => type === 'chunk');
};

/** Whoever reads at the same time finds the old file or the new one, never half of one. */
export const writeWhole = async (to, text) => {
  await mkdir(dirname(to), { recursive: true });
  const whole = `${to}.${process.pid}`;
  await writeFile(whole, text);
  await rename(whole, to);
};
