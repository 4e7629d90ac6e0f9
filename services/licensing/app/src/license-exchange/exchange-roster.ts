import { Injectable } from '@nestjs/common';
import type { SenderRosterChanged } from '@esep/contracts';
import {
  Clock,
  CommandHandler,
  step,
  type CommandContext,
  type CommandOutcome,
} from '@esep/platform';
import { exchangeDecider, type ExchangeCommand } from '@esep/licensing-domain';

import { LicenceRegister } from '../keep-register/register.js';

/** Decides about one exchange in sight of all: their ids must be told apart. */
@Injectable()
export class ExchangeRoster {
  constructor(
    private readonly register: LicenceRegister,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  /** The ids of all exchanges but one. */
  async beside(id: string): Promise<readonly string[]> {
    const exchanges = await this.register.senders('exchange', undefined, 1_000);
    return exchanges.map((other) => other.id).filter((other) => other !== id);
  }

  /** Decides again when another exchange was decided about meanwhile. */
  decide(
    id: string,
    command: CommandContext,
    commandsOf: (others: readonly string[]) => readonly ExchangeCommand[],
  ): Promise<CommandOutcome> {
    const event: SenderRosterChanged = {
      type: 'SenderRosterChanged',
      roster: 'exchanges',
      sender: id,
      at: this.clock.now(),
    };
    return this.commands.handleTogether(command, { stream: 'exchanges', event }, async () =>
      commandsOf(await this.beside(id)).map((each) =>
        step(`exchange-${id}`, exchangeDecider, each),
      ),
    );
  }
}
