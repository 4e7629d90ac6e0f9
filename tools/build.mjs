// node tools/build.mjs [project…]: compiles src/**/*.ts (no specs) of the projects named, or of all
// workspaces, to dist/ as ES modules. A file whose output is newer is left alone, so a second start
// costs nothing. Types are checked elsewhere, once for the whole repository.
import { transformFile } from '@swc/core';
import { glob, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const projects = named.length > 0 ? named.map((path) => resolve(path)) : await workspaces();

const counts = await Promise.all(projects.map(buildProject));
console.log(
  `built ${counts.reduce((sum, n) => sum + n, 0)} changed files of ${projects.length} projects`,
);

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
    if (old.endsWith('.js') && !wanted.has(old)) await rm(join(output, old));
  const built = await Promise.all(files.map((path) => buildFile(source, output, path)));
  return built.filter(Boolean).length;
}

async function buildFile(source, output, path) {
  const from = join(source, path);
  const to = join(output, path.replace(/\.ts$/, '.js'));
  const [input, previous] = await Promise.all([stat(from), stat(to).catch(() => undefined)]);
  if (previous && previous.mtimeMs >= input.mtimeMs) return false;
  const { code, map } = await transformFile(from, {
    configFile: join(root, '.swcrc'),
    filename: from,
    sourceFileName: relative(dirname(to), from),
  });
  await mkdir(dirname(to), { recursive: true });
  await writeFile(`${to}.map`, map);
  // Whoever runs at the same time finds the old file or the new one, never half of one.
  const whole = `${to}.${process.pid}`;
  await writeFile(whole, `${code}\n//# sourceMappingURL=${to.split('/').pop()}.map\n`);
  await rename(whole, to);
  return true;
}
