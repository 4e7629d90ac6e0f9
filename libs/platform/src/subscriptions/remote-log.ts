import { Agent, request as askPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as SecureAgent, request as askSecure } from 'node:https';
import { text } from 'node:stream/consumers';

import { ANSWER_ITEMS_MAX, type Instant } from '@esep/kernel';
import { envelopeOf } from '@esep/ledger-format';

import {
  StoreUnavailable,
  type LogHead,
  type LogReader,
  type StoredEvent,
} from '../event-store/event-store.js';

export interface RemoteLogOptions {
  readonly log: string;
  /** Base URL of its service, e.g. `http://licensing:7080`. */
  readonly url: string;
  /** Gets an access token of the role `service`; called again when one is refused, because they expire. */
  readonly token: () => Promise<string>;
  readonly timeoutMs?: number;
}

/** What `GET /<service>/v1/events` answers. */
export interface EventsAnswer {
  readonly log: string;
  readonly head: LogHead;
  readonly events: readonly { readonly position: number; readonly bytes: string }[];
}

/** The log of a service in another process, read over HTTP. Fills the holes that Kafka leaves. */
export class RemoteLog implements LogReader {
  readonly log: string;
  private token: Promise<string> | undefined;

  constructor(private readonly options: RemoteLogOptions) {
    this.log = options.log;
  }

  async read(from: number, limit: number): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    while (events.length < limit) {
      const page = await this.requestEvents(
        from + events.length,
        Math.min(limit - events.length, ANSWER_ITEMS_MAX),
      );
      events.push(...page.events.map((event) => ({ ...event, envelope: envelopeOf(event.bytes) })));
      if (page.events.length === 0) break;
    }
    return events;
  }

  async watermark(past?: Instant): Promise<LogHead> {
    return (await this.requestEvents(0, 0, past)).head;
  }

  /** Never calls back: Kafka notifies of appends in other processes. */
  onAppended(): () => void {
    return () => undefined;
  }

  private async requestEvents(from: number, limit: number, past?: Instant): Promise<EventsAnswer> {
    const { log, url } = this.options;
    const query = new URLSearchParams({ from: String(from), limit: String(limit) });
    if (past !== undefined) query.set('past', past);
    let response = await this.get(query);
    if (response.status === 401) {
      this.token = undefined;
      response = await this.get(query);
    }
    if (response.status !== 200)
      throw new StoreUnavailable(`${log} cannot be read at ${url}: it answers ${response.status}.`);
    const answer = JSON.parse(response.body) as EventsAnswer;
    if (answer.log !== log)
      throw new Error(`${url} holds the log ${answer.log}, not ${log}. Correct ESEP_LOGS.`);
    return answer;
  }

  private async get(query: URLSearchParams): Promise<Answer> {
    const { log, url, token, timeoutMs = 10_000 } = this.options;
    const service = log.split('/')[1];
    const authorization = `Bearer ${await this.cachedToken(token)}`;
    return get(`${url}/${service}/v1/events?${query}`, {
      headers: { authorization },
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new StoreUnavailable(`${log} cannot be read at ${url}.`, { cause: error });
    });
  }

  private cachedToken(token: () => Promise<string>): Promise<string> {
    this.token ??= token().catch((error: unknown) => {
      this.token = undefined;
      throw error;
    });
    return this.token;
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** `fetch` takes three times as long, and watermarks are requested many times a second. */
const get = async (url: string, options: RequestOptions): Promise<Answer> => {
  const [ask, agent] = url.startsWith('https:') ? [askSecure, SECURE] : [askPlain, PLAIN];
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    ask(url, { agent, ...options }, resolve)
      .once('error', reject)
      .end();
  });
  return { status: response.statusCode ?? 0, body: await text(response) };
};

// Shorter than the server's own timeout (http-server.ts): a request on a connection that the server is
// closing would be lost.
const KEEP_ALIVE = { keepAlive: true, timeout: 30_000 };
const PLAIN = new Agent(KEEP_ALIVE);
const SECURE = new SecureAgent(KEEP_ALIVE);
