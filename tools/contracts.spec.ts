import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// That what is made of the types of events is what the repository has, and how it is published.

const root = join(import.meta.dirname, '..');
const SCHEMAS = 'libs/contracts/schemas';
const FILL = `${SCHEMAS}/FillRecorded.v1.json`;
/** Each run starts the compiler; a machine under load takes its time. */
const PATIENCE_MS = 180_000;

const ASYNCAPI = 'docs/asyncapi.yaml';
const PUBLISHED = 'libs/contracts/src/published/published.json';

describe('What is made of the types of events', () => {
  it(
    'is what the repository has',
    () => expect(contracts('--check')).toEqual({ ok: true, said: '' }),
    PATIENCE_MS,
  );

  describe('in another directory', () => {
    let into: string;
    beforeEach(() => {
      into = mkdtempSync(join(tmpdir(), 'esep-contracts-'));
      for (const path of [SCHEMAS, PUBLISHED, ASYNCAPI]) {
        mkdirSync(dirname(join(into, path)), { recursive: true });
        cpSync(join(root, path), join(into, path), { recursive: true });
      }
    });
    afterEach(() => rmSync(into, { recursive: true }));

    it(
      'is missed where it was changed by hand or is not there',
      () => {
        const text = read(FILL);
        change(FILL, text.replace('^[A-Z][A-Z0-9]{1,15}$', '.*'));
        change(ASYNCAPI, read(ASYNCAPI).replace('partitions: 12', 'partitions: 24'));
        rmSync(join(into, `${SCHEMAS}/TaxPaid.v1.json`));
        const { ok, said } = contracts('--check', '--into', into);
        expect(ok).toBe(false);
        expect(said.split('\n').slice(0, 3)).toEqual([
          `${FILL} is not what the types say.`,
          `${SCHEMAS}/TaxPaid.v1.json is not what the types say.`,
          `${ASYNCAPI} is not what the types say.`,
        ]);
        expect(contracts('--into', into)).toMatchObject({ ok: true });
        expect(read(FILL)).toBe(text);
        expect(read(ASYNCAPI)).toBe(readFileSync(join(root, ASYNCAPI), 'utf8'));
      },
      PATIENCE_MS,
    );

    it(
      'is promised as far as it is new, behind what was promised before',
      () => {
        const whole = promises();
        change(PUBLISHED, JSON.stringify(whole.filter(({ type }) => type !== 'TaxPaid')));
        const { ok, said } = contracts('--publish', '--into', into);
        expect(said).toMatch(
          /1 promises added\. Line for SEALED in published\.spec\.ts:\n {2}\[\d+, '/,
        );
        expect(ok).toBe(true);
        expect(promises().at(-1)).toEqual(whole.find(({ type }) => type === 'TaxPaid'));
        expect(promises()).toHaveLength(whole.length);
      },
      PATIENCE_MS,
    );

    it(
      'is not promised when that breaks a promise, which is left as it was',
      () => {
        const demanding = promises().map((promise) =>
          promise.type === 'FillRecorded' ? { ...promise, validAt: 'settledAt' } : promise,
        );
        change(PUBLISHED, JSON.stringify(demanding));
        const { ok, said } = contracts('--publish', '--into', into);
        expect(said).toContain(
          'FillRecorded@1: the field that says when it happened was settledAt',
        );
        expect(ok).toBe(false);
        expect(promises()).toEqual(demanding);
      },
      PATIENCE_MS,
    );

    const read = (path: string): string => readFileSync(join(into, path), 'utf8');
    const change = (path: string, text: string): void => writeFileSync(join(into, path), text);
    const promises = () => JSON.parse(read(PUBLISHED)) as readonly { readonly type: string }[];
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

/** Runs the command as a person does. */
function contracts(...options: readonly string[]): { readonly ok: boolean; readonly said: string } {
  const command = [join(root, 'tools/contracts.mjs'), ...options];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  return { ok: status === 0, said: `${stderr}${stdout}` };
}
