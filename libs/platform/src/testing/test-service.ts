import type { AddressInfo } from 'node:net';

import type { INestApplication } from '@nestjs/common';

import type { Instant } from '@esep/kernel';

import { DevelopmentClock } from '../runtime/clock.js';
import { ServiceConfig } from '../runtime/config.js';
import { createService, handlerOf, type ServiceOptions } from '../http/create-service.js';
import { DevelopmentIssuer } from '../http/development-issuer.js';
import { createHttpServer } from '../http/http-server.js';
import type { Role } from '../http/request-context.js';

/** A service under test: listening on a free port of this machine, with tokens for whoever asks. */
export interface TestService {
  readonly app: INestApplication;
  readonly url: string;
  readonly clock: DevelopmentClock;
  readonly issuer: DevelopmentIssuer;
  /** A token that speaks for an organisation in a role. */
  tokenOf(role: Role, organisation?: string): Promise<string>;
  /** Calls the service; `token` and a JSON `body` are put where they belong. */
  call(
    path: string,
    request?: { method?: string; token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  close(): Promise<void>;
}

export const TEST_NOW: Instant = '2026-03-05T07:00:00.000Z';

export const startTestService = async (
  options: Partial<ServiceOptions> & Pick<ServiceOptions, 'name' | 'module'>,
): Promise<TestService> => {
  const config = options.config ?? new ServiceConfig();
  config.ESEP_ISSUER ??= 'https://issuer.test';
  if (options.config === undefined) config.ESEP_LOG_LEVEL = 'silent';
  const clock = await DevelopmentClock.start({ startAt: TEST_NOW });
  const issuer = await DevelopmentIssuer.start({
    clock,
    issuer: config.ESEP_ISSUER,
    audience: config.ESEP_AUDIENCE,
  });
  const app = await createService({ clock, keys: issuer.jwks(), ...options, config });
  const server = createHttpServer(handlerOf(app));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    app,
    url,
    clock,
    issuer,
    tokenOf: (role, organisation = 'aifc') =>
      issuer.token({ subject: `${role}-${organisation}`, organisation, roles: [role] }),
    call: (path, { method, token, body, headers } = {}) =>
      fetch(`${url}/${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined
          ? {}
          : {
              body:
                body instanceof Uint8Array || typeof body === 'string'
                  ? body
                  : JSON.stringify(body),
            }),
      }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.close();
    },
  };
};
