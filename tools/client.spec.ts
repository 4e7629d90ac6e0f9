import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// That the generated client is what the documents of the services say.

const root = join(import.meta.dirname, '..');
const PATHS = 'libs/client/src/paths';
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
      expect(client('--check', '--into', into)).toEqual({
        ok: false,
        said: [
          `${PATHS}/tax.ts is not what its document says.`,
          `${PATHS}/dev.ts is not what its document says.`,
          'npm run client writes it.\n',
        ].join('\n'),
      });
      expect(client('--into', into)).toMatchObject({ ok: true });
      expect(readFileSync(tax, 'utf8')).toBe(text);
      rmSync(into, { recursive: true });
    },
    PATIENCE_MS,
  );
});

/** Runs the command as a person does. */
function client(...options: readonly string[]): { readonly ok: boolean; readonly said: string } {
  const command = [join(root, 'tools/client.mjs'), ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { ok: status === 0, said: `${stderr}${stdout}` };
}
