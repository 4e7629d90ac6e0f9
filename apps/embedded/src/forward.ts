import { request as ask, type RequestListener } from 'node:http';

/** Hands a request on to a process of a service, each in its turn, and its answer back. */
export const forwardTo = (
  service: string,
  processes: readonly { readonly url: string }[],
): RequestListener => {
  let turn = 0;
  return (request, response) => {
    const { method = 'GET', headers } = request;
    turn += 1;
    const url = processes[turn % processes.length]?.url ?? '';
    const forwarded = ask(url + (request.url ?? '/'), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '1' });
      const detail = `${service} does not answer. Send the same request again.`;
      const type = 'urn:esep:problem:service-unavailable';
      response.end(JSON.stringify({ type, title: 'Service unavailable', status: 503, detail }));
    });
    response.on('close', () => forwarded.destroy());
    request.pipe(forwarded);
  };
};
