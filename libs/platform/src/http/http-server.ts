import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

/**
 * Longer than proxies keep idle connections (60 s as a rule): who closes first must be the one that
 * sends, or it sends into a connection that is being closed.
 */
const KEEP_ALIVE_MS = 75_000;
/** For the headers of one request; on a kept connection the wait before it counts as well. */
const HEADERS_MS = 90_000;

/** A server as every process of ours listens by. */
export const createHttpServer = (listener: RequestListener): Server => {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS };
  return createServer(options, (request, response) => {
    toOriginForm(request);
    listener(request, response);
  });
};

/**
 * `GET http://host/path` asks for `/path` of that host, whatever `Host` says (RFC 9112, 3.2.2). Any
 * server has to take it, and proxies send it.
 */
const toOriginForm = (request: IncomingMessage): void => {
  const [, authority, target] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(request.url ?? '') ?? [];
  if (authority === undefined || target === undefined) return;
  request.headers.host = authority;
  request.url = target.startsWith('/') ? target : `/${target}`;
};
