import { createHash } from 'node:crypto';

/**
 * The lines of a chunk of machines, by the digest that its event has. Licensing keeps them; whoever gives
 * them need not be trusted, because the digest is checked.
 */
export abstract class MachineLines {
  protected abstract fetch(sha256: string): Promise<string>;

  /** Rejects while they cannot be had, and when other bytes come than those that were hashed. */
  async of(sha256: string): Promise<string> {
    const lines = await this.fetch(sha256);
    const found = createHash('sha256').update(lines).digest('hex');
    if (found === sha256) return lines;
    throw new Error(`The lines of the chunk ${sha256} came as ${found}: they are other ones.`);
  }
}

export interface RemoteMachineLinesOptions {
  /** Base URL of licensing, e.g. `http://licensing:7080`. */
  readonly url: string;
  /** Gets an access token of the role `service`. */
  readonly token: () => Promise<string>;
  readonly timeoutMs?: number;
}

/** From licensing, over HTTP. */
export class RemoteMachineLines extends MachineLines {
  constructor(private readonly options: RemoteMachineLinesOptions) {
    super();
  }

  protected async fetch(sha256: string): Promise<string> {
    const { url, token, timeoutMs = 10_000 } = this.options;
    const response = await fetch(`${url}/licensing/v1/machine-chunks/${sha256}`, {
      headers: { authorization: `Bearer ${await token()}` },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.ok) return response.text();
    throw new Error(`Licensing at ${url} answers ${response.status} about the chunk ${sha256}.`);
  }
}
