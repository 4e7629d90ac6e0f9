import type { RequestListener, Server, ServerResponse } from 'node:http';

import { createHttpServer, cutStreams, isKnownHost, LOOPBACK_NAMES } from '@esep/platform';

import { HostProblem } from './data-directory.js';
import { SERVICE_NAMES } from './service-databases.js';

// One address for all services: what comes is handed on by the first segment of its path.

export interface FrontDoor {
  readonly server: Server;
  readonly port: number;
  readonly routes: Map<string, RequestListener>;
}

/** The route of whatever no other one names. */
export const OTHERWISE = '*';

/**
 * Listens before anything else is started, so that a taken port is told at once. Answers whoever asks
 * for this machine by a name of its own, or by one of the others that are given.
 */
export const listen = async (port: number, others: readonly string[] = []): Promise<FrontDoor> => {
  const names = namesOf(others);
  const routes = new Map<string, RequestListener>();
  const server = createHttpServer((request, response) => {
    if (!isKnownHost(names, request, response)) return;
    const url = request.url ?? '/';
    const [, first = '', rest = ''] = /^\/([^/?]*)(.*)$/.exec(url) ?? [];
    const route = routes.get(first) ?? routes.get(OTHERWISE);
    if (!route) return sendProblem(response, routes.has('health'));
    // A service of its own has these at its root; here they follow its name.
    if (/^\/(health|metrics)\b/.test(rest)) request.url = rest;
    route(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as { port: number };
  return { server, port: address.port, routes };
};

export const namesOf = (others: readonly string[] = []): readonly string[] => [
  ...LOOPBACK_NAMES,
  ...others.map((name) => name.toLowerCase()),
];

const portProblem = (error: NodeJS.ErrnoException, port: number): Error =>
  error.code === 'EADDRINUSE'
    ? new HostProblem(
        `Port ${port} is taken by another process. Stop that one, or choose another: npm start -- --port ${port + 1}`,
      )
    : error;

/** Nothing is at an address, or nothing is there yet. */
export const sendProblem = (response: ServerResponse, ready: boolean): void => {
  const status = ready ? 404 : 503;
  const fact = ready ? 'route-unknown' : 'starting';
  const detail = ready
    ? `Nothing is at this address. Try ${SERVICE_NAMES.map((name) => `/${name}/docs`).join(', ')}.`
    : 'The services are starting. Try again in a few seconds.';
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    ...(ready ? {} : { 'retry-after': '2' }),
  });
  const title = ready ? 'Route unknown' : 'Starting';
  response.end(JSON.stringify({ type: `urn:esep:problem:${fact}`, title, status, detail }));
};

/** How long requests under way may still take. */
const GRACE_MS = 5_000;

export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    if (!server.listening) return resolve();
    const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(grace);
      resolve();
    });
    server.closeIdleConnections();
    cutStreams(server);
  });
