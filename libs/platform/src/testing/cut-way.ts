import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server on this machine that can be cut, and opened again at the same address. */
export class CutWay {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async to(port: string): Promise<CutWay> {
    const server = createServer((near) => {
      const far = connect(Number(port), '127.0.0.1');
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        way.sockets.add(socket);
        socket.on('error', () => other.destroy());
        socket.on('close', () => way.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const way = new CutWay(server, (server.address() as AddressInfo).port);
    return way;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Nobody gets through any more. */
  cut(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  async mend(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }
}
