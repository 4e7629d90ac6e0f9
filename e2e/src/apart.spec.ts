import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { openCheckpoint, verifierKeyOf } from '@esep/ledger-format';
import { DevelopmentIssuer, SystemClock } from '@esep/platform';
import { freePort, scratchFolder, testDatabase, until } from '@esep/platform/testing';
import { Client } from 'pg';

// A service in parts, each a process that has the secrets of its own part only: one migrates, one
// serves, one seals. No broker is needed for that: licensing reads nobody.

const ROOT = join(import.meta.dirname, '../..');
const MAIN = join(ROOT, 'dist/licensing/main.js');
const ISSUER = 'https://issuer.test';

describe('A service in parts', () => {
  let directory: string;
  let owner: string;
  let jwks: Server;
  let issuer: DevelopmentIssuer;
  let serving: NodeJS.ProcessEnv;
  let sealing: NodeJS.ProcessEnv;
  let owning: NodeJS.ProcessEnv;
  const running: Part[] = [];
  const role = (name: string) => `esep_${name}_${process.pid}`;

  beforeAll(async () => {
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    directory = await mkdtemp(join(scratchFolder(), 'esep-apart-'));
    await chmod(directory, 0o755);
    owner = await testDatabase('apart');
    await inDatabase(
      owner,
      `create role ${role('service')} login password 'a'; create role ${role('sealer')} login password 'b'`,
    );
    const file = async (name: string, content: string) => {
      await writeFile(join(directory, name), content);
      return join(directory, name);
    };
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const publicPem = createPublicKey(pem).export({ type: 'spki', format: 'pem' }) as string;
    issuer = await DevelopmentIssuer.start({
      clock: new SystemClock(),
      issuer: ISSUER,
      audience: 'esep',
    });
    jwks = createServer((_request, response) => response.end(JSON.stringify(issuer.jwks())));
    await new Promise<void>((resolve) => jwks.listen(0, '127.0.0.1', resolve));
    const common = { ESEP_DEPLOYMENT: 'apart', ESEP_HEADS_DIRECTORY: join(directory, 'heads') };
    serving = {
      ...common,
      ESEP_DATABASE_URL: urlOf(role('service'), 'a'),
      ESEP_LEDGER_KEY_FILE: await file('ledger-public.pem', publicPem),
      ESEP_ISSUER: ISSUER,
      ESEP_JWKS_URL: `http://127.0.0.1:${(jwks.address() as AddressInfo).port}/`,
      ESEP_KAFKA_BROKERS: `127.0.0.1:${await freePort()}`,
      ESEP_LOGS: 'licensing=http://127.0.0.1:1',
      ESEP_SERVICE_TOKEN_FILE: await file('token', 'x'),
      ESEP_PERSONAL_MASTER_KEY_FILE: await file('master', randomBytes(32).toString('hex')),
      ESEP_PERSONAL_INDEX_KEY_FILE: await file('index', randomBytes(32).toString('hex')),
      ESEP_LOG_LEVEL: 'warn',
    };
    sealing = {
      ...common,
      ESEP_DATABASE_URL: urlOf(role('sealer'), 'b'),
      ESEP_LEDGER_KEY_FILE: await file('ledger.pem', pem),
    };
    owning = {
      ESEP_DATABASE_OWNER_URL: owner,
      ESEP_SERVICE_ROLE: role('service'),
      ESEP_SEALER_ROLE: role('sealer'),
    };
  }, 120_000);
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await new Promise((resolve) => jwks.close(resolve));
    await rm(directory, { recursive: true, force: true });
  });

  it('API-6: serves without the owner of its tables and without the key of its log', async () => {
    const service = part('serve', serving);
    // Somebody else makes the tables, and it waits.
    await service.says(/is not migrated yet/);
    const migration = part('migrate', owning);
    expect(await migration.ended).toBe(0);
    const url = await service.isReady();
    expect((await fetch(`${url}/licensing/v1/log/key`)).status).toBe(200);

    // Nothing is signed before the sealer is there, and nobody is told otherwise.
    const unsealed = await fetch(`${url}/licensing/v1/log/checkpoint`);
    expect(unsealed.status).toBe(503);
    expect(unsealed.headers.get('retry-after')).toBe('1');

    const sealer = part('seal', sealing);
    await sealer.isReady();
    const sealed = await fetch(`${url}/licensing/v1/log/checkpoint`);
    expect(sealed.status).toBe(200);
    const key = createPublicKey(await readFile(join(directory, 'ledger-public.pem'), 'utf8'));
    const verifier = verifierKeyOf('esep/licensing/apart', key);
    expect(await (await fetch(`${url}/licensing/v1/log/key`)).text()).toBe(`${verifier}\n`);
    expect(openCheckpoint(await sealed.text(), verifier)).toMatchObject({ ok: true });
    const head = JSON.parse(
      await readFile(join(directory, 'heads/licensing.head.json'), 'utf8'),
    ) as { size: number };
    expect(head.size).toBeGreaterThanOrEqual(0);

    // The process that callers reach has nothing to sign, to migrate or to change with.
    for (const statement of [
      `insert into ledger.checkpoints values (99, '', '', now())`,
      `insert into ledger.tiles values (1, 0, '')`,
      'create table mine (n int)',
    ])
      await expect(inDatabase(urlOf(role('service'), 'a'), statement)).rejects.toThrow(
        'permission denied',
      );
    for (const statement of [
      `insert into ledger.events (position, event_id, stream, version, bytes) values (99, gen_random_uuid(), 's', 1, '{}')`,
      'update ledger.head set next = next + 1',
      'select * from personal.keys',
      'select * from licence_register.licences',
    ])
      await expect(inDatabase(urlOf(role('sealer'), 'b'), statement)).rejects.toThrow(
        'permission denied',
      );
    expect(await sealer.stop()).toBe(0);
    expect(await service.stop()).toBe(0);
  }, 120_000);

  it('API-6: makes and switches copies as the owner only', async () => {
    const service = part('serve', serving);
    const url = await service.isReady();
    const token = await issuer.token({
      subject: 'an-analyst',
      organisation: 'aifc',
      roles: ['supervision-analyst'],
    });
    const path = `${url}/licensing/v1/projections/licence_register`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const post = (act: string) => fetch(`${path}/${act}`, { method: 'POST', headers, body: '{}' });
    const refused = await post('rebuild');
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      type: 'urn:esep:problem:owner-elsewhere',
      detail: expect.stringContaining('projections rebuild|compare|switch|drop'),
    });

    const act = async (...words: string[]) => {
      const order = part('projections', owning, ...words, 'licence_register', '--by', 'officer-1');
      return { code: await order.ended, said: order.said };
    };
    expect(await act('rebuild')).toMatchObject({ code: 0 });
    await until(async () => {
      const { said } = await act('compare');
      return said.includes('"equal": true');
    });
    expect(await act('switch')).toMatchObject({ code: 0 });
    expect((await act('drop', '--copy', 'old')).said).toContain('"old": null');
    expect(await act('mend')).toMatchObject({
      code: 1,
      said: expect.stringContaining('projections rebuild|compare'),
    });
    expect(await service.stop()).toBe(0);
  }, 120_000);

  it.each([
    ['the owner’s address', () => ({ ESEP_DATABASE_OWNER_URL: owner }), 'DATABASE_OWNER_URL: is'],
    ['the key that signs', () => pick(sealing, 'ESEP_LEDGER_KEY_FILE'), 'LEDGER_KEY_FILE: signs'],
  ])('API-6: does not serve where it is given %s', async (_what, more, why) => {
    const service = part('serve', { ...serving, ...more() });
    expect(await service.ended).toBe(1);
    expect(service.said).toContain(`A process that only serves knows too much:\n  ESEP_${why}`);
  });

  it('API-6: seals with the key that signs, and says so', async () => {
    const sealer = part('seal', { ...sealing, ...pick(serving, 'ESEP_LEDGER_KEY_FILE') });
    expect(await sealer.ended).toBe(1);
    expect(sealer.said).toContain('ESEP_LEDGER_KEY_FILE: is a public key.');
  });

  it('says which parts there are', async () => {
    const unknown = part('sael', serving);
    expect(await unknown.ended).toBe(1);
    expect(unknown.said.trim()).toBe(
      'A service knows the words all, serve, seal, migrate, projections, and not sael.',
    );
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  interface Part {
    readonly child: ChildProcess;
    readonly said: string;
    readonly ended: Promise<number | null>;
    says(what: RegExp): Promise<void>;
    /** Its address. */
    isReady(): Promise<string>;
    stop(): Promise<number | null>;
  }

  function part(word: string, env: NodeJS.ProcessEnv, ...more: string[]): Part {
    const { PATH } = process.env;
    const child = spawn(process.execPath, [MAIN, word, ...more], {
      env: { PATH, ESEP_PORT: '0', ...env },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const says = (what: RegExp) =>
      until(async () => {
        if (child.exitCode !== null) throw new Error(`It ended: ${said}`);
        return what.test(said);
      });
    const one: Part = {
      child,
      get said() {
        return said;
      },
      ended,
      says,
      async isReady() {
        await says(/ at http|from http/);
        const url = /https?:\/\/[\d.:]+\d/.exec(said)?.[0] ?? '';
        await until(async () => (await fetch(`${url}/health/ready`)).ok);
        return url;
      },
      stop() {
        child.kill('SIGTERM');
        return ended;
      },
    };
    running.push(one);
    return one;
  }

  const urlOf = (user: string, password: string): string => {
    const url = new URL(owner);
    url.username = user;
    url.password = password;
    return url.href;
  };

  const pick = (env: NodeJS.ProcessEnv, name: string) => ({ [name]: env[name] });
});

const inDatabase = async (url: string, text: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
};
