import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { SERVICE_NAMES } from '@esep/embedded';

// The programs that the image, the cluster and the end-to-end tests run (ADR 0019).

const root = join(import.meta.dirname, '..');

describe('The program of a service', () => {
  beforeAll(() => {
    execFileSync(process.execPath, [join(root, 'tools/build.mjs')], { stdio: 'ignore' });
  });

  it.each(SERVICE_NAMES)('%s says which words it knows', (name) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, `dist/${name}/main.js`), 'nonsense'],
      { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
    );
    expect(stderr).toBe(
      'A service knows the words all, serve, seal, migrate, projections, and not nonsense.\n',
    );
    expect(status).toBe(1);
  });

  it.each(SERVICE_NAMES)('%s has traces that name lines of its sources', (name) => {
    const { sources } = mapOf(`${name}/main.js`);
    expect(sources).toContain(`../../services/${name}/app/src/index.ts`);
    expect(sources.filter((source) => source.includes('node_modules'))).toEqual([]);
  });

  it.each(SERVICE_NAMES)(
    '%s shares what is ours with the others, and packages, whose map would take long to load',
    (name) => {
      const [ours, packages] = sharedBy(name);
      expect(sharedBy('licensing')).toEqual([ours, packages]);
      const { sources } = mapOf(ours);
      expect(sources).toContain('../../libs/platform/src/service/service-process.ts');
      expect(sources.filter((source) => source.includes('/testing/'))).toEqual([]);
      expect(existsSync(join(root, `dist/${packages}.map`))).toBe(false);
    },
  );

  /** The two large files that a program imports. */
  function sharedBy(name: string): readonly [ours: string, packages: string] {
    const program = readFileSync(join(root, `dist/${name}/main.js`), 'utf8');
    const fileOf = (chunk: string): string =>
      new RegExp(`from "\\.\\./(chunks/${chunk}-[^"]+)"`).exec(program)?.[1] ?? '';
    return [fileOf('esep'), fileOf('packages')];
  }

  function mapOf(file: string): { readonly sources: readonly string[] } {
    return JSON.parse(readFileSync(join(root, `dist/${file}.map`), 'utf8')) as ReturnType<
      typeof mapOf
    >;
  }
});
