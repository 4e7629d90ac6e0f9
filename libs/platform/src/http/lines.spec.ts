import { createServer, request as sendTo, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

import { linesOf, type Line } from './lines.js';
import { Problem } from './problem.js';

// A body that is read line by line, over real connections.

const BOUNDS = { bytesMax: 1_000, lineBytesMax: 20 };

const textOf = ({ line, bytes }: Line) => `${line}:${bytes?.toString() ?? 'too long'}`;

/** What a server reads of a body that arrives in these parts. */
const read = async (
  parts: readonly string[],
  { headers = {}, breaksOff = false } = {},
): Promise<readonly string[]> => {
  const lines: string[] = [];
  const done = Promise.withResolvers<void>();
  const server = createServer((request: IncomingMessage, response) => {
    const reading = async (): Promise<void> => {
      for await (const some of linesOf(request, BOUNDS)) lines.push(...some.map(textOf));
    };
    reading()
      .catch((problem: unknown) => {
        if (!(problem instanceof Problem)) throw problem;
        lines.push(`${problem.status} ${problem.fact}`);
      })
      .then(() => void response.end())
      .then(done.resolve, done.reject);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sent = sendTo({ port, host: '127.0.0.1', method: 'POST', headers });
  sent.on('error', () => undefined);
  sent.on('response', (response) => response.resume());
  for (const part of parts) await new Promise((sentOn) => sent.write(part, sentOn));
  if (breaksOff) sent.destroy();
  else sent.end();
  await done.promise;
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  return lines;
};

describe('A body in lines', () => {
  it('is cut at line feeds, whatever the parts it arrives in', async () => {
    expect(await read(['one\ntw', 'o\nth', 'ree'])).toEqual(['1:one', '2:two', '3:three']);
  });

  it('counts blank lines, and knows the line ends of Windows', async () => {
    expect(await read(['one\r\n\r\n\nfour\r\n'])).toEqual(['1:one', '4:four']);
  });

  it('says which line is too long, and goes on after it', async () => {
    const long = 'x'.repeat(15);
    expect(await read([`one\n${long}`, `${long}\nthree\n`])).toEqual([
      '1:one',
      '2:too long',
      '3:three',
    ]);
  });

  it('gives what stood before its bound, then says 413', async () => {
    const lines = await read(['one\n', 'x'.repeat(999)]);
    expect(lines).toEqual(['1:one', '413 body-too-large']);
  });

  it('gives what stood before it broke off, then says 400', async () => {
    const lines = await read(['one\ntwo'], { breaksOff: true });
    expect(lines).toEqual(['1:one', '400 body-malformed']);
  });

  it('is not read compressed', async () => {
    const headers = { 'content-encoding': 'gzip' };
    expect(await read(['x'], { headers })).toEqual(['415 content-encoding-unsupported']);
  });
});
