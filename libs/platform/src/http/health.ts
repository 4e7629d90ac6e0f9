import { Controller, Get, HttpException, Inject, Injectable } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';

import { Public } from './auth.js';
import { Problem } from './problem.js';
import { ServiceLog } from './request-log.js';

/** Resolves when the part works. The reason of a rejection is logged, not answered. */
export type HealthCheck = () => Promise<unknown>;

/** Sentences about what an operator must attend to while the service goes on. */
export type HealthWatch = () => readonly string[];

export interface Readiness {
  readonly ready: boolean;
  readonly parts: Readonly<Record<string, 'up' | 'down'>>;
  readonly warnings: readonly string[];
}

const CHECK_TIMEOUT_MS = 3_000;

/** Parts that must work before the service is ready: its database, its subscriptions. */
@Injectable()
export class Health {
  @Inject() private readonly log!: ServiceLog;
  private readonly checks = new Map<string, HealthCheck>();
  private readonly watches: HealthWatch[] = [];

  constructor(
    private readonly service: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  watch(watch: HealthWatch): void {
    this.watches.push(watch);
  }

  async readiness(): Promise<Readiness> {
    const parts = [...this.checks].map(
      ([name, check]) =>
        () =>
          this.indicators
            .check(name)
            .attempt(() => this.ask(name, check))
            .withTimeout(CHECK_TIMEOUT_MS),
    );
    const { status, details } = await this.service.check(parts).catch(resultIn);
    return {
      ready: status === 'ok',
      parts: Object.fromEntries(
        Object.entries(details).map(([name, part]) => [name, part.status === 'up' ? 'up' : 'down']),
      ),
      warnings: this.watches.flatMap((watch) => watch()),
    };
  }

  private async ask(name: string, check: HealthCheck): Promise<void> {
    await check().catch((error: unknown) => {
      this.log.error(error, name, 'health');
      throw error;
    });
  }
}

/** Terminus throws its result when a part is down. */
const resultIn = (thrown: unknown): HealthCheckResult => {
  if (thrown instanceof HttpException) return thrown.getResponse() as HealthCheckResult;
  throw thrown;
};

@Public()
@ApiExcludeController()
@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** The process runs. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can serve. */
  @Get('ready')
  async ready(): Promise<{ status: 'ok' } & Omit<Readiness, 'ready'>> {
    const { ready, parts, warnings } = await this.health.readiness();
    if (ready) return { status: 'ok', parts, warnings };
    const down = Object.keys(parts).filter((name) => parts[name] === 'down');
    throw new Problem(503, 'not-ready', {
      detail: down.length > 0 ? `Not working: ${down.join(', ')}.` : 'Shutting down.',
      headers: { 'Retry-After': '2' },
      extensions: { parts, warnings },
    });
  }
}
