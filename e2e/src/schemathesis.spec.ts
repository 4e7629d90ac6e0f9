import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { ServiceName } from '@esep/embedded';
import type { Role } from '@esep/platform';
import { scratchFolder } from '@esep/platform/testing';

import { BEFORE_SECTOR, tellSmallSector, type SmallSector } from './small-sector.js';
import { openTestHosts, type TestHost } from './test-hosts.js';

// schemathesis (https://schemathesis.io) sends what the OpenAPI documents allow and what they forbid,
// in several roles, and holds the answers against them. It is written in Python: where there is none,
// or no package registry, it is skipped.

const FOLDER = join(import.meta.dirname, 'schemathesis');
const SEED = '1';
/** How many random requests an operation gets. Where it is given, every run is thorough, however long. */
const EXAMPLES = process.env['ESEP_SCHEMATHESIS_EXAMPLES'];
const IS_DEEP = EXAMPLES !== undefined;
/** What goes on by then is broken off. */
const END_AT = Date.now() + (IS_DEEP ? 3_600_000 : 160_000);

const run = promisify(execFile);

const scratch = await mkdtemp(join(scratchFolder(), 'esep-schemathesis-'));

const PYTHON = {
  ...process.env,
  PYTHONPATH: [join(scratch, 'packages'), FOLDER].join(':'),
  // Compiled at the first run, and not beside the sources.
  PYTHONPYCACHEPREFIX: join(scratch, 'compiled'),
  PYTHONDONTWRITEBYTECODE: '',
  SCHEMATHESIS_HOOKS: 'hooks',
};

/** Installs the pinned versions into a folder of their own; says what stands in the way. */
const install = async (): Promise<string | undefined> => {
  const into = ['--target', join(scratch, 'packages'), '--no-compile'];
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-input', '--retries=1'];
  const from = ['-r', join(FOLDER, 'requirements.txt')];
  try {
    await run('python3', ['-m', 'pip', 'install', ...into, ...quietly, ...from], {
      timeout: 60_000,
    });
    return undefined;
  } catch (error) {
    const { code, stderr = '' } = error as { code?: unknown; stderr?: string };
    const why = stderr.trim().split('\n').at(-1) ?? '';
    return `no Python with pip and a registry: ${String(code)} ${why}`.trim();
  }
};

/** Who uses a service most, then who reads there, then whoever has no token. */
const ROLES: Readonly<Record<ServiceName, readonly [Role, ...(Role | 'nobody')[]]>> = {
  licensing: ['licensing-officer', 'licensee', 'auditor', 'nobody'],
  supervision: ['supervision-analyst', 'licensee', 'auditor', 'nobody'],
  tax: ['tax-officer', 'licensee', 'auditor', 'nobody'],
  'pool-reporting': ['pool', 'supervision-analyst', 'auditor', 'nobody'],
  'exchange-settlement': ['exchange', 'supervision-analyst', 'auditor', 'nobody'],
};

interface Run {
  readonly service: string;
  readonly role: Role | 'nobody';
  /** Sends what the document forbids too, at random too, and one call after what another answered. */
  readonly isThorough: boolean;
}

/** Those of the main users first: what a slow machine has no time for is of those who only read. */
const RUNS: readonly Run[] = Object.entries(ROLES)
  .flatMap(([service, roles]) =>
    roles.map((role, n): Run => ({ service, role, isThorough: IS_DEEP || n === 0 })),
  )
  .toSorted((a, b) => Number(b.isThorough) - Number(a.isThorough));

/** What came of a run. */
interface Outcome extends Run {
  /** Why it did not come to its end, having found nothing so far. */
  readonly brokenOff?: string;
  /** Operations of which nothing was sent. */
  readonly untested: number;
  /** What schemathesis says, where it found something. */
  readonly found: string;
}

/** Two runs at a time: while one waits for the host, the other makes its requests. */
const outcomesOf = async (runs: readonly Run[]): Promise<readonly Outcome[]> => {
  const hosts = await openTestHosts('the embedded host');
  const esep = await hosts.start(BEFORE_SECTOR);
  try {
    const sector = await tellSmallSector(esep);
    const waiting = [...runs];
    const outcomes: Outcome[] = [];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next; next = waiting.shift())
        outcomes.push(await check(esep, sector, next));
    };
    await Promise.all([work(), work()]);
    return outcomes;
  } finally {
    await esep.close();
    await hosts.close();
  }
};

const check = async (esep: TestHost, sector: SmallSector, one: Run): Promise<Outcome> => {
  const { service, role, isThorough } = one;
  const timeout = END_AT - Date.now();
  if (timeout <= 0) return { ...one, brokenOff: 'not begun in time', untested: 0, found: '' };
  const document = join(scratch, `${service}-${role}.json`);
  const report = join(scratch, `${service}-${role}-report.json`);
  await writeFile(document, JSON.stringify(await documentOf(esep, sector, one)));
  const options = {
    url: esep.host.url,
    phases: phasesOf(one),
    mode: isThorough ? 'all' : 'positive',
    checks: 'all',
    seed: SEED,
    'max-examples': EXAMPLES ?? '3',
    'request-timeout': '20',
    warnings: 'off',
    report: 'json',
    'report-json-path': report,
    ...(role === 'nobody' ? {} : { header: await authorisation(esep, sector, role) }),
  };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const config = ['--config-file', join(FOLDER, 'schemathesis.toml')];
  const command = ['-m', 'schemathesis.cli', ...config, 'run', document, '--no-color'];
  const ended = await run('python3', [...command, '--no-shrink', ...flags], {
    timeout,
    // What is interrupted writes its report all the same.
    killSignal: 'SIGINT',
    maxBuffer: 64 * 2 ** 20,
    cwd: scratch,
    env: PYTHON,
  }).then(
    () => ({ killed: false, found: '' }),
    ({ killed, stdout, message }: Error & { killed?: boolean; stdout?: string }) => {
      return { killed: killed === true, found: stdout || message };
    },
  );
  const { operations, test_cases, failures, errors } = await reportIn(report);
  const { selected, tested } = operations ?? { selected: 0, tested: 0 };
  if (ended.killed && failures.length + errors.length === 0) {
    const brokenOff = `broken off after ${test_cases.generated} requests to ${tested} of ${selected} operations`;
    return { ...one, brokenOff, untested: 0, found: '' };
  }
  const details = ended.found.slice(Math.max(ended.found.search(/=+ (FAILURES|ERRORS) =+/), 0));
  const found = operations === null ? `There is no report. ${details}` : details;
  return { ...one, untested: selected - tested, found };
};

/** Each value at its bounds takes too long for all that licensing takes; who has no token is refused at once. */
const phasesOf = ({ service, role, isThorough }: Run): string => {
  if (IS_DEEP) return 'examples,coverage,stateful,fuzzing';
  if (isThorough)
    return service === 'licensing'
      ? 'examples,stateful,fuzzing'
      : 'examples,coverage,stateful,fuzzing';
  return role === 'nobody' ? 'examples' : 'examples,coverage';
};

interface Report {
  readonly operations: { readonly selected: number; readonly tested: number } | null;
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly object[];
  readonly errors: readonly object[];
}

const reportIn = async (path: string): Promise<Report> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Report;
  } catch {
    return { operations: null, test_cases: { generated: 0 }, failures: [], errors: [] };
  }
};

const authorisation = async (
  esep: TestHost,
  { licenseeId }: SmallSector,
  role: Role,
): Promise<string> => {
  const known: Partial<Record<Role, string>> = {
    pool: 'dmp-1',
    exchange: 'ex-1',
    licensee: licenseeId,
  };
  const organisation = known[role] ?? 'aifc';
  return `Authorization: Bearer ${await esep.tokenOf({ role, organisation })}`;
};

/** Of what is left open for what comes later, and is fields that the schema only names in words. */
const OPEN = new Set(['ProblemSchema', 'FeedItemBody']);

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, Schema> };
}
interface Operation {
  readonly tags: string[];
  readonly parameters?: readonly { readonly name: string; example?: unknown }[];
  readonly 'x-esep-roles'?: readonly string[];
}
interface Schema {
  readonly properties?: object;
  additionalProperties?: unknown;
}

/**
 * The document of a service in which answers have no other fields than those it names, and examples
 * have ids that exist. How long the longest lists may be is left out: sending some of 10,000 rows and
 * one more takes minutes.
 */
const documentOf = async (
  esep: TestHost,
  sector: SmallSector,
  { service, role }: Run,
): Promise<object> => {
  const answer = await fetch(`${esep.host.url}/${service}/v1/openapi.json`);
  const { paths, ...rest } = (await answer.json()) as Document;
  for (const [name, schema] of Object.entries(rest.components.schemas))
    if (schema.properties && !OPEN.has(name)) schema.additionalProperties ??= false;
  const ids = new Map(Object.entries(sector));
  for (const item of Object.values(paths))
    for (const { tags, parameters = [], 'x-esep-roles': roles } of Object.values(item)) {
      if (roles?.includes(role) === false) tags.push('of-others');
      for (const parameter of parameters)
        parameter.example = ids.get(parameter.name) ?? parameter.example;
    }
  return JSON.parse(JSON.stringify({ ...rest, paths }), (name, value: unknown) =>
    name === 'maxItems' && Number(value) > 1_000 ? undefined : value,
  ) as object;
};

// Asked before the tests are named: one that was broken off is skipped, and its name says how far it came.
const obstacle = await install();
const outcomes = obstacle === undefined ? await outcomesOf(RUNS) : [];
await rm(scratch, { recursive: true, force: true });

describe('The API', () => {
  if (obstacle !== undefined)
    it.skip(`does what its OpenAPI documents say (skipped: ${obstacle})`, () => undefined);
  for (const { service, role, brokenOff, untested, found } of outcomes) {
    const name = `of ${service}, asked by ${role}, does what its OpenAPI document says, and nothing else`;
    if (brokenOff !== undefined) it.skip(`${name} (skipped: ${brokenOff})`, () => undefined);
    else it(name, () => expect({ untested, found }).toEqual({ untested: 0, found: '' }));
  }
});
