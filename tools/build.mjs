// node tools/build.mjs [project…]: compiles src/**/*.ts (no specs) of the projects named, or of all
// workspaces, to dist/ as ES modules; and where it is all of them, bundles the programs of the services
// (bundle.mjs). The console is made otherwise (console.mjs). What is newer than its source is left alone,
// so a second start costs nothing. Types are checked elsewhere, once for the whole repository.
import { transformFile } from '@swc/core';
import { glob, readFile, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

import { bundlePrograms, isBundled, writeWhole } from './bundle.mjs';
import { buildConsole, CONSOLE } from './console.mjs';
import { root } from './runtime.mjs';

const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const projects = named.length > 0 ? named.map((path) => resolve(path)) : await workspaces();

const compiled = projects.filter((project) => project !== CONSOLE);
const files = (await Promise.all(compiled.map(buildProject))).flat();
const changed = files.filter(({ isChanged }) => isChanged).length;
console.log(`built ${changed} changed files of ${projects.length} projects`);
if (named.length === 0 && !(await isBundled(Math.max(...files.map(({ builtAt }) => builtAt)))))
  console.log(`bundled ${await bundlePrograms()} programs`);
if (projects.includes(CONSOLE) && (await buildConsole())) console.log('built the console');

async function workspaces() {
  const { workspaces: patterns } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const found = [];
  for (const pattern of patterns)
    for await (const path of glob(`${pattern}/package.json`, { cwd: root }))
      found.push(join(root, dirname(path)));
  return found;
}

async function buildProject(project) {
  const source = join(project, 'src');
  const output = join(project, 'dist');
  const entries = await readdir(source, { recursive: true }).catch(() => []);
  const files = entries.filter((path) => path.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(path));
  const wanted = new Set(files.map((path) => path.replace(/\.ts$/, '.js')));
  for (const old of await readdir(output, { recursive: true }).catch(() => []))
    if (/\.js(\.map)?$/.test(old) && !wanted.has(old.replace(/\.map$/, '')))
      await rm(join(output, old), { force: true });
  return Promise.all(files.map((path) => buildFile(source, output, path)));
}

async function buildFile(source, output, path) {
  const from = join(source, path);
  const to = join(output, path.replace(/\.ts$/, '.js'));
  const [input, previous] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (previous && previous.mtimeMs >= input.mtimeMs)
    return { isChanged: false, builtAt: previous.mtimeMs };
  const { code, map } = await transformFile(from, {
    configFile: join(root, '.swcrc'),
    filename: from,
    sourceFileName: relative(dirname(to), from),
  });
  await writeWhole(`${to}.map`, map);
  await writeWhole(to, `${code}\n//# sourceMappingURL=${to.split('/').pop()}.map\n`);
  return { isChanged: true, builtAt: Date.now() };
}
