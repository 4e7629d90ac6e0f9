import { existsSync } from 'node:fs';
import { join } from 'node:path';

import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';

import { sendProblem } from './front-door.js';

// The console: files that tools/console.mjs made. Their names in `assets` change with what is in them.

const CONSOLE = join(import.meta.dirname, '../../console/dist');

/** Files of ours, and nothing else: no script or style in a page, nothing of others. */
const POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'font-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** Serves the console, at whatever address a browser opens a page of it. */
export const consoleOf = (directory = CONSOLE): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: POLICY },
      // As the services do it: without TLS, browsers refuse or ignore these.
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
    }),
  );
  app.use((request, response, next) =>
    ['GET', 'HEAD'].includes(request.method) ? next() : sendProblem(response, true),
  );
  app.use('/assets', compressed(join(directory, 'assets')));
  app.use(
    '/assets',
    express.static(join(directory, 'assets'), { immutable: true, maxAge: '1y', index: false }),
    (_, response) => sendProblem(response, true),
  );
  app.use(express.static(directory, { index: false }));
  app.get('/{*path}', (request, response) => {
    // Programs that mistype an address are told so, and get no page.
    if (request.accepts(['json', 'html']) !== 'html') return sendProblem(response, true);
    response.sendFile('index.html', { root: directory, headers: { 'cache-control': 'no-cache' } });
  });
  return app;
};

/** Sends what was compressed when the console was made, to whoever takes it. */
const compressed =
  (assets: string) => (request: Request, response: Response, next: NextFunction) => {
    if (!/^\/[\w.-]+\.(js|css)$/.test(request.path)) return next();
    response.vary('accept-encoding');
    if (!request.acceptsEncodings('br') || !existsSync(join(assets, `${request.path}.br`)))
      return next();
    response.type(request.path.endsWith('.js') ? 'text/javascript' : 'text/css');
    response.setHeader('content-encoding', 'br');
    request.url = `${request.url}.br`;
    next();
  };
