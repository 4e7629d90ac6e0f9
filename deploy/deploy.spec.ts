import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { LedgerKey, ProcessConfig, readConfig } from '@esep/platform';

// What is deployed without a cluster, read by the parsers of Docker and Compose themselves
// (deploy/check). Neither builds an image here: that takes a Docker engine.

const SERVICES = ['licensing', 'pool-reporting', 'exchange-settlement', 'tax', 'supervision'];
const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

const checker = buildChecker();
const suite = 'program' in checker ? describe : describe.skip;
const reason = 'program' in checker ? '' : `: not read, because ${checker.obstacle}`;

const folder = mkdtempSync(join(tmpdir(), 'esep-deploy-'));
afterAll(() => rmSync(folder, { recursive: true }));

// ── The Dockerfile ──────────────────────────────────────────────────────────────────────────────

suite(`The Dockerfile${reason}`, () => {
  const text = read('Dockerfile');

  it('is one that Docker builds from, without a warning, and leaves nothing to chance', () =>
    expect(faultsOf(text)).toEqual([]));

  it.each([
    ['a word Docker does not know', 'STOPSIGNAL SIGTERM', 'STOP SIGTERM', 'unknown instruction'],
    ['a flag Docker does not know', '--chown=10001:10001', '--owner=10001', 'unknown flag'],
    ['a stage that is not there', '--from=build /esep/libs', '--from=built /esep/libs', 'built'],
    ['root', 'USER 10001:10001', 'USER root', 'numeric user'],
    ['nobody in particular', 'USER 10001:10001\n', '', 'numeric user'],
    ['whatever image there is', 'node:24.21.0-bookworm-slim\nENV', 'node\nENV', 'pinned'],
    ['no word about health', /HEALTHCHECK[^]*?\]\n/, '', '/health/ready'],
    ['packages of development', 'npm prune --omit=dev', 'npm prune', 'npm prune'],
    ['what no lock file says', 'npm ci', 'npm install', 'npm ci'],
    ['a shell around the service', 'CMD ["services/licensing/app/dist/main.js"]', 'CMD x', 'shell'],
  ])('with %s is refused', (_sentence, from, to, fault) => {
    const planted = text.replace(from, to);
    expect(planted).not.toBe(text);
    expect(faultsOf(planted).join('\n')).toContain(fault);
  });

  it('builds from what git has, and takes no secret along', () => {
    const ignored = new Set(read('../.dockerignore').split('\n'));
    for (const path of ['**/node_modules', '**/dist', '.git', '.env', 'deploy'])
      expect(ignored).toContain(path);
  });
});

interface Stage {
  readonly From: string;
  readonly Name: string;
  readonly Instructions: readonly { readonly Name: string; readonly Text: string }[];
}

/** What Docker says of a Dockerfile, and what this house asks beyond that. */
function faultsOf(text: string): string[] {
  const answer = ask('dockerfile', text);
  if (!answer.ok) return [answer.error];
  const { stages, warnings } = JSON.parse(answer.output) as {
    stages: Stage[];
    warnings: string[] | null;
  };
  const last = stages.at(-1)!;
  const textOf = (stage: Stage, name: string) =>
    stage.Instructions.filter(({ Name }) => Name === name).map(({ Text }) => Text);
  const build = textOf(stages[0]!, 'RUN').join('\n');
  const names = stages.map(({ Name }) => Name);
  const sources = stages.flatMap((stage) =>
    textOf(stage, 'COPY').flatMap((copy) => /--from=(\S+)/.exec(copy)?.[1] ?? []),
  );
  const must: readonly (readonly [boolean, string])[] = [
    [
      stages.every(({ From }) => /^node:24\.\d+\.\d+-bookworm-slim$/.test(From)),
      'Every image is pinned.',
    ],
    [
      sources.every((source) => names.includes(source)),
      `Copied from a stage that is not there: ${sources.join()}.`,
    ],
    [/^USER \d+:\d+$/.test(textOf(last, 'USER').at(-1) ?? ''), 'It runs as a numeric user.'],
    [
      textOf(last, 'HEALTHCHECK').join().includes('/health/ready'),
      'It says by /health/ready how it is.',
    ],
    [/npm ci --ignore-scripts/.test(build), 'Packages come by npm ci.'],
    [/npm prune --omit=dev --omit=optional/.test(build), 'npm prune leaves what production needs.'],
    [textOf(last, 'RUN').length === 0, 'The last stage runs nothing.'],
    [
      [...textOf(last, 'ENTRYPOINT'), ...textOf(last, 'CMD')].every((one) => one.includes('["')),
      'Signals reach the service without a shell between.',
    ],
  ];
  return [...(warnings ?? []), ...must.flatMap(([is, fault]) => (is ? [] : [fault]))];
}

// ── compose.yaml ────────────────────────────────────────────────────────────────────────────────

suite(`compose.yaml${reason}`, () => {
  const text = read('compose.yaml');
  const secrets = join(folder, 'secrets');
  beforeAll(() => {
    const made = makeSecrets(secrets);
    if (made.status !== 0) throw new Error(made.stderr);
  });

  it('is one that Compose takes, and opens nothing', () => expect(openings(text)).toEqual([]));

  it.each([
    ['a key that Compose does not know', 'stop_grace_period', 'stop_grace', 'stop_grace'],
    ['a number that is none', 'retries: 6', 'retries: many', 'retries'],
    ['a condition that never comes', 'service_healthy }', 'service_well }', 'condition'],
    ['a dependency that is not there', 'kafka: { cond', 'kafkas: { cond', 'kafkas'],
    ['a volume that is not there', /^ {2}tax-heads: \{\}\n/m, '', 'tax-heads'],
    ['a door to the world', "'127.0.0.1:7084", "'0.0.0.0:7084", 'tax: opens'],
    ['every privilege', 'cap_drop: [ALL]', 'cap_drop: []', 'drops no capabilities'],
    ['a root file system to write to', 'read_only: true', 'read_only: false', 'is written to'],
    ['new privileges', 'no-new-privileges:true', 'no-new-privileges:false', 'new privileges'],
    ['any version of an image', 'kafka:4.4.0', 'kafka:latest', 'kafka: is not pinned'],
    [
      'a database that others reach',
      'networks: [inside]\n  environ',
      'networks: [outside]\n  environ',
      'database: is reached',
    ],
    [
      'secrets that can be changed',
      'secrets/tax:/run/secrets/esep:ro',
      'secrets/tax:/run/secrets/esep',
      'tax: may change',
    ],
  ])('with %s is refused', (_sentence, from, to, fault) => {
    const planted = text.replace(from, to);
    expect(planted).not.toBe(text);
    expect(openings(planted).join('\n')).toContain(fault);
  });

  it('says what is to be set before it starts', () => {
    const answer = ask('compose', text, { ...example(), ESEP_ISSUER: '' });
    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('whose tokens') });
  });

  it.each(SERVICES)('gives %s all that it must know, and nothing secret but in files', (name) => {
    const { services } = project(text);
    const service = services[name]!;
    const inContainer = (value: string) =>
      value.replace('/run/secrets/esep', join(secrets, name)).replace(/^$/, '');
    const env = Object.fromEntries(
      Object.entries(service.environment ?? {}).map(([key, value]) => [key, inContainer(value)]),
    );
    const config = readConfig(ProcessConfig, { ...env, NODE_ENV: 'production' });
    expect(service.command).toEqual([`services/${name}/app/dist/main.js`]);
    expect(config.ESEP_CLIENT_ID).toBe(`esep-${name}`);
    expect(new URL(config.ESEP_DATABASE_URL).host).toBe(`${name}-database:5432`);
    expect(new URL(config.ESEP_DATABASE_URL).username).toBe('esep_service');
    expect(new URL(config.ESEP_DATABASE_OWNER_URL!).username).toBe('esep_owner');
    expect(services[`${name}-database`]).toBeDefined();
    expect(config.ESEP_LOGS.split(',').map((entry) => entry.split('=')[0])).toEqual(SERVICES);
    expect(JSON.stringify(service.environment)).not.toMatch(/password=|:[^/@]+@/);
  });
});

interface Service {
  readonly image: string;
  readonly command: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly host_ip?: string; readonly published: string }[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly read_only?: boolean;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes?: readonly { readonly target: string; readonly read_only?: boolean }[];
}

/** What Compose says of a file, and what of it is more open than it must be. */
function openings(text: string): string[] {
  const answer = ask('compose', text, example());
  if (!answer.ok) return [answer.error];
  const { services } = JSON.parse(answer.output) as { services: Record<string, Service> };
  return Object.entries(services).flatMap(([name, service]) => {
    const { image, ports = [], cap_drop = [], security_opt = [], volumes = [] } = service;
    const must: readonly (readonly [boolean, string])[] = [
      [ports.every(({ host_ip }) => host_ip === '127.0.0.1'), 'opens a port to others'],
      [cap_drop.includes('ALL'), 'drops no capabilities'],
      [security_opt.includes('no-new-privileges:true'), 'may get new privileges'],
      // The image of Kafka writes its settings beside its programs.
      [service.read_only === true || name === 'kafka', 'is written to'],
      [/:(\d+\.\d+|local$)/.test(image), 'is not pinned'],
      [SERVICES.includes(name) || !('outside' in service.networks), 'is reached from outside'],
      [
        volumes.every(({ target, read_only }) => read_only || !target.startsWith('/run/secrets')),
        'may change its secrets',
      ],
    ];
    return must.flatMap(([is, fault]) => (is ? [] : [`${name}: ${fault}`]));
  });
}

function project(text: string): { services: Readonly<Record<string, Service>> } {
  const answer = ask('compose', text, example());
  if (!answer.ok) throw new Error(answer.error);
  return JSON.parse(answer.output) as { services: Record<string, Service> };
}

const example = () => parseEnv(read('example.env')) as Record<string, string>;

// ── The secrets ─────────────────────────────────────────────────────────────────────────────────

describe('The secrets of a new installation', () => {
  const directory = join(folder, 'made');

  it('are files that nobody else reaches, and are never made anew', () => {
    expect(makeSecrets(directory).status).toBe(0);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const file = (path: string) => readFileSync(join(directory, path), 'utf8');
    for (const service of SERVICES)
      expect(LedgerKey.fromPem(file(`${service}/ledger.pem`)).privateKey?.type).toBe('private');
    const perService = ['ledger.pem', 'database-url', 'database-owner-url'];
    for (const name of perService)
      expect(new Set(SERVICES.map((service) => file(`${service}/${name}`))).size).toBe(5);
    expect(file('tax/personal-master-key')).toMatch(/^[0-9a-f]{64}$/);
    expect(file('tax/personal-index-key')).toBe(file('licensing/personal-index-key'));
    expect(file('tax/personal-index-key')).not.toBe(file('tax/personal-master-key'));
    const again = makeSecrets(directory);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('never made anew')]);
  });

  it('give the database the passwords that its service has', () => {
    const file = (path: string) => readFileSync(join(directory, path), 'utf8');
    for (const service of SERVICES)
      for (const [url, role] of [
        ['database-url', 'service'],
        ['database-owner-url', 'owner'],
      ]) {
        const { password } = new URL(file(`${service}/${url}`));
        expect(file(`${service}-database/${role}-password`)).toBe(password);
      }
  });

  it('leave nobody a word that a shell or a URL would read otherwise', () => {
    for (const service of SERVICES)
      for (const role of ['superuser', 'owner', 'service'])
        expect(
          readFileSync(join(directory, `${service}-database/${role}-password`), 'utf8'),
        ).toMatch(/^[0-9a-f]{48}$/);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function makeSecrets(directory: string) {
  const script = join(import.meta.dirname, 'make-secrets.mjs');
  return spawnSync(process.execPath, [script, directory], { encoding: 'utf8' });
}

type Answer = { readonly ok: true; readonly output: string } | { ok: false; error: string };

function ask(what: 'dockerfile' | 'compose', text: string, env: NodeJS.ProcessEnv = {}): Answer {
  if (!('program' in checker)) throw new Error(checker.obstacle);
  const file = join(folder, what === 'compose' ? 'compose.yaml' : 'Dockerfile');
  writeFileSync(file, text);
  const run = spawnSync(checker.program, [what, file], { env, encoding: 'utf8' });
  return run.status === 0 ? { ok: true, output: run.stdout } : { ok: false, error: run.stderr };
}

/** Built once for the sources it has; about ten seconds, and a minute where its modules are new. */
function buildChecker(): { readonly program: string } | { readonly obstacle: string } {
  const cwd = join(import.meta.dirname, 'check');
  const sources = ['go.mod', 'go.sum', 'main.go'].map((file) => readFileSync(join(cwd, file)));
  const version = createHash('sha256').update(Buffer.concat(sources)).digest('hex').slice(0, 12);
  const program = join(root, `.cache/deploy-check-${version}`);
  if (existsSync(program)) return { program };
  const env = { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' };
  const run = spawnSync('go', ['build', '-o', program, '.'], { cwd, env, encoding: 'utf8' });
  if (run.error) return { obstacle: 'this machine has no `go`' };
  if (run.status === 0) return { program };
  if (/dial tcp|no such host|connection refused|i\/o timeout|requires go/.test(run.stderr))
    return { obstacle: 'its modules cannot be had here' };
  throw new Error(run.stderr);
}
