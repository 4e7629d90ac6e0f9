import { startExchangeSettlement } from '@esep/exchange-settlement';
import { startLicensing } from '@esep/licensing';
import { LogDirectory, ROLES, type Role, type ServiceContext } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { startPoolReporting } from '@esep/pool-reporting';
import { startSupervision } from '@esep/supervision';
import { startTax } from '@esep/tax';

import { SERVICE_NAMES } from './service-databases.js';

// What holds at the edge of every service and for every call of a kind, whatever is behind it. The
// calls are taken from the services' own descriptions, so that a new one is held to it as well.

const START: Record<
  string,
  (context: ServiceContext) => Promise<Parameters<TestContext['serve']>[0]>
> = {
  licensing: startLicensing,
  'pool-reporting': startPoolReporting,
  'exchange-settlement': startExchangeSettlement,
  tax: startTax,
  supervision: startSupervision,
};

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly roles?: readonly Role[];
}

/** What fits a path with parameters; a parameter itself fits any. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);

const ID = '019a0000-0000-7000-8000-00000000000a';

/** Lists that are asked for with a body. */
const ASKED_WITH: Readonly<Record<string, object>> = {
  '/supervision/v1/rule-packs/effects': { pack: {} },
};

describe('The edge', () => {
  const contexts = new Map<string, TestContext>();
  const clients = new Map<string, TestClient>();
  const operations = new Map<string, readonly Operation[]>();
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    const logs = new LogDirectory();
    for (const name of SERVICE_NAMES) {
      const context = await testContext(name, { logs });
      contexts.set(name, context);
      const client = await context.serve(await START[name]!(context.context));
      clients.set(name, client);
      const principal = { subject: 'all', organisation: 'aifc', roles: ROLES };
      tokens.set(name, await context.token(principal));
      const answer = await client.call(`${name}/v1/openapi.json`);
      const { paths } = (await answer.json()) as {
        paths: Record<
          string,
          Record<string, { parameters?: readonly Parameter[]; 'x-esep-roles'?: readonly Role[] }>
        >;
      };
      operations.set(
        name,
        Object.entries(paths).flatMap(([path, item]) =>
          Object.entries(item).map(([method, { parameters = [], 'x-esep-roles': roles }]) => {
            return { method: method.toUpperCase(), path, parameters, ...(roles && { roles }) };
          }),
        ),
      );
    }
  }, 120_000);
  afterAll(async () => {
    for (const context of [...contexts.values()].toReversed()) await context.close();
  }, 60_000);

  const call = async (
    service: string,
    method: string,
    path: string,
    body?: object,
    token = tokens.get(service),
  ) => {
    const { url } = clients.get(service) as TestClient;
    const address = url + path.replaceAll(/\{[^}]+\}/g, ID);
    const authorization = `Bearer ${token}`;
    if (!body) return fetch(address, { method, headers: { authorization } });
    const headers = { authorization, 'content-type': 'application/json' };
    return fetch(address, { method, headers, body: JSON.stringify(body) });
  };

  const operationsOf = (service: string) => operations.get(service) ?? [];

  it.each(SERVICE_NAMES)(
    'API-13: every address of %s names its methods to who asks by another',
    async (service) => {
      const paths = new Set(operationsOf(service).map(({ path }) => path));
      expect(paths.size).toBeGreaterThan(10);
      for (const path of paths) {
        const fitting = operationsOf(service).filter((one) => patternOf(one.path).test(path));
        const known = fitting.filter((one) => one.path === path).map(({ method }) => method);
        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
          // Several forms may fit one address: `import` is also an id of a licence, and is answered as one.
          if (fitting.some((one) => one.method === method)) continue;
          const answer = await call(service, method, path);
          const allowed = answer.headers.get('allow')?.split(', ') ?? [];
          expect([path, method, answer.status, allowed.filter((one) => one !== 'HEAD')]).toEqual([
            path,
            method,
            405,
            [...new Set(known)].toSorted(),
          ]);
        }
      }
    },
  );

  const cursorTo = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');

  it.each(SERVICE_NAMES)(
    'API-9, FIELD-10: no list of %s takes a cursor that it did not give out',
    async (service) => {
      const lists = operationsOf(service).filter(({ parameters }) =>
        parameters.some((one) => one.in === 'query' && one.name === 'cursor'),
      );
      expect(lists.length).toBeGreaterThan(0);
      const keys = ['\0', 'x', -1, 2 ** 53, ['\0', ID], ['x', 'y', 'z'], ['2026-01-05', 'BTC'], {}];
      for (const { path, method } of lists)
        for (const cursor of [...keys.map(cursorTo), 'Ilx1MDAwMCI', '']) {
          const answer = await call(service, method, `${path}?cursor=${cursor}`, ASKED_WITH[path]);
          const problem = (await answer.json()) as { type?: string };
          expect([path, cursor, answer.status, problem.type]).toEqual([
            path,
            cursor,
            400,
            'urn:esep:problem:cursor-invalid',
          ]);
        }
    },
  );

  const HOME: Partial<Record<Role, string>> = { pool: 'dmp-1', exchange: 'ex-1', licensee: ID };

  it.each(SERVICE_NAMES)(
    'API-7: what %s says that a role may do is what its guard lets it, and what its document says',
    async (service) => {
      const context = contexts.get(service) as TestContext;
      for (const role of ROLES) {
        const principal = { subject: role, organisation: HOME[role] ?? 'aifc', roles: [role] };
        const token = await context.token(principal);
        const me = await call(service, 'GET', `/${service}/v1/me`, undefined, token);
        const { may, ...who } = (await me.json()) as { may: readonly Operation[] };
        expect(who).toEqual({ ...principal, name: null });
        const allowed = may.map(({ method, path }) => `${method} ${path}`);
        const passed: string[] = [];
        const promised: string[] = [];
        for (const { method, path, roles } of operationsOf(service)) {
          if (roles === undefined) continue;
          if (roles.includes(role)) promised.push(`${method} ${path}`);
          const answer = await call(service, method, path, undefined, token);
          const isProblem = answer.headers.get('content-type')?.startsWith('application/problem');
          const { type } = (isProblem ? await answer.json() : {}) as { type?: string };
          // The stream would go on.
          if (!isProblem) await answer.body?.cancel();
          if (type !== 'urn:esep:problem:role-missing') passed.push(`${method} ${path}`);
        }
        expect([role, allowed.toSorted()]).toEqual([role, passed.toSorted()]);
        expect([role, promised.toSorted()]).toEqual([role, passed.toSorted()]);
      }
    },
    30_000,
  );

  it('says of a token without roles who it is, and of none that it is missing', async () => {
    const context = contexts.get('tax') as TestContext;
    const guest = { subject: 'guest', organisation: 'dmp-1', name: 'Guest' };
    // An officer of a pool is none of the regulator.
    const token = await context.token({ ...guest, roles: ['tax-officer'] });
    const me = await call('tax', 'GET', '/tax/v1/me', undefined, token);
    expect(await me.json()).toEqual({ ...guest, roles: [], may: [] });
    expect((await call('tax', 'GET', '/tax/v1/me', undefined, 'x')).status).toBe(401);
  });
});
