import type { BeforeApplicationShutdown } from '@nestjs/common';

import type { Projections } from '../projections/projections.js';
import type { Clock } from '../runtime/clock.js';
import { SweepTimer, type SweepTimerOptions } from './sweep-timer.js';

export interface AutomationsOptions {
  readonly databaseUrl: string;
  readonly clock: Clock & { onMoved?: (listener: () => void) => unknown };
  readonly projections: Pick<Projections, 'onSwitched'>;
  readonly onTrouble: (message: string, error: unknown) => void;
}

/** Everything that a service does by itself. */
export class Automations implements BeforeApplicationShutdown {
  private readonly timers: SweepTimer[] = [];

  constructor(private readonly options: AutomationsOptions) {}

  /**
   * An automation that is woken every minute, when a development clock is moved past deadlines, and
   * when other tables are read. Have the consumers wake it that write what is due, and start it after
   * them.
   */
  add(name: string, sweep: SweepTimerOptions['sweep']): SweepTimer {
    const { databaseUrl, clock, projections } = this.options;
    const onTrouble = (error: unknown) => this.options.onTrouble(`${name} failed`, error);
    const timer = new SweepTimer({ name, databaseUrl, sweep, onTrouble });
    const wake = () => void timer.wake();
    clock.onMoved?.(wake);
    projections.onSwitched(wake);
    this.timers.push(timer);
    return timer;
  }

  /** Before the database closes under a sweep that still runs. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.timers.map((timer) => timer.stop()));
  }
}
