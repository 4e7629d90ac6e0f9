import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The command that brings the catalogues up to date with the code, run on a copy of them.

const root = join(import.meta.dirname, '../..');
const LOCALES = ['en', 'ru', 'kk'];

describe('The catalogues', () => {
  let copies: string;
  beforeAll(() => {
    copies = mkdtempSync(join(tmpdir(), 'esep-catalogues-'));
    for (const locale of LOCALES)
      cpSync(join(root, `src/locales/${locale}.po`), join(copies, `${locale}.po`));
    const lingui = join(root, '../../node_modules/@lingui/cli/dist/lingui.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [lingui, 'extract', '--clean'], {
      cwd: root,
      env: { ...process.env, ESEP_CATALOGUES: copies },
      encoding: 'utf8',
    });
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('Done')]);
  });
  afterAll(() => rmSync(copies, { recursive: true }));

  it.each(LOCALES)('have every message of the code and no other, in %s', (locale) => {
    const kept = readFileSync(join(root, `src/locales/${locale}.po`), 'utf8');
    expect(readFileSync(join(copies, `${locale}.po`), 'utf8')).toBe(kept);
  });

  it.each(LOCALES)('have none that is not translated, in %s', (locale) => {
    const messages = readFileSync(join(root, `src/locales/${locale}.po`), 'utf8').split('\n\n');
    expect(messages.length).toBeGreaterThan(100);
    expect(messages.filter((message) => /msgstr ""\s*$/.test(message))).toEqual([]);
  });
});
