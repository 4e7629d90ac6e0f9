import { createHash } from 'node:crypto';

import { Client, DatabaseError, type ClientConfig, type QueryResult } from 'pg';

/** More than a service has; text that is made anew each time is not prepared for ever. */
const PREPARED_MAX = 500;

type Run = (query: object | string, ...rest: unknown[]) => Promise<QueryResult>;

/**
 * Has each statement with parameters planned once for a connection, not each time: to plan most of
 * what a service asks takes longer than to answer it.
 */
export class PreparingClient extends Client {
  private readonly names = new Map<string, string>();
  private round = 0;

  constructor(config?: ClientConfig | string) {
    super(config);
    const run = this.query.bind(this) as Run;
    const query: Run = (text, ...rest) => {
      const [values] = rest;
      if (typeof text !== 'string' || rest.length !== 1 || !Array.isArray(values))
        return run(text, ...rest);
      return run({ name: this.nameOf(text), text, values }).catch((error: unknown) => {
        if (!isStale(error)) throw error;
        this.names.clear();
        this.round += 1;
        if (this.getTransactionStatus() !== 'I') throw error;
        return run({ name: this.nameOf(text), text, values });
      });
    };
    this.query = query as typeof this.query;
  }

  private nameOf(text: string): string | undefined {
    const known = this.names.get(text);
    if (known !== undefined || this.names.size >= PREPARED_MAX) return known;
    const hash = createHash('sha256').update(text).digest('base64url');
    const name = `${this.round}-${hash}`;
    this.names.set(text, name);
    return name;
  }
}

/** A table has other columns than when the statement was planned: there is no code for it alone. */
const isStale = (error: unknown): boolean =>
  error instanceof DatabaseError && error.routine === 'RevalidateCachedQuery';
