import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';

// The architecture is held by lint rules (eslint.config.mjs). A rule that matches nothing passes as
// silently as one that holds, so each is shown a violation here: one forbidden line in a file of its
// own, planted among the real sources, and found by the real lint. Lines that are allowed are
// planted too, because a rule that forbids everything would pass as well.
//
// The files end in `.planted.d.ts`: git and the formatter ignore the first ending, the compilers the
// second, so nobody who works in the same tree meanwhile notices them.

const root = join(import.meta.dirname, '..');

const BOUNDARY = '@nx/enforce-module-boundaries';
const SYNTAX = 'no-restricted-syntax';
const GLOBAL = 'no-restricted-globals';
const IMPORTS = 'no-restricted-imports';

type Plant = readonly [sentence: string, project: string, line: string];
type ForbiddenPlant = readonly [...Plant, rule: string];

const KERNEL = 'libs/kernel';
const FORMAT = 'libs/ledger-format';
const CONTRACTS = 'libs/contracts';
const RULEBOOK = 'libs/rulebook';
const CLIENT = 'libs/client';
const PLATFORM = 'libs/platform';
const KAFKA = 'libs/platform/src/kafka';
const START = 'libs/platform/src/service';
const CHAIN = 'services/supervision/domain/src/chain';
const CHECKS = 'services/pool-reporting/telemetry/src/checks';
const DOMAIN = 'services/licensing/domain';
const SERVICE = 'services/licensing/app';
const TOOL = 'apps/verifier';
const HOST = 'apps/embedded';
const CONSOLE = 'apps/console';

const FORBIDDEN: readonly ForbiddenPlant[] = [
  ['The kernel knows no framework', KERNEL, `import '@nestjs/common';`, BOUNDARY],
  ['The kernel knows no event', KERNEL, `import '@esep/contracts';`, BOUNDARY],
  ['The ledger format knows no database', FORMAT, `import 'pg';`, BOUNDARY],
  ['The ledger format knows no rule', FORMAT, `import '@esep/rulebook';`, BOUNDARY],
  ['A contract is types alone', CONTRACTS, `import 'uuid';`, BOUNDARY],
  ['A contract knows no rule', CONTRACTS, `import '@esep/rulebook';`, BOUNDARY],
  ['The law knows no database', RULEBOOK, `import 'typeorm';`, BOUNDARY],
  ['The law knows no event', RULEBOOK, `import '@esep/contracts';`, BOUNDARY],
  ['The client has no code of ours', CLIENT, `import '@esep/kernel';`, BOUNDARY],
  ['… and one package', CLIENT, `import 'uuid';`, BOUNDARY],
  ['The platform decides nothing', PLATFORM, `import '@esep/licensing-domain';`, BOUNDARY],
  ['The platform knows no rule', PLATFORM, `import '@esep/rulebook';`, BOUNDARY],
  ['A folder of the platform uses none below', KAFKA, `import '../http/problem.js';`, IMPORTS],
  ['… nor its types', KAFKA, `import type { Problem } from '../http/problem.js';`, IMPORTS],
  ['… nor what it passes on', KAFKA, `export * from '../http/problem.js';`, IMPORTS],
  ['… nor all of them', KAFKA, `import '../index.js';`, IMPORTS],
  ['… nor what tests use', START, `import '../testing/testing.js';`, IMPORTS],
  ['… nor one of supervision’s domain', CHAIN, `import '../finding/finding.js';`, IMPORTS],
  ['… nor one of telemetry', CHECKS, `import '../batch/read-batch.js';`, IMPORTS],
  ['Nothing that runs uses what tests use', SERVICE, `import '@esep/platform/testing';`, IMPORTS],
  ['… nor by its path', SERVICE, `import './testing/test-tax.js';`, IMPORTS],
  ['… nor the cases of chance', DOMAIN, `import './testing/random-cases.js';`, IMPORTS],
  ['… nor specify', DOMAIN, `import '@esep/kernel/specification';`, IMPORTS],

  ['A domain knows no framework', DOMAIN, `import '@nestjs/common';`, BOUNDARY],
  ['A domain knows no database', DOMAIN, `import 'typeorm';`, BOUNDARY],
  ['A domain knows no library', DOMAIN, `import 'uuid';`, BOUNDARY],
  ['A domain knows no platform', DOMAIN, `import '@esep/platform';`, BOUNDARY],
  ['A domain knows no application', DOMAIN, `import '@esep/licensing';`, BOUNDARY],
  ['A domain knows no other domain', DOMAIN, `import '@esep/tax-domain';`, BOUNDARY],
  ['… nor its types', DOMAIN, `import type { A } from '@esep/tax-domain';`, BOUNDARY],
  ['… nor by its path', DOMAIN, `import '../../../tax/domain/src/index.js';`, BOUNDARY],
  ['… nor what it passes on', DOMAIN, `export * from '@esep/tax-domain';`, BOUNDARY],
  ['… nor a type in place', DOMAIN, `type A = import('@esep/tax-domain').A;`, SYNTAX],

  ['A service knows no other service', SERVICE, `import '@esep/supervision';`, BOUNDARY],
  ['… nor its domain', SERVICE, `import '@esep/supervision-domain';`, BOUNDARY],
  ['… nor by its path', SERVICE, `import '../../../tax/domain/src/index.js';`, BOUNDARY],
  ['… nor when it runs', SERVICE, `void import('@esep/supervision');`, BOUNDARY],
  ['A service knows no host', SERVICE, `import '@esep/embedded';`, BOUNDARY],
  ['A tool knows no database', TOOL, `import 'pg';`, BOUNDARY],
  ['A tool knows no framework', TOOL, `import '@nestjs/common';`, BOUNDARY],
  ['A tool knows no platform', TOOL, `import '@esep/platform';`, BOUNDARY],
  ['A tool knows no service', TOOL, `import '@esep/licensing';`, BOUNDARY],
  ['A service uses no client of ours', SERVICE, `import '@esep/client';`, BOUNDARY],
  ['The console knows no platform', CONSOLE, `import '@esep/platform';`, BOUNDARY],
  ['… and no service', CONSOLE, `import '@esep/supervision';`, BOUNDARY],
  ['… and no framework of services', CONSOLE, `import '@nestjs/common';`, BOUNDARY],
  ['A host decides nothing', HOST, `import '@esep/licensing-domain';`, BOUNDARY],

  ['A domain reads no clock', DOMAIN, `export const now = new Date();`, SYNTAX],
  ['… nor with fewer signs', DOMAIN, `export const now = new Date;`, SYNTAX],
  ['… nor as text', DOMAIN, `export const now = Date();`, SYNTAX],
  ['… nor as a number', DOMAIN, `export const now = Date.now();`, SYNTAX],
  ['… nor a finer one', DOMAIN, `export const now = performance.now();`, GLOBAL],
  ['A domain leaves nothing to chance', DOMAIN, `export const id = Math.random();`, SYNTAX],
  ['… nor to a better chance', DOMAIN, `export const id = crypto.randomUUID();`, GLOBAL],
  ['Money is no float', DOMAIN, `export const tenge = parseFloat('1');`, SYNTAX],
  ['… by whatever name', DOMAIN, `export const tenge = Number.parseFloat('1');`, SYNTAX],
  ['A domain waits for nothing', DOMAIN, `export const wait = async () => undefined;`, SYNTAX],
  ['… nor as a function', DOMAIN, `export async function wait() {}`, SYNTAX],
  ['… nor as a module', DOMAIN, `export const value = await 1;`, SYNTAX],
  ['… nor for one', DOMAIN, `export const other = import('./index.js');`, SYNTAX],
  ['… nor for a while', DOMAIN, `setTimeout(() => undefined, 1);`, GLOBAL],
  ['A domain asks nobody', DOMAIN, `export const answer = fetch('/');`, GLOBAL],
  ['A domain knows no environment', DOMAIN, `export const env = process.env;`, GLOBAL],
  ['… nor by a detour', DOMAIN, `export const env = globalThis.process;`, GLOBAL],
  ['A domain prints nothing', DOMAIN, `console.log('granted');`, GLOBAL],
  ['A domain knows no machine', DOMAIN, `import 'node:fs';`, IMPORTS],
  ['… by its short name either', DOMAIN, `import 'fs';`, IMPORTS],
  ['The kernel reads no clock', KERNEL, `export const now = Date.now();`, SYNTAX],
  ['The kernel knows no environment', KERNEL, `export const env = process.env;`, GLOBAL],
  ['The kernel knows no machine', KERNEL, `import 'node:crypto';`, IMPORTS],
  ['A contract reads no clock', CONTRACTS, `export const now = Date.now();`, SYNTAX],
  ['The law reads no clock', RULEBOOK, `export const now = Date.now();`, SYNTAX],
  ['The law knows no environment', RULEBOOK, `export const env = process.env;`, GLOBAL],
];

const ALLOWED: readonly Plant[] = [
  ['The kernel uses small libraries by name', KERNEL, `import 'ibantools';`],
  ['The ledger format uses the kernel', FORMAT, `import '@esep/kernel';`],
  ['The law is checked by a schema', RULEBOOK, `import 'ajv';`],
  ['The console verifies as others do', CONSOLE, `import '@esep/verifier';`],
  ['… and asks by the client', CONSOLE, `import '@esep/client';`],
  ['A domain uses the kernel', DOMAIN, `import '@esep/kernel';`],
  ['A domain speaks the events', DOMAIN, `import type { PoolApproved } from '@esep/contracts';`],
  ['A domain asks the law', DOMAIN, `import '@esep/rulebook';`],
  ['A domain counts with time it is given', DOMAIN, `export const at = new Date(0).getTime();`],
  ['The platform uses frameworks', PLATFORM, `import '@nestjs/common';`],
  ['A folder of the platform uses those above', KAFKA, `import '../event-store/event-store.js';`],
  ['A folder of supervision’s domain as well', CHAIN, `import '../facts/stock-event.js';`],
  ['A service uses its domain', SERVICE, `import '@esep/licensing-domain';`],
  ['A service uses the platform', SERVICE, `import '@esep/platform';`],
  ['A service waits', SERVICE, `export const wait = async () => Date.now();`],
  ['A tool checks the format', TOOL, `import '@esep/ledger-format';`],
  ['The client sends by one package', CLIENT, `import 'openapi-fetch';`],
  ['A tool uses the client', TOOL, `import '@esep/client';`],
  ['A tool reads files', TOOL, `import 'node:fs';`],
  ['A host sees the services', HOST, `import '@esep/supervision';`],
];

interface Message {
  readonly line: number;
  readonly ruleId: string | null;
}

const ENDING = 'planted.d.ts';
const forbidden = FORBIDDEN.map((plant, i) => [...plant, fileOf(plant, i)] as const);
const allowed = ALLOWED.map((plant, i) => [...plant, fileOf(plant, FORBIDDEN.length + i)] as const);

describe('The lint of the architecture', () => {
  let found: ReadonlyMap<string, readonly Message[]>;
  beforeAll(() => {
    found = lintWith([
      ...forbidden.map(([, , line, , file]) => ({ file, line })),
      ...allowed.map(([, , line, file]) => ({ file, line })),
    ]);
    // Seconds on a machine of one's own, a minute and more on one that many use.
  }, 180_000);

  it.each(forbidden)('%s (%s): %s', (_sentence, _project, _line, rule, file) => {
    const rules = found.get(file)?.map(({ line, ruleId }) => `${line} ${ruleId}`);
    expect(rules).toEqual([`1 ${rule}`]);
  });

  it.each(allowed)('%s (%s): %s', (_sentence, _project, _line, file) =>
    expect(found.get(file)).toEqual([]),
  );

  it('leaves nothing behind', () => expect(planted()).toEqual([]));
});

describe('The lint of the code', () => {
  const oxlint = (...files: string[]) => {
    const program = join(root, 'node_modules/oxlint/bin/oxlint');
    const flags = ['--config', join(root, '.oxlintrc.json'), '--format=unix'];
    return spawnSync(process.execPath, [program, ...flags, ...files], { encoding: 'utf8' }).stdout;
  };

  it('finds a circle of imports, also of types alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'esep-circle-'));
    try {
      const write = (name: string, ...lines: readonly string[]) => {
        writeFileSync(join(folder, name), lines.join('\n'));
        return join(folder, name);
      };
      const left = write('left.ts', `import type { B } from './right.js';`, 'export type A = B[];');
      const right = write(
        'right.ts',
        `import type { A } from './left.js';`,
        'export type B = A[];',
      );
      const alone = write(
        'alone.ts',
        `import type { A } from './left.js';`,
        'export type C = A[];',
      );
      expect(oxlint(left, right)).toContain('import(no-cycle)');
      expect(oxlint(alone)).not.toContain('import(no-cycle)');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function fileOf([, project]: readonly [string, string, ...unknown[]], i: number): string {
  return `${project}${project.includes('/src/') ? '' : '/src'}/line-${i}.${ENDING}`;
}

/** Every planted file, also those of a run that was killed. */
function planted(): string[] {
  return globSync(`{libs,services,apps}/**/src/**/*.${ENDING}`, {
    cwd: root,
    exclude: (name) => name === 'node_modules' || name === 'dist',
  });
}

function uproot(): void {
  for (const file of planted()) rmSync(join(root, file), { force: true });
}

/** What the lint says of each planted file. All of them at once: a run takes seconds. */
function lintWith(
  plants: readonly { readonly file: string; readonly line: string }[],
): ReadonlyMap<string, readonly Message[]> {
  const folder = mkdtempSync(join(tmpdir(), 'esep-lint-'));
  const report = join(folder, 'lint.json');
  uproot();
  try {
    for (const { file, line } of plants) writeFileSync(join(root, file), `${line}\n`);
    const { stdout, stderr } = lint(report);
    if (!existsSync(report)) throw new Error(`The lint did not run:\n${stdout}${stderr}`);
    const results = JSON.parse(readFileSync(report, 'utf8')) as {
      readonly filePath: string;
      readonly messages: readonly Message[];
    }[];
    return new Map(results.map(({ filePath, messages }) => [relative(root, filePath), messages]));
  } finally {
    uproot();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Through Nx, as `npm test` does: a bare `eslint` has no project graph and skips the boundary rule. */
function lint(report: string) {
  const nx = join(root, 'node_modules/.bin/nx');
  const flags = ['--skip-nx-cache', '--outputStyle=static'];
  return spawnSync(
    process.execPath,
    [nx, 'run', 'esep:lint', ...flags, '--format=json', `--output-file=${report}`],
    {
      cwd: root,
      encoding: 'utf8',
      timeout: 170_000,
      env: {
        ...process.env,
        PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
        NX_DAEMON: 'false',
        NX_TUI: 'false',
      },
    },
  );
}
