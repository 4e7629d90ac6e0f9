import { startExchangeSettlement } from '@esep/exchange-settlement';
import { startLicensing } from '@esep/licensing';
import { LogDirectory, ROLES, type ServiceContext } from '@esep/platform';
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
  const contexts: TestContext[] = [];
  const clients = new Map<string, TestClient>();
  const operations = new Map<string, readonly Operation[]>();
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    const logs = new LogDirectory();
    for (const name of SERVICE_NAMES) {
      const context = await testContext(name, { logs });
      contexts.unshift(context);
      const client = await context.serve(await START[name]!(context.context));
      clients.set(name, client);
      const principal = { subject: 'all', organisation: 'aifc', roles: ROLES };
      tokens.set(name, await context.token(principal));
      const answer = await client.call(`${name}/v1/openapi.json`);
      const { paths } = (await answer.json()) as {
        paths: Record<string, Record<string, { parameters?: readonly Parameter[] }>>;
      };
      operations.set(
        name,
        Object.entries(paths).flatMap(([path, item]) =>
          Object.entries(item).map(([method, { parameters = [] }]) => {
            return { method: method.toUpperCase(), path, parameters };
          }),
        ),
      );
    }
  }, 120_000);
  afterAll(async () => {
    for (const context of contexts) await context.close();
  }, 60_000);

  const call = async (service: string, method: string, path: string, body?: object) => {
    const { url } = clients.get(service) as TestClient;
    const address = url + path.replaceAll(/\{[^}]+\}/g, ID);
    const authorization = `Bearer ${tokens.get(service)}`;
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
});
