import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, matchesGlob } from 'node:path';
import { parseEnv } from 'node:util';

import { LedgerKey, OwnerConfig, ProcessConfig, readConfig, SealConfig } from '@esep/platform';

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

// ── The Dockerfiles ─────────────────────────────────────────────────────────────────────────────

suite(`The Dockerfile${reason}`, () => {
  const text = read('Dockerfile');

  it('is one that Docker builds from, without a warning, and leaves nothing to chance', () =>
    expect(faultsOf(text, OF_SERVICES)).toEqual([]));

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
    ['no programs', 'COPY --from=build /esep/dist dist\n', '', 'It has its parts'],
    ['a shell around the service', 'CMD ["dist/licensing/main.js"]', 'CMD x', 'shell'],
  ])('with %s is refused', (_sentence, from, to, fault) => {
    const planted = text.replace(from, to);
    expect(planted).not.toBe(text);
    expect(faultsOf(planted, OF_SERVICES).join('\n')).toContain(fault);
  });

  it('builds from what git has, and takes no secret along', () => {
    expect(ignoredBy('../.dockerignore')).toEqual(expect.arrayContaining(NEVER_SENT));
  });

  it('builds nothing that only tests use', () => {
    const sent = sentBut('../.dockerignore');
    expect(sent).toContain('libs/platform/src/service/service-process.ts');
    expect(sent.filter((file) => OF_TESTS.test(file))).toEqual([]);
  });
});

suite(`The Dockerfile of the console${reason}`, () => {
  const text = read('console.Dockerfile');
  const ignore = 'console.Dockerfile.dockerignore';

  it('is one that Docker builds from, without a warning, and leaves nothing to chance', () =>
    expect(faultsOf(text, OF_CONSOLE)).toEqual([]));

  it.each([
    ['root', 'USER 10001:10001', 'USER root', 'numeric user'],
    ['whatever image there is', 'node:24.21.0-bookworm-slim\nENV', 'node\nENV', 'pinned'],
    ['no word about health', /HEALTHCHECK[^]*?\]\n/, '', '/health/ready'],
    ['what no lock file says', 'npm ci', 'npm install', 'npm ci'],
    ['no program', 'COPY --from=build /esep/dist/console dist/console\n', '', 'It has its parts'],
    ['no pages', /COPY .*apps\/console\/dist\n/, '', 'It has its parts'],
    ['programs of services', '/esep/dist/console dist/console', '/esep/dist dist', 'and no others'],
    ['packages', 'USER', 'COPY --from=build /esep/node_modules node_modules\nUSER', 'no others'],
    ['a shell around the server', /CMD \["dist.*\n/, 'CMD x\n', 'shell'],
  ])('with %s is refused', (_sentence, from, to, fault) => {
    const planted = text.replace(from, to);
    expect(planted).not.toBe(text);
    expect(faultsOf(planted, OF_CONSOLE).join('\n')).toContain(fault);
  });

  it('builds from what git has, and takes no secret along', () =>
    expect(ignoredBy(ignore)).toEqual(expect.arrayContaining(NEVER_SENT)));

  it('is sent all that the console is made of, and nothing that only tests use', () => {
    const sent = sentBut(ignore);
    const projects = ['apps/console', 'apps/verifier', 'libs/client', 'libs/kernel'];
    const parts = [
      ...[...projects, 'libs/ledger-format', 'libs/contracts', 'libs/rulebook'],
      ...['services/supervision/domain', 'apps/embedded/src/console'],
    ];
    const all = sentBut().filter(
      (file) => parts.some((part) => file.startsWith(`${part}/`)) && !OF_TESTS.test(file),
    );
    expect(all).toContain('apps/console/src/main.tsx');
    expect(sent).toEqual(expect.arrayContaining(all));
    expect(sent.filter((file) => OF_TESTS.test(file))).toEqual([]);
  });

  it('starts the program by a command that it knows', () => {
    const [, command = '[]'] = /^CMD (.*)$/m.exec(text) ?? [];
    expect(JSON.parse(command)).toEqual(['dist/console/main.js', 'apps/console/dist']);
  });
});

const NEVER_SENT = ['**/node_modules', '**/dist', '.git', '.env', 'deploy'];
const OF_TESTS = /\/testing\/|\.spec\.|\.contract\./;

const ignoredBy = (file: string): readonly string[] =>
  read(file)
    .split('\n')
    .filter((line) => /^[^#]/.test(line));

/** What git has, but for what a file ignores. */
function sentBut(ignore?: string): readonly string[] {
  const patterns = ignore === undefined ? [] : ignoredBy(ignore);
  const isIgnored = (file: string) =>
    file
      .split('/')
      .map((_, i, parts) => parts.slice(0, i + 1).join('/'))
      .some((path) => patterns.some((pattern) => matchesGlob(path, pattern)));
  const all = execFileSync('git', ['ls-files'], { encoding: 'utf8', cwd: root }).split('\n');
  return all.filter((file) => file !== '' && !isIgnored(file));
}

/** What is in an image, and how its build leaves nothing else in it. */
interface Image {
  readonly parts: readonly string[];
  readonly isPruned: boolean;
}
const OF_SERVICES: Image = {
  parts: [
    '/esep/package.json ./',
    '/esep/node_modules node_modules',
    '/esep/libs libs',
    '/esep/services services',
    '/esep/dist dist',
    '/heads /var/lib/esep/heads',
  ],
  isPruned: true,
};
const OF_CONSOLE: Image = {
  parts: [
    '/esep/package.json ./',
    '/esep/dist/console dist/console',
    '/esep/apps/console/dist apps/console/dist',
  ],
  isPruned: false,
};

interface Stage {
  readonly From: string;
  readonly Name: string;
  readonly Instructions: readonly { readonly Name: string; readonly Text: string }[];
}

/** What Docker says of a Dockerfile, and what this house asks beyond that. */
function faultsOf(text: string, image: Image): string[] {
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
    [
      !image.isPruned || /npm prune --omit=dev --omit=optional/.test(build),
      'npm prune leaves what production needs.',
    ],
    [
      textOf(last, 'COPY')
        .map((copy) => copy.replace(/^COPY (--\S+ )*/, ''))
        .join() === image.parts.join(),
      'It has its parts, and no others.',
    ],
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
    [
      'Deployment: brokers that anybody may ask',
      'SERVICES:SSL',
      'SERVICES:PLAINTEXT',
      'kafka: asks',
    ],
    [
      'Deployment: brokers that ask nobody who they are',
      'KAFKA_SSL_CLIENT_AUTH: required',
      'KAFKA_SSL_CLIENT_AUTH: none',
      'kafka: asks nobody',
    ],
    [
      'Deployment: databases without TLS',
      '-c ssl=on',
      '-c ssl=off',
      'tax-database: speaks without',
    ],
    [
      'Deployment: databases that need no TLS',
      '-c hba_file=/etc/esep/pg_hba.conf',
      '',
      'tax-database: speaks without',
    ],
    [
      'Deployment: a database that proves nothing',
      /^ {2}ESEP_DATABASE_CA_FILE.*\n/m,
      '',
      'tax: does not know its database',
    ],
    [
      'Deployment: the database’s authority trusted for all',
      'ESEP_AUTHORITY: ',
      'NODE_EXTRA_CA_CERTS: /run/secrets/esep/database-ca.crt\n  ESEP_AUTHORITY: ',
      'tax: trusts the authority',
    ],
    [
      'API-6: the owner’s secrets where it serves',
      "'./secrets/tax:/run",
      "'./secrets/tax-owner:/run",
      'tax: has other secrets',
    ],
    [
      'API-6: heads that it may write over',
      'tax-heads:/var/lib/esep/heads:ro',
      'tax-heads:/var/lib/esep/heads',
      'tax: may write over the heads',
    ],
    ['API-6: all in one', 'tax/main.js, serve', 'tax/main.js, all', 'tax: runs'],
    [
      'API-6: a sealer that others reach',
      'mem_limit: 256m\n  networks: [inside]',
      'mem_limit: 256m\n  networks: [inside, outside]',
      'tax-sealer: is reached',
    ],
    ['a condition that never comes', 'service_healthy }', 'service_well }', 'condition'],
    ['a dependency that is not there', 'kafka: { cond', 'kafkas: { cond', 'kafkas'],
    ['a console that the world reaches', '127.0.0.1:7086', '0.0.0.0:7086', 'console: opens'],
    ['a volume that is not there', /^ {2}tax-heads: \{\}\n/m, '', 'tax-heads'],
    ['a door to the world', "'127.0.0.1:7084", "'0.0.0.0:7084", 'tax: opens'],
    ['every privilege', 'cap_drop: [ALL]', 'cap_drop: []', 'drops no capabilities'],
    ['a root file system to write to', 'read_only: true', 'read_only: false', 'is written to'],
    ['new privileges', 'no-new-privileges:true', 'no-new-privileges:false', 'new privileges'],
    ['a console that reaches services', '[pages]', '[pages, inside]', 'console: is not apart'],
    [
      'a console that has secrets',
      "ports: ['127.0.0.1:7086",
      "volumes: ['./secrets/tax:/run/secrets/esep:ro']\n    ports: ['127.0.0.1:7086",
      'console: is not apart',
    ],
    ['any version of an image', 'kafka:4.4.0', 'kafka:latest', 'kafka: is not pinned'],
    [
      'a database that others reach',
      'networks: [inside]\n  # It takes',
      'networks: [outside]\n  # It takes',
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
    const environmentOf = (part: string) => ({
      ...Object.fromEntries(
        Object.entries(services[part]?.environment ?? {}).map(([key, value]) => [
          key,
          value.replace('/run/secrets/esep', join(secrets, part.replace('migration', 'owner'))),
        ]),
      ),
      NODE_ENV: 'production',
    });
    const config = readConfig(ProcessConfig, environmentOf(name));
    const sealing = readConfig(SealConfig, {
      ...environmentOf(`${name}-sealer`),
      ESEP_HEADS_DIRECTORY: '/var/lib/esep/heads',
    });
    const owning = readConfig(OwnerConfig, environmentOf(`${name}-migration`));
    for (const file of [config, sealing, owning].map((one) => one.ESEP_DATABASE_CA_FILE ?? ''))
      expect(readFileSync(file, 'utf8')).toContain('BEGIN CERTIFICATE');
    expect(new URL(sealing.ESEP_DATABASE_URL).username).toBe('esep_sealer');
    expect(new URL(owning.ESEP_DATABASE_OWNER_URL).username).toBe('esep_owner');
    expect(config.ESEP_CLIENT_ID).toBe(`esep-${name}`);
    expect(new URL(config.ESEP_DATABASE_URL).host).toBe(`${name}-database:5432`);
    expect(new URL(config.ESEP_DATABASE_URL).username).toBe('esep_service');
    expect(config.ESEP_DATABASE_OWNER_URL).toBeUndefined();
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
  readonly volumes?: readonly {
    readonly source: string;
    readonly target: string;
    readonly read_only?: boolean;
  }[];
}

/** What Compose says of a file, and what of it is more open than it must be. */
function openings(text: string): string[] {
  const answer = ask('compose', text, example());
  if (!answer.ok) return [answer.error];
  const { services } = JSON.parse(answer.output) as { services: Record<string, Service> };
  return Object.entries(services).flatMap(([name, service]) => {
    const { image, ports = [], cap_drop = [], security_opt = [], volumes = [] } = service;
    const must: readonly Rule[] = [
      [ports.every(({ host_ip }) => host_ip === '127.0.0.1'), 'opens a port to others'],
      [cap_drop.includes('ALL'), 'drops no capabilities'],
      [security_opt.includes('no-new-privileges:true'), 'may get new privileges'],
      [service.read_only === true, 'is written to'],
      [/:(\d+\.\d+|local$)/.test(image), 'is not pinned'],
      [SERVICES.includes(name) || !('outside' in service.networks), 'is reached from outside'],
      [name !== 'console' || isApart(service), 'is not apart from everything else'],
      [
        volumes.every(({ target, read_only }) => read_only || !target.startsWith('/run/secrets')),
        'may change its secrets',
      ],
    ];
    const also = [...partFaults(name, service), ...tlsFaults(name, service)];
    return [...must, ...also].flatMap(([is, fault]) => (is ? [] : [`${name}: ${fault}`]));
  });
}

/** Whoever breaks in there finds no secret, and reaches nobody. */
const isApart = ({ networks, volumes = [], environment = {} }: Service): boolean =>
  Object.keys(networks).join() === 'pages' &&
  volumes.length === 0 &&
  Object.keys(environment).join() === 'ESEP_ISSUER,ESEP_LOG_KEYS,ESEP_TOKEN_URL';

type Rule = readonly [holds: boolean, fault: string];

/** Each part of a service runs its word, with its own secrets, and only the sealer writes heads. */
function partFaults(name: string, { command, volumes = [] }: Service): readonly Rule[] {
  const [, service = '', part = ''] = /^(.+?)(?:-(migration|sealer))?$/.exec(name) ?? [];
  if (!SERVICES.includes(service)) return [];
  const word = { '': 'serve', migration: 'migrate', sealer: 'seal' }[part];
  const secrets = { '': service, migration: `${service}-owner`, sealer: `${service}-sealer` }[part];
  const mounted = volumes.filter(({ target }) => target.startsWith('/run/secrets'));
  const heads = volumes.find(({ target }) => target === '/var/lib/esep/heads');
  return [
    [String(command) === `dist/${service}/main.js,${word}`, 'runs something else than its part'],
    [
      mounted.length === 1 && mounted.every(({ source }) => basename(source) === secrets),
      'has other secrets than its own',
    ],
    [
      part === 'sealer' || heads === undefined || heads.read_only === true,
      'may write over the heads',
    ],
  ];
}

function tlsFaults(name: string, { command, environment = {} }: Service): readonly Rule[] {
  const started = String(command);
  const knows = ['DATABASE_URL_FILE', 'DATABASE_OWNER_URL_FILE'].some(
    (variable) => environment[`ESEP_${variable}`] !== undefined,
  );
  const database: readonly Rule[] = [
    [
      started.includes('-c ssl=on') && started.includes('-c hba_file=/etc/esep/pg_hba.conf'),
      'speaks without TLS',
    ],
  ];
  const kafka: readonly Rule[] = [
    [
      environment['KAFKA_SSL_CLIENT_AUTH'] === 'required' &&
        environment['KAFKA_LISTENER_SECURITY_PROTOCOL_MAP'] ===
          'SERVICES:SSL,CONTROLLER:PLAINTEXT' &&
        environment['KAFKA_LISTENERS'] === 'SERVICES://:9092,CONTROLLER://127.0.0.1:9093',
      'asks nobody for a certificate',
    ],
  ];
  return [
    ...(name.endsWith('-database') ? database : []),
    ...(name === 'kafka' ? kafka : []),
    [!knows || environment['ESEP_DATABASE_CA_FILE'] !== undefined, 'does not know its database'],
    [environment['NODE_EXTRA_CA_CERTS'] === undefined, 'trusts the authority for everything'],
  ];
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

  it('are files that nobody else reaches', () => {
    expect(makeSecrets(directory).status).toBe(0);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    const file = (path: string) => readFileSync(join(directory, path), 'utf8');
    for (const service of SERVICES) {
      const { privateKey, publicKey } = LedgerKey.fromPem(file(`${service}-sealer/ledger.pem`));
      expect(privateKey?.type).toBe('private');
      const shown = LedgerKey.fromPem(file(`${service}/ledger-public.pem`));
      expect(shown.privateKey).toBeUndefined();
      expect(shown.publicKey.equals(publicKey)).toBe(true);
    }
  });

  it('Deployment: are each service’s own, but for the key by which persons are found', () => {
    const file = (path: string) => readFileSync(join(directory, path), 'utf8');
    const perService = [
      ...['/personal-master-key', '/database-url', '/ledger-public.pem', '/kafka.key'],
      ...['-sealer/ledger.pem', '-owner/database-owner-url', '-database/server.key'],
    ];
    for (const name of perService)
      expect([name, new Set(SERVICES.map((service) => file(service + name))).size]).toEqual([
        name,
        5,
      ]);
    expect(file('tax/personal-master-key')).toMatch(/^[0-9a-f]{64}$/);
    expect(file('tax/personal-index-key')).toBe(file('licensing/personal-index-key'));
    expect(file('tax/personal-index-key')).not.toBe(file('tax/personal-master-key'));
  });

  it('are never made anew', () => {
    const again = makeSecrets(directory);
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('never made anew')]);
  });

  it('give the database the passwords that its service has', () => {
    const file = (path: string) => readFileSync(join(directory, path), 'utf8');
    for (const service of SERVICES)
      for (const [url, role] of [
        ['/database-url', 'service'],
        ['-owner/database-owner-url', 'owner'],
        ['-sealer/database-url', 'sealer'],
      ]) {
        const { password } = new URL(file(service + url));
        expect(file(`${service}-database/${role}-password`)).toBe(password);
      }
  });

  it('Deployment: let each server prove its name, and nobody else’s', () => {
    const servers = [...SERVICES.map((service) => `${service}-database`), 'kafka'];
    const read = (path: string) => readFileSync(join(directory, path), 'utf8');
    const authority = new X509Certificate(read('kafka/ca.crt'));
    for (const server of servers) {
      const file = server === 'kafka' ? 'kafka/broker.pem' : `${server}/server.crt`;
      const certificate = new X509Certificate(/-----BEGIN CERT[^]*/.exec(read(file))![0]);
      expect(certificate.verify(authority.publicKey)).toBe(true);
      for (const name of servers)
        expect([name, certificate.checkHost(name)]).toEqual([
          name,
          name === server ? name : undefined,
        ]);
    }
  });

  it('leave nobody a word that a shell or a URL would read otherwise', () => {
    for (const service of SERVICES)
      for (const role of ['superuser', 'owner', 'service', 'sealer'])
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
