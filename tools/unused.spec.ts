import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// `knip` with the settings of this repository, in a small one that has one of everything unused.

const root = join(import.meta.dirname, '..');

const PACKAGE = {
  name: '@esep/kernel',
  type: 'module',
  exports: { '.': { '@esep/source': './src/index.ts', default: './dist/index.js' } },
};

const FILES: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'esep', workspaces: ['libs/*', 'apps/*'] }),
  'libs/kernel/package.json': JSON.stringify(PACKAGE),
  'libs/kernel/src/index.ts': `export { inner } from './inner.js';\nexport const used = 1;\nexport const dead = 2;\n`,
  'libs/kernel/src/inner.ts': `export const inner = 3;\nexport const deadInside = 4;\n`,
  'libs/kernel/src/lost.ts': `export const lost = 5;\n`,
  // What is compiled of it does not count as its use.
  'libs/kernel/dist/index.js': `export const used = 1;\n`,
  '.gitignore': 'dist\n',
  'apps/cli/package.json': JSON.stringify({
    name: '@esep/cli',
    type: 'module',
    exports: { '.': { '@esep/source': './src/index.ts' } },
    dependencies: { '@esep/kernel': '0.1.0', 'left-pad': '1.3.0' },
  }),
  'apps/cli/src/index.ts': `import { inner, used } from '@esep/kernel';\n\nconsole.log(inner, used);\n`,
};

interface Report {
  readonly issues: readonly {
    readonly file: string;
    readonly files?: readonly unknown[];
    readonly exports?: readonly { readonly name: string }[];
    readonly dependencies?: readonly { readonly name: string }[];
  }[];
}

it('What nobody uses is found: an export, a file, a dependency', () => {
  const folder = mkdtempSync(join(tmpdir(), 'esep-unused-'));
  try {
    for (const [file, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    for (const file of ['knip.json', 'knip.tsconfig.json', 'tsconfig.json', 'tsconfig.base.json'])
      cpSync(join(root, file), join(folder, file));
    const knip = join(root, 'node_modules/knip/bin/knip.js');
    const flags = ['--tsConfig', 'knip.tsconfig.json', '--reporter', 'json'];
    const { stdout, stderr, status } = spawnSync(process.execPath, [knip, ...flags], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, '']);
    const { issues } = JSON.parse(stdout) as Report;
    const found = issues.flatMap(({ file, files = [], exports = [], dependencies = [] }) => [
      ...files.map(() => file),
      ...[...exports, ...dependencies].map(({ name }) => `${file}: ${name}`),
    ]);
    expect(found.toSorted()).toEqual([
      'apps/cli/package.json: left-pad',
      'libs/kernel/src/index.ts: dead',
      'libs/kernel/src/inner.ts: deadInside',
      'libs/kernel/src/lost.ts',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
