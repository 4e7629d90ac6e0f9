import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut, once and for all. */
export class CutWay {
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
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
    const { port: own } = server.address() as AddressInfo;
    const way = new CutWay(server, `http://127.0.0.1:${own}`);
    return way;
  }

  /** Nobody gets through any more. */
  cut(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }
}
