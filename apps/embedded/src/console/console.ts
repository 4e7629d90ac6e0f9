import { existsSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { basename, join } from 'node:path';

import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';

// The console: files that tools/console.mjs made. Their names in `assets` change with what is in them.
// Both hosts have it in their own process; a regime has it in a process of its own (main.ts). So nothing
// is imported here but what serves files: that process has no package of the services.

/** Files of ours, and nothing else: no script or style in a page, nothing of others. */
const POLICY = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'font-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'worker-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
};

/** Where its build writes it. */
export const CONSOLE_FILES = join(import.meta.dirname, '../../../console/dist');

export interface ConsoleOptions {
  /** Where its files are. */
  readonly directory: string;
  /** Origins that pages may ask beside their own: those of the identity provider. */
  readonly asks?: readonly string[];
}

/** Serves the console, at whatever address a browser opens a page of it. */
export const consoleOf = ({ directory, asks = [] }: ConsoleOptions): Express => {
  const app = express();
  const assets = join(directory, 'assets');
  app.disable('x-powered-by');
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: { ...POLICY, 'connect-src': ["'self'", ...asks] },
      },
      // As the services do it: without TLS, browsers refuse or ignore these.
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
    }),
  );
  app.use((request, response, next) =>
    ['GET', 'HEAD'].includes(request.method) ? next() : refuseMethod(request, response),
  );
  app.use('/assets', compressed(assets));
  app.use(
    '/assets',
    express.static(assets, { immutable: true, maxAge: '1y', index: false }),
    (_, response) => refuseAddress(response),
  );
  app.use(express.static(directory, { index: false, setHeaders: toBeAskedAgain }));
  app.get('/{*path}', (request, response) => {
    // Programs that mistype an address are told so, and get no page.
    if (request.accepts(['json', 'html']) !== 'html') return refuseAddress(response);
    response.sendFile('index.html', { root: directory, headers: NOT_KEPT });
  });
  return app;
};

/** It names the files of one release: whoever kept it would ask for files that are gone. */
const NOT_KEPT = { 'cache-control': 'no-store' };

const toBeAskedAgain = (response: ServerResponse, file: string): void => {
  const isPage = basename(file) === 'index.html';
  response.setHeader('cache-control', isPage ? NOT_KEPT['cache-control'] : 'no-cache');
};

/** In the order in which they are preferred, with the ending of their files. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;
type Encoding = keyof typeof ENCODINGS;

/** Sends what was compressed when the console was made, to whoever takes it. */
const compressed =
  (assets: string) => (request: Request, response: Response, next: NextFunction) => {
    if (!/^\/[\w.-]+\.(js|css)$/.test(request.path)) return next();
    response.vary('accept-encoding');
    const encoding = (Object.keys(ENCODINGS) as Encoding[]).find(
      (name) =>
        request.acceptsEncodings(name) &&
        existsSync(join(assets, `${request.path}${ENCODINGS[name]}`)),
    );
    if (encoding === undefined) return next();
    response.type(request.path.endsWith('.js') ? 'text/javascript' : 'text/css');
    response.setHeader('content-encoding', encoding);
    request.url = `${request.path}${ENCODINGS[encoding]}`;
    next();
  };

const refuseAddress = (response: Response): void =>
  refuse(response, 404, 'route-unknown', 'Nothing is at this address.');

const refuseMethod = ({ method }: Request, response: Response): void => {
  response.setHeader('allow', 'GET, HEAD');
  const detail = `There is no ${method} at this address. It has GET, HEAD.`;
  refuse(response, 405, 'method-not-allowed', detail);
};

const TITLES = { 'route-unknown': 'Route unknown', 'method-not-allowed': 'Method not allowed' };

const refuse = (
  response: Response,
  status: number,
  fact: keyof typeof TITLES,
  detail: string,
): void => {
  const problem = { type: `urn:esep:problem:${fact}`, title: TITLES[fact], status, detail };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
};
