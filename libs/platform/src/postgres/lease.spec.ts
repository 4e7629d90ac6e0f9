import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { whileHolding } from './lease.js';
import { testDatabase, until } from '../testing/testing.js';

describe('A lease', () => {
  it('has one holder at a time, and passes on when its holder stops or loses its connection', async () => {
    const connectionString = await testDatabase('lease');
    const connect = () => new Client({ connectionString });
    const stops = [new AbortController(), new AbortController(), new AbortController()];
    const history: number[] = [];
    let holders = 0;
    let most = 0;
    const holding = stops.map(({ signal }, i) =>
      whileHolding(
        'sealer',
        connect,
        async (held) => {
          holders += 1;
          most = Math.max(most, holders);
          history.push(i);
          while (!held.aborted) await sleep(5);
          holders -= 1;
        },
        signal,
      ),
    );
    await until(() => history.length === 1);
    await sleep(600);
    expect(history).toHaveLength(1);
    stops[history[0]!]!.abort();
    await until(() => history.length === 2);
    expect(most).toBe(1);
    const admin = connect();
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()`,
    );
    await admin.end();
    // The database gives it to the next one at once; the one whose connection ended hears of it no later
    // than its work does, which may be some milliseconds after.
    await until(() => history.length === 3 && holders === 1);
    for (const stop of stops) stop.abort();
    await Promise.all(holding);
  });
});

describe('A lease whose holder can no longer be heard', () => {
  it('is another’s within five seconds, and the holder has given up before', async () => {
    const connectionString = await testDatabase('lease');
    const wire = await Wire.to(connectionString);
    const stop = new AbortController();
    const times = { cut: 0, givenUp: 0, takenOver: 0 };
    let held = false;
    const cutOff = whileHolding(
      'publisher',
      () => new Client({ connectionString: wire.url, connectionTimeoutMillis: 1_000 }),
      async (signal) => {
        held = true;
        await until(() => signal.aborted);
        times.givenUp ||= performance.now();
      },
      stop.signal,
    );
    await until(() => held);
    const other = whileHolding(
      'publisher',
      () => new Client({ connectionString }),
      async (signal) => {
        times.takenOver = performance.now();
        await until(() => signal.aborted);
      },
      stop.signal,
    );
    await sleep(1_500);
    expect(times.takenOver).toBe(0);
    times.cut = performance.now();
    wire.swallow();
    await until(() => times.takenOver > 0);
    expect(times.takenOver - times.cut).toBeLessThan(5_000);
    expect(times.givenUp).toBeGreaterThan(times.cut);
    expect(times.givenUp).toBeLessThan(times.takenOver);
    stop.abort();
    await Promise.all([cutOff, other]);
    await wire.close();
  });
});

/** A way to the database that can fall silent without ending any connection. */
class Wire {
  private silent = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<Wire> {
    const { hostname, port } = new URL(target);
    const server = createServer({ allowHalfOpen: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = new URL(target);
    url.port = String((server.address() as AddressInfo).port);
    const wire = new Wire(server, url.href);
    server.on('connection', (near) => {
      const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      wire.join(near, far);
      wire.join(far, near);
    });
    return wire;
  }

  swallow(): void {
    this.silent = true;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(from: Socket, to: Socket): void {
    this.sockets.add(from);
    from.on('data', (bytes) => this.silent || to.write(bytes));
    from.on('end', () => this.silent || to.end());
    from.on('error', () => undefined);
  }
}
