import { createHash } from 'node:crypto';

import { Client, DatabaseError, type ClientConfig, type QueryResult } from 'pg';

/** Above the number of a service's statements: generated texts must not fill the server's memory. */
const PREPARED_MAX = 500;

type Run = (query: object | string, ...rest: unknown[]) => Promise<QueryResult>;

/**
 * Prepares each statement with parameters once per connection: planning most of a service's statements
 * takes longer than executing them.
 */
export class PreparingClient extends Client {
  private readonly names = new Map<string, string>();
  private generation = 0;

  constructor(config?: ClientConfig | string) {
    super(config);
    const run = this.query.bind(this) as Run;
    const query: Run = (text, ...rest) => {
      const [values] = rest;
      if (typeof text !== 'string' || rest.length !== 1 || !Array.isArray(values))
        return run(text, ...rest);
      return run({ name: this.nameOf(text), text, values }).catch((error: unknown) => {
        if (!isStalePlan(error)) throw error;
        this.names.clear();
        this.generation += 1;
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
    const name = `${this.generation}-${hash}`;
    this.names.set(text, name);
    return name;
  }
}

/** The columns of a table changed. SQLSTATE 0A000 is shared, so the routine's name is matched. */
const isStalePlan = (error: unknown): boolean =>
  error instanceof DatabaseError && error.routine === 'RevalidateCachedQuery';
