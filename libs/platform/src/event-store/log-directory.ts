import type { LogReader } from './event-store.js';

/**
 * Readers of the logs by name: the stores themselves in the embedded host, readers over HTTP in a
 * process of its own. `find` waits for a log that is not added yet: services start in any order.
 */
export class LogDirectory {
  private readonly readers = new Map<string, LogReader>();
  private readonly waiting = new Map<string, ((reader: LogReader) => void)[]>();

  add(reader: LogReader): void {
    this.readers.set(reader.log, reader);
    for (const resolve of this.waiting.get(reader.log) ?? []) resolve(reader);
    this.waiting.delete(reader.log);
  }

  find(log: string): Promise<LogReader> {
    const known = this.readers.get(log);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      this.waiting.set(log, [...(this.waiting.get(log) ?? []), resolve]);
    });
  }
}

/** Identity of a service's log in a deployment; also the origin of its checkpoints. */
export const logOf = (service: string, deployment: string): string =>
  `esep/${service}/${deployment}`;
