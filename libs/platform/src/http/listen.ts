import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { INestApplication } from '@nestjs/common';

import type { ServiceConfig } from '../runtime/config.js';
import { handlerOf } from './create-service.js';
import { createHttpServer, cutStreams } from './http-server.js';
import { Metrics } from './metrics.js';
import { Problem, sendProblem } from './problem.js';

export interface Listening {
  readonly app: INestApplication;
  readonly url: string;
  /** Refuses new requests, finishes those in flight, then stops the application. */
  close(): Promise<void>;
}

/** For requests in flight when the service stops. */
const GRACE_MS = 10_000;

/** Answers until the application has started: live, but not ready. */
export const startingHandler: RequestListener = (request, response) => {
  if (request.url === '/health/live') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"status":"ok"}');
    return;
  }
  const detail = 'The service is starting. Send the same request again.';
  sendProblem(response, new Problem(503, 'starting', { detail, headers: { 'Retry-After': '1' } }));
};

/**
 * Runs a service in a process of its own: listens at once, answers 503 until `start` has resolved, and
 * shuts down in order on SIGTERM and SIGINT.
 */
export const listen = async (
  { ESEP_HOST: host, ESEP_PORT: port }: ServiceConfig,
  start: () => Promise<INestApplication>,
): Promise<Listening> => {
  let handler = startingHandler;
  const server = createHttpServer((request, response) => handler(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const stopListening = async (): Promise<void> => {
    const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    // A connection that becomes idle after `server.close` would stay open until its timeout.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    const closed = new Promise((resolve) => server.close(resolve));
    cutStreams(server);
    await closed;
    clearTimeout(grace);
    clearInterval(sweep);
  };

  const app = await start().catch(async (error: unknown) => {
    await stopListening();
    throw error;
  });
  // The process runs only this service, so its memory and CPU are the service's.
  app.get(Metrics).collectProcess();
  handler = handlerOf(app);

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= stopListening().then(() => app.close()));
  const onSignal = (): void => void close();
  process.once('SIGTERM', onSignal).once('SIGINT', onSignal);
  const { address, port: taken, family } = server.address() as AddressInfo;
  const name = family === 'IPv6' ? `[${address}]` : address;
  return { app, url: `http://${name}:${taken}`, close };
};
