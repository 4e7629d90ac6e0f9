import { Controller, Get, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { Public } from './auth.js';
import { serving } from '../runtime/loop-monitor.js';

interface MetricOptions<Label extends string> {
  /** Snake case with its unit last, e.g. `esep_ledger_append_seconds`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/**
 * The metrics of one service for Prometheus, in a registry of its own, because several services may share
 * a process. No label names a licensee: metrics are read without a token.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    this.requests = this.histogram({
      name: 'http_request_duration_seconds',
      help: 'How long requests took, by route.',
      labels: ['method', 'route', 'status'],
    });
  }

  counter<Label extends string>(options: MetricOptions<Label>): Counter<Label> {
    return new Counter(this.settingsOf(options));
  }

  /** `collect` is called at each scrape. */
  gauge<Label extends string>(
    options: MetricOptions<Label> & { readonly collect?: () => Promise<number> | number },
  ): Gauge<Label> {
    const { collect } = options;
    return new Gauge({
      ...this.settingsOf(options),
      ...(collect === undefined
        ? {}
        : {
            async collect(): Promise<void> {
              this.set(await collect());
            },
          }),
    });
  }

  histogram<Label extends string>(
    options: MetricOptions<Label> & { readonly buckets?: readonly number[] },
  ): Histogram<Label> {
    const { buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] } = options;
    return new Histogram({ ...this.settingsOf(options), buckets: [...buckets] });
  }

  /** Memory, CPU and event loop of the process. Call it once per process. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  /** Labels each request with its route's pattern: ids as labels would make endless series. */
  readonly measure: RequestHandler = (
    request: Request,
    response: Response,
    next: NextFunction,
  ): void => {
    const stop = this.requests.startTimer({ method: request.method });
    const served = serving(`${request.method} ${request.path}`);
    response.once('close', () => {
      served();
      const route = (request.route as { path?: string } | undefined)?.path ?? 'none';
      stop({ route, status: String(response.statusCode) });
    });
    next();
  };

  private settingsOf<Label extends string>({ name, help, labels = [] }: MetricOptions<Label>) {
    return { name, help, labelNames: [...labels], registers: [this.registry] };
  }
}

@Public()
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async read(@Res() response: Response): Promise<void> {
    const text = await this.metrics.registry.metrics();
    response.type(this.metrics.registry.contentType).send(text);
  }
}
