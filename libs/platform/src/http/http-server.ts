import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

/**
 * Longer than proxies keep idle connections (usually 60 s): if the server closes first, the proxy may send
 * a request into a closing connection.
 */
const KEEP_ALIVE_MS = 75_000;
/** Must exceed the keep-alive timeout: Node counts from the end of the request before. */
const HEADERS_MS = 90_000;

/** The HTTP server of every process. */
export const createHttpServer = (listener: RequestListener): Server => {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS };
  return createServer(options, (request, response) => {
    toOriginForm(request);
    listener(request, response);
  });
};

/**
 * Proxies send the absolute form `GET http://host/path`, which every server must accept; it takes
 * precedence over `Host` (RFC 9112, 3.2.2).
 */
const toOriginForm = (request: IncomingMessage): void => {
  const [, authority, target] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(request.url ?? '') ?? [];
  if (authority === undefined || target === undefined) return;
  request.headers.host = authority;
  request.url = target.startsWith('/') ? target : `/${target}`;
};
