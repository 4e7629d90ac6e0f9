import { createServer } from 'node:net';

// For servers whose port must be known before they start. A port that the system chose is free again
// until the server binds it, and may be given to another process meanwhile.

/** Below the ephemeral range, which begins at 32768 or higher. */
const FIRST_PORT = 20_000;
const PORT_COUNT = 12_000;
/** Distance of the first ports of two processes with successive ids; each needs dozens. */
const PORTS_BETWEEN_PROCESSES = 613;

let given = process.pid * PORTS_BETWEEN_PROCESSES;

/** A free port of 127.0.0.1, which is not returned again soon. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST_PORT + (given % PORT_COUNT);
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
