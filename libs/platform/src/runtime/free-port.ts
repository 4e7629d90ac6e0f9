import { createServer } from 'node:net';

// Where a port is to be known before its server runs, the system does not choose it: what it chooses
// is free again until the server takes it, and may be given to others meanwhile.

/** Below those that systems give out by themselves, which begin at 32768 or higher. */
const FIRST = 20_000;
const COUNT = 12_000;
/** So far from each other two processes begin that were started one after the other: each is given dozens. */
const APART = 613;

let given = process.pid * APART;

/** A port of 127.0.0.1 at which nobody listens, and that nobody is given soon again. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST + (given % COUNT);
    given += 1;
    if (await isFree(port)) return port;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
