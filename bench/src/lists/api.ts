import type { Role } from '@esep/platform';

// The public API as one caller of many roles uses it.

/** Whom a call is by: a role in an organisation. */
export type Caller = readonly [role: Role, organisation: string];

export interface Answer {
  readonly body: string;
  readonly bytes: number;
}

export class Api {
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(private readonly url: string) {}

  /** Throws what the service says about a call that it refuses. */
  async call(path: string, by?: Caller, body?: object): Promise<Answer> {
    const answer = await fetch(this.url + path, {
      method: body ? 'POST' : 'GET',
      headers: {
        ...(by && { authorization: `Bearer ${await this.tokenOf(by)}` }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text.slice(0, 500)}`);
    return { body: text, bytes: Buffer.byteLength(text) };
  }

  async get<Body>(path: string, by?: Caller): Promise<Body> {
    return JSON.parse((await this.call(path, by)).body) as Body;
  }

  async post<Body>(path: string, by: Caller, body: object): Promise<Body> {
    return JSON.parse((await this.call(path, by, body)).body) as Body;
  }

  /** Fetched before it is needed, so that no call that is timed waits for it. */
  tokenOf([role, organisation]: Caller): Promise<string> {
    const key = `${role} ${organisation}`;
    const known = this.tokens.get(key) ?? this.fetchToken(role, organisation);
    this.tokens.set(key, known);
    return known;
  }

  private async fetchToken(role: Role, organisation: string): Promise<string> {
    const query = new URLSearchParams({ role, organisation });
    const answer = await fetch(`${this.url}/dev/v1/tokens?${query}`);
    const { items } = (await answer.json()) as { items: { token: string }[] };
    return items[0]?.token ?? '';
  }
}
