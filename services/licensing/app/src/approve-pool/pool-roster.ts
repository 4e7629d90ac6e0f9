import { Injectable } from '@nestjs/common';
import type { SenderRosterChanged } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import {
  Clock,
  CommandHandler,
  step,
  type CommandContext,
  type CommandOutcome,
} from '@esep/platform';
import { poolDecider, type ApprovedPools, type PoolCommand } from '@esep/licensing-domain';
import { evaluate } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';
import { LicenceRegister } from '../keep-register/register.js';

/** Decides about one pool in sight of all: the cap of LIC-13 is judged over them. */
@Injectable()
export class PoolRoster {
  constructor(
    private readonly register: LicenceRegister,
    private readonly packs: RulePacks,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  /** What the cap is judged by, of all pools but one, at an instant. */
  async beside(id: string, at: Instant): Promise<ApprovedPools> {
    const pools = await this.register.senders('pool', undefined, 1_000);
    const others = pools
      .filter((pool) => pool.id !== id)
      .flatMap(({ id: poolId, approvals }) =>
        approvals.map((approval) => ({ ...approval, poolId })),
      );
    const cap = evaluate(await this.packs.inForce(this.clock.now()), 'poolCap', at).value;
    return { others, cap };
  }

  /** Decides again when another pool was decided about meanwhile. */
  decide(
    id: string,
    at: Instant,
    command: CommandContext,
    commandsOf: (pools: ApprovedPools) => readonly PoolCommand[],
  ): Promise<CommandOutcome> {
    const event: SenderRosterChanged = {
      type: 'SenderRosterChanged',
      roster: 'pools',
      sender: id,
      at: this.clock.now(),
    };
    return this.commands.handleTogether(command, { stream: 'pools', event }, async () =>
      commandsOf(await this.beside(id, at)).map((each) => step(`pool-${id}`, poolDecider, each)),
    );
  }
}
