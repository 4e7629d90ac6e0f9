import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openApiDocuments } from '@esep/embedded';

// That the generated client and the page about access are what the documents of the services say.

const root = join(import.meta.dirname, '..');
const PATHS = 'libs/client/src/paths';
const PAGE = 'docs/access.md';
/** Each run compiles what changed; a machine under load takes its time. */
const PATIENCE_MS = 180_000;

describe('The types of the client', () => {
  it(
    'are what the documents say',
    () => expect(client('--check')).toEqual({ ok: true, said: '' }),
    PATIENCE_MS,
  );

  it(
    'are missed where they were changed by hand or are not there',
    () => {
      const into = mkdtempSync(join(tmpdir(), 'esep-client-'));
      cpSync(join(root, PATHS), join(into, PATHS), { recursive: true });
      const tax = join(into, PATHS, 'tax.ts');
      const text = readFileSync(tax, 'utf8');
      writeFileSync(tax, text.replace('rateBps: number', 'rateBps: string'));
      rmSync(join(into, PATHS, 'dev.ts'));
      const access = readFileSync(join(root, PAGE), 'utf8');
      cpSync(join(root, PAGE), join(into, PAGE));
      writeFileSync(join(into, PAGE), access.replace('×', ' '));
      expect(client('--check', '--into', into)).toEqual({
        ok: false,
        said: [
          `${PAGE} is not what its document says.`,
          `${PATHS}/tax.ts is not what its document says.`,
          `${PATHS}/dev.ts is not what its document says.`,
          'npm run client writes it.\n',
        ].join('\n'),
      });
      expect(client('--into', into)).toMatchObject({ ok: true });
      expect(readFileSync(tax, 'utf8')).toBe(text);
      expect(readFileSync(join(into, PAGE), 'utf8')).toBe(access);
      rmSync(into, { recursive: true });
    },
    PATIENCE_MS,
  );
});

describe('The page about access', () => {
  it('API-7: has every operation of the five services, with those who may call it', async () => {
    const { dev: _dev, ...services } = await openApiDocuments();
    const [, ...sections] = readFileSync(join(root, PAGE), 'utf8').split(/^## /m);
    const shown = sections.flatMap((section) => {
      const [service = '', , head = '', , ...rows] = section.trim().split('\n');
      const columns = cellsOf(head);
      return rows.map((row) => {
        const [operation, , ...marks] = cellsOf(row);
        const callers = columns.slice(2).filter((_column, n) => marks[n] === '×');
        return [service, operation, callers.toSorted()];
      });
    });
    const said = Object.entries(services).flatMap(([service, { paths }]) =>
      Object.entries(paths).flatMap(([path, item]) =>
        Object.entries(item as Record<string, Callers>).map(([method, operation]) => {
          const address = path.replace(`/${service}/v1`, '');
          const callers = operation['x-esep-public']
            ? ['anybody']
            : (operation['x-esep-roles'] ?? ['any token']);
          return [service, `\`${method.toUpperCase()} ${address}\``, callers.toSorted()];
        }),
      ),
    );
    expect(said.length).toBeGreaterThan(100);
    expect(shown).toEqual(said);
  });
});

interface Callers {
  readonly 'x-esep-roles'?: readonly string[];
  readonly 'x-esep-public'?: true;
}

const cellsOf = (row: string): string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** Runs the command as a person does. */
function client(...options: readonly string[]): { readonly ok: boolean; readonly said: string } {
  const command = [join(root, 'tools/client.mjs'), ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { ok: status === 0, said: `${stderr}${stdout}` };
}
