import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { scratchFolder } from '@esep/platform/testing';

import { openTestHosts, type Caller, type TestHost, type TestHosts } from './test-hosts.js';

// schemathesis (https://schemathesis.io) sends what the OpenAPI documents allow and what they forbid,
// and holds the answers against them. It is written in Python: where there is none, or no package
// registry, it is skipped.

const FOLDER = join(import.meta.dirname, 'schemathesis');
const SEED = '1';
/** Runs that have not begun by then are not begun. */
const BEGIN_WITHIN_MS = 110_000;
/** And those that go on by then are broken off. */
const END_WITHIN_MS = 170_000;

const run = promisify(execFile);

const scratch = await mkdtemp(join(scratchFolder(), 'esep-schemathesis-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Installs the pinned versions into an environment of their own; says what stands in the way. */
const install = async (): Promise<string | undefined> => {
  try {
    await run('python3', ['-m', 'venv', scratch], { timeout: 60_000 });
    const pip = ['install', '--quiet', '--disable-pip-version-check', '--no-input', '--retries=1'];
    const from = ['-r', join(FOLDER, 'requirements.txt')];
    await run(join(scratch, 'bin/pip'), [...pip, ...from], { timeout: 120_000 });
    return undefined;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const why = stderr.trim().split('\n').at(-1) ?? '';
    return `no Python with pip and a registry: ${String(code)} ${why}`.trim();
  }
};

const obstacle = await install();
const describeWhereItIs = obstacle === undefined ? describe : describe.skip;

interface Run {
  readonly service: string;
  readonly as: Caller;
  readonly phases: string;
}

const as = (role: Caller['role'], organisation = 'aifc'): Caller => ({ role, organisation });

/** Who uses a service most. Each value at its bounds (`coverage`) takes too long for all of licensing. */
const RUNS: readonly Run[] = [
  { service: 'pool-reporting', as: as('pool', 'dmp-1'), phases: 'examples,coverage,fuzzing' },
  {
    service: 'exchange-settlement',
    as: as('exchange', 'ex-1'),
    phases: 'examples,coverage,fuzzing',
  },
  { service: 'licensing', as: as('licensing-officer'), phases: 'examples,fuzzing' },
  { service: 'tax', as: as('tax-officer'), phases: 'examples,coverage,fuzzing' },
];

describeWhereItIs(obstacle === undefined ? 'The API' : `The API (skipped: ${obstacle})`, () => {
  let hosts: TestHosts;
  let esep: TestHost;
  beforeAll(async () => {
    hosts = await openTestHosts('the embedded host');
    esep = await hosts.start('2026-03-06T00:00:00.000Z');
  }, 120_000);
  afterAll(async () => {
    await esep?.close();
    await hosts?.close();
  });

  it('does what its OpenAPI documents say, whoever asks, and nothing else', async () => {
    const began = Date.now();
    const waiting = [...RUNS];
    const found: string[] = [];
    let ended = 0;
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (Date.now() - began > BEGIN_WITHIN_MS) return;
        const output = await check(esep, next, END_WITHIN_MS - (Date.now() - began));
        if (output === undefined) ended += 1;
        else found.push(`${next.service}, ${next.as.role}:\n${output}`);
      }
    };
    await Promise.all([work(), work()]);
    const leftOut = RUNS.slice(ended + found.length).map(({ service }) => service);
    if (leftOut.length > 0) console.info(`There was no time to begin ${leftOut.join()}.`);
    expect(found).toEqual([]);
    expect(ended).toBeGreaterThan(0);
  }, 180_000);
});

/** What schemathesis finds; undefined for nothing. What was broken off found nothing so far. */
const check = async (
  esep: TestHost,
  { service, as, phases }: Run,
  withinMs: number,
): Promise<string | undefined> => {
  const document = join(scratch, `${service}-${as.role}.json`);
  await writeFile(document, JSON.stringify(await documentOf(esep, service)));
  const options = ['--url', esep.host.url, '--phases', phases, '--checks', 'all', '--seed', SEED];
  const header = `Authorization: Bearer ${await esep.tokenOf(as)}`;
  const quiet = [
    '--no-color',
    '--warnings',
    'off',
    '--no-shrink',
    '--max-examples',
    '3',
    '--request-timeout',
    '60',
  ];
  try {
    await run(
      join(scratch, 'bin/st'),
      [
        ...['--config-file', join(FOLDER, 'schemathesis.toml'), 'run', document],
        ...[...options, '--header', header, ...quiet],
      ],
      {
        timeout: Math.max(withinMs, 1),
        maxBuffer: 64 * 2 ** 20,
        cwd: scratch,
        env: {
          ...process.env,
          SCHEMATHESIS_HOOKS: 'hooks',
          PYTHONPATH: FOLDER,
          PYTHONDONTWRITEBYTECODE: '1',
        },
      },
    );
    return undefined;
  } catch (error) {
    const {
      killed,
      stdout = '',
      message,
    } = error as Error & {
      killed?: boolean;
      stdout?: string;
    };
    const failures = stdout.indexOf('= FAILURES =');
    if (killed && !stdout.includes('❌')) return undefined;
    return stdout.slice(Math.max(failures, 0)) || message;
  }
};

/** Of what is left open for what comes later, and is fields that the schema only names in words. */
const OPEN = new Set(['ProblemSchema', 'FeedItemBody']);

interface Schema {
  readonly type?: string;
  readonly properties?: object;
  additionalProperties?: unknown;
}

/**
 * The document of a service in which answers have no other fields than those it names. How long the
 * longest lists may be is left out: sending some of 10,000 rows and one more takes minutes.
 */
const documentOf = async (esep: TestHost, service: string): Promise<object> => {
  const answer = await fetch(`${esep.host.url}/${service}/v1/openapi.json`);
  const document = (await answer.json()) as { components: { schemas: Record<string, Schema> } };
  for (const [name, schema] of Object.entries(document.components.schemas))
    if (schema.properties && !OPEN.has(name)) schema.additionalProperties ??= false;
  return JSON.parse(JSON.stringify(document), (name, value: unknown) =>
    name === 'maxItems' && Number(value) > 1_000 ? undefined : value,
  ) as object;
};
