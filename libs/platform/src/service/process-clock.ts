import { readFile } from 'node:fs/promises';

import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';

import { Public, Roles } from '../http/auth.js';
import { IsInstant } from '../http/fields.js';
import { Clock, DevelopmentClock, SystemClock } from '../runtime/clock.js';
import type { DirectProcessConfig } from './process-config.js';

/** The system's clock, or in a demonstration one that it moves. */
export const clockOf = async ({
  ESEP_DEVELOPMENT_CLOCK_FILE: file,
  ESEP_CLOCK_AHEAD_SECONDS: aheadSeconds,
}: DirectProcessConfig): Promise<Clock> => {
  if (file === undefined) return new SystemClock();
  const text = await readFile(file, 'utf8').catch(() => '{"offsetMs":0}');
  // The host that moves the clocks of all processes writes the file.
  const load = () => Promise.resolve((JSON.parse(text) as { offsetMs: number }).offsetMs);
  const offset = { load, save: () => Promise.resolve() };
  return DevelopmentClock.start({ offset, aheadMs: 1_000 * aheadSeconds });
};

export class MoveClockBody {
  @IsInstant({ description: 'Not before the clock’s present time.' }) now!: string;
}

/** Called by the host in front of the processes, which documents it. */
@ApiExcludeController()
@Controller('dev/v1/clock')
class DevelopmentClockController {
  private readonly clock: DevelopmentClock;

  constructor(clock: Clock) {
    this.clock = clock as DevelopmentClock;
  }

  @Get()
  @Public()
  now() {
    return { now: this.clock.now() };
  }

  @Post()
  @HttpCode(200)
  @Roles('demo')
  move(@Body() { now }: MoveClockBody) {
    return this.clock.moveTo(now);
  }
}

@Module({ controllers: [DevelopmentClockController] })
export class DevelopmentClockModule {}
