import type { RequestListener } from 'node:http';
import { join } from 'node:path';

import { freePort } from '@esep/platform/embedded-postgres';

import { forwardTo } from './forward.js';
import { ServiceProcess } from './service-process.js';

/** Beside its packages, of which DuckDB brings a library of the machine: it is in no bundle. */
const MAIN = join(import.meta.dirname, '../../../services/pool-reporting/telemetry/dist/main.js');

const PATH = /^\/pool-reporting\/v1\/telemetry(?:[/?]|$)/;

export interface TelemetryProcessOptions {
  /** Where the host has its data. */
  readonly directory: string;
  /** What it is told of the database of pool-reporting, of other services, and of who asks. */
  readonly env: () => NodeJS.ProcessEnv;
  /** Called before it is started. */
  readonly prepare: () => Promise<void>;
  readonly onLine: (line: string) => void;
}

/**
 * Where pools stream, in a process of its own: readings never wait in the loop of the services, nor these
 * behind readings. It is started when it is asked for first.
 */
export class TelemetryProcess {
  private starting: Promise<ServiceProcess> | undefined;

  constructor(private readonly options: TelemetryProcessOptions) {}

  /** The process, if it was asked for. */
  async running(): Promise<readonly ServiceProcess[]> {
    const service = await this.starting?.catch(() => undefined);
    return service ? [service] : [];
  }

  /** A handler of pool-reporting that hands on to it what is its. */
  before(otherwise: RequestListener): RequestListener {
    return (request, response) => {
      if (!PATH.test(request.url ?? '')) return otherwise(request, response);
      this.starting ??= this.start();
      // Until it is ready the body waits with its sender.
      void this.starting.then(
        (service) => forwardTo('telemetry', [service])(request, response),
        () => forwardTo('telemetry', [])(request, response),
      );
    };
  }

  async stop(): Promise<void> {
    for (const service of await this.running()) await service.stop();
  }

  private async start(): Promise<ServiceProcess> {
    const { directory, env, prepare, onLine } = this.options;
    await prepare();
    const port = await freePort();
    const own = {
      ...env(),
      ESEP_PORT: String(port),
      ESEP_TELEMETRY_DIRECTORY: join(directory, 'telemetry'),
    };
    const service = new ServiceProcess(`http://127.0.0.1:${port}`, MAIN, own, onLine);
    service.start();
    try {
      await service.ready();
    } catch (error) {
      this.starting = undefined;
      await service.stop();
      throw error;
    }
    return service;
  }
}
