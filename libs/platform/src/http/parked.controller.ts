import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { parkedReleaseDecider, type ParkedRelease } from '@esep/contracts';
import { ACT_REFUSALS } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';
import { v7 as uuidv7 } from 'uuid';

import { CurrentPrincipal, Roles } from './auth.js';
import { Clock } from '../runtime/clock.js';
import {
  CommandHandler,
  step,
  type CommandContext,
  type CommandOutcome,
} from '../event-store/command-handler.js';
import { Command, CommandAnswer } from './command-request.js';
import { EventStore } from '../event-store/event-store.js';
import { IsChoice, IsText } from './fields.js';
import { keyIn, Lists, ListQuery, pageOf, type Page } from './listing.js';
import { Problem } from './problem.js';
import type { Principal } from './request-context.js';
import { Subscriptions } from '../projections/subscriptions.js';
import { Fails, refusedWith } from './openapi-errors.js';

export class ReleaseBody {
  @IsText({ max: 64, pattern: /^[a-z0-9_]+$/ }) subscription!: string;
  @IsText({ max: 64, pattern: /^[A-Za-z0-9_-]+$/ }) key!: string;
  @IsChoice(['replay', 'skip'], { description: 'Try all again, or drop the fact that failed.' })
  how!: 'replay' | 'skip';
  @IsText({ max: 2_000 }) reason!: string;
}

class ReleaseAnswer extends CommandAnswer {
  @ApiProperty({ description: 'Facts that took effect at last.', type: 'integer' })
  readonly tookEffect!: number;
}

class ParkedItem {
  @ApiProperty() subscription!: string;
  @ApiProperty() key!: string;
  @ApiProperty() log!: string;
  @ApiProperty({ type: 'integer' }) position!: number;
  @ApiProperty({ type: 'integer', description: '0 for what only waits behind another.' })
  attempts!: number;
  @ApiProperty({ nullable: true, type: String }) error!: string | null;
  @ApiProperty({ format: 'date-time' }) parkedAt!: string;
}

type ParkedKey = [subscription: string, log: string, position: number];

const isParkedKey = (value: unknown): value is ParkedKey =>
  Array.isArray(value) && value.length === 3 && Number.isSafeInteger(value[2]);

const keyOf = ({ subscription, log, position }: ParkedItem): ParkedKey => [
  subscription,
  log,
  position,
];

const compare = ([a, b, c]: ParkedKey, [x, y, z]: ParkedKey): number => {
  if (a !== x) return a < x ? -1 : 1;
  return b === y ? c - z : b < y ? -1 : 1;
};

/**
 * Parked facts, which a subscription could not process, and their release by two persons. Until then every
 * figure that depends on them is marked as not complete. An operator proposes and supervision confirms: what
 * is skipped is missing from figures, and that is no decision of those who run the machines.
 */
export const parkedController = (service: string) => {
  @ApiTags('parked facts')
  @Controller(`${service}/v1/parked`)
  @Fails(404, 'parked-key-unknown', 'proposal-unknown')
  @Fails(422, ...refusedWith(ACT_REFUSALS, 422), 'release-already-proposed', 'still-not-digestible')
  @Roles('supervision-analyst', 'enforcement-officer', 'auditor', 'operator')
  class ParkedController {
    constructor(
      private readonly subscriptions: Subscriptions,
      private readonly store: EventStore,
      private readonly commands: CommandHandler,
      private readonly clock: Clock,
    ) {}

    @Get()
    @ApiOperation({
      summary: 'Facts that wait for a decision, and why',
      description:
        'What a consumer could not process, and what waits behind it. Figures that depend on it are not `complete` meanwhile.',
    })
    @Lists(ParkedItem)
    async list(@Query() { limit, cursor }: ListQuery): Promise<Page<ParkedItem>> {
      const after = keyIn(cursor, isParkedKey);
      const parked = await Promise.all(this.subscriptions.all().map((one) => one.parked()));
      const found = parked
        .flat()
        .filter((item) => after === undefined || compare(keyOf(item), after) > 0)
        .sort((left, right) => compare(keyOf(left), keyOf(right)));
      return pageOf(found.slice(0, limit + 1), limit, keyOf);
    }

    @Post('releases')
    @HttpCode(202)
    @Roles('supervision-analyst', 'enforcement-officer', 'operator')
    @ApiOperation({
      summary: 'Propose to replay or skip; a second person confirms',
      description:
        '`replay` tries all that waits again, in order; `skip` drops the one fact that failed.',
    })
    propose(
      @Body() body: ReleaseBody,
      @CurrentPrincipal() { subject: by }: Principal,
      @Command() command: CommandContext,
    ): Promise<CommandOutcome> {
      const waiting = this.subscriptions
        .all()
        .find(({ consumer }) => consumer.name === body.subscription);
      if (!waiting?.isParked(body.key))
        throw new Problem(404, 'parked-key-unknown', {
          detail: 'Nothing of this key is parked there.',
        });
      return this.commands.handle(
        command,
        step(`parked-${body.subscription}-${body.key}`, parkedReleaseDecider, {
          type: 'ProposeRelease',
          proposalId: uuidv7(),
          ...body,
          by,
          at: this.clock.now(),
        }),
      );
    }

    @Post('releases/:proposalId/confirm')
    @HttpCode(201)
    @ApiCreatedResponse({ type: ReleaseAnswer })
    @Roles('supervision-analyst', 'enforcement-officer')
    @ApiOperation({
      summary: 'Confirm, as another person; the key then goes on',
      description:
        'Answers how many facts took effect. A fact that fails again keeps the key parked (`still-not-digestible`).',
    })
    async confirm(
      @Param('proposalId') proposalId: string,
      @CurrentPrincipal() { subject: by }: Principal,
      @Command() command: CommandContext,
    ): Promise<CommandOutcome> {
      const proposed = await this.proposal(proposalId);
      const at = this.clock.now();
      const answer = { type: 'ConfirmRelease', proposalId, by, at } as const;
      const outcome = await this.commands.handle(
        command,
        step(proposed.stream, parkedReleaseDecider, answer),
      );
      if (!outcome.accepted) return outcome;
      const { subscription, key, how } = proposed.body as unknown as ParkedRelease;
      const took = await this.subscriptions.get(subscription).release(key, how).catch(stillPoison);
      return { ...outcome, also: { tookEffect: took } };
    }

    @Post('releases/:proposalId/decline')
    @HttpCode(201)
    @Roles('supervision-analyst', 'enforcement-officer')
    @ApiOperation({
      summary: 'Decline, as another person; the key stays parked',
      description: 'Nothing changes, and another release may be proposed.',
    })
    async decline(
      @Param('proposalId') proposalId: string,
      @CurrentPrincipal() { subject: by }: Principal,
      @Command() command: CommandContext,
    ): Promise<CommandOutcome> {
      const { stream } = await this.proposal(proposalId);
      const at = this.clock.now();
      const answer = { type: 'DeclineRelease', proposalId, by, at } as const;
      return this.commands.handle(command, step(stream, parkedReleaseDecider, answer));
    }

    private async proposal(proposalId: string): Promise<Envelope> {
      const proposed = await this.store.findEvent(proposalId);
      if (proposed?.envelope.type === 'ParkedReleaseProposed') return proposed.envelope;
      throw new Problem(404, 'proposal-unknown', { detail: 'There is no such proposal here.' });
    }
  }
  return ParkedController;
};

/** The attempt was rolled back: the key stays parked, and its release may be proposed again. */
const stillPoison = (error: unknown): never => {
  const why = error instanceof Error ? error.message : String(error);
  throw new Problem(422, 'still-not-digestible', {
    detail: `The decision is recorded, but a fact failed again (${why}). The key stays parked.`,
  });
};
