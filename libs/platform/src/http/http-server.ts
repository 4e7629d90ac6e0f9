import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';

/**
 * Longer than proxies keep idle connections (usually 60 s): if the server closes first, the proxy may send
 * a request into a closing connection.
 */
const KEEP_ALIVE_MS = 75_000;
/** Must exceed the keep-alive timeout: Node counts from the end of the request before. */
const HEADERS_MS = 90_000;

const underWay = new WeakMap<Server, Set<ServerResponse>>();

/** The HTTP server of every process. */
export const createHttpServer = (listener: RequestListener): Server => {
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS };
  const open = new Set<ServerResponse>();
  const server = createServer(options, (request, response) => {
    open.add(response);
    response.once('close', () => open.delete(response));
    toOriginForm(request);
    listener(request, response);
  });
  underWay.set(server, open);
  return server;
};

/** Cuts answers that have no end: a server that closes would wait for them. Their readers come back. */
export const cutStreams = (server: Server): void => {
  for (const response of underWay.get(server) ?? [])
    if (response.getHeader('content-type') === 'text/event-stream') response.destroy();
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
