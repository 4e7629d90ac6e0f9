import { Injectable } from '@nestjs/common';
import { localDateOf, proposalExpiry, type Instant } from '@esep/kernel';
import {
  CommandHandler,
  domainEventOf,
  EventStore,
  Problem,
  step,
  type ProposalLaw,
} from '@esep/platform';
import { rulePacksDecider, type RulePacksEvent } from '@esep/licensing-domain';
import {
  adoptedPack,
  aifc2026,
  canonicalPackBytes,
  evaluate,
  notFollowed,
  packHash,
  packInForce,
  pastChanges,
  prepareToReadPacks,
  type RulePack,
} from '@esep/rulebook';
import { v7 as uuidv7 } from 'uuid';

export const RULE_PACKS = 'rule-packs';

/** A new ledger begins under this pack; its values carry their own dates. */
const GENESIS: Instant = '2019-12-31T18:00:00.000Z';

@Injectable()
export class RulePacks implements ProposalLaw {
  constructor(
    private readonly store: EventStore,
    private readonly commands: CommandHandler,
  ) {
    prepareToReadPacks();
  }

  /** The pack in force at an instant. A ledger that was founded always has one. */
  async inForce(at: Instant): Promise<RulePack> {
    const events = await this.store.readStream(RULE_PACKS);
    const { adopted } = events.reduce(
      (packs, event) => rulePacksDecider.evolve(packs, domainEventOf(event) as RulePacksEvent),
      rulePacksDecider.initial,
    );
    const adoption = packInForce(adopted, at);
    const pack = adoption && adoptedPack(adoption);
    if (!pack?.ok) throw new Error(`No readable rule pack is in force at ${at}.`);
    return pack.value;
  }

  /** 422 with every value without code for it, and every key that changes the law of past days. */
  async requireAdoptable(next: RulePack, now: Instant, retroactive?: string): Promise<void> {
    const ignored = notFollowed(next);
    if (ignored.length > 0)
      throw new Problem(422, 'rule-pack-not-followed', {
        detail: 'This software cannot follow the pack; nothing of it was adopted.',
        errors: ignored,
      });
    if (retroactive !== undefined) return;
    const changes = pastChanges(await this.inForce(now), next, localDateOf(now));
    if (changes.length > 0)
      throw new Problem(422, 'rule-pack-changes-the-past', {
        detail:
          'Days that are over were lived under another law. Say why under "retroactive"; whose figures change, POST /supervision/v1/rule-packs/effects says.',
        errors: changes,
      });
  }

  async proposalExpiry(now: Instant): Promise<Instant> {
    return proposalExpiry(now, evaluate(await this.inForce(now), 'proposalDays', now).value);
  }

  /** Adopts the first rule pack. Called at every start; only the first one has an effect. */
  async adoptGenesis(): Promise<void> {
    const id = uuidv7();
    const meta = {
      actor: 'genesis',
      organisation: 'licensing',
      correlationId: id,
      causationId: id,
    };
    const outcome = await this.commands.handle(
      { meta },
      step(RULE_PACKS, rulePacksDecider, {
        type: 'AdoptGenesisRulePack',
        packId: aifc2026.packId,
        hash: packHash(aifc2026),
        bytes: canonicalPackBytes(aifc2026),
        effectiveFrom: GENESIS,
      }),
    );
    // `not-genesis`: the ledger has a rule pack already, which newer software must not replace.
    if (!outcome.accepted && outcome.reason !== 'not-genesis')
      throw new Error(`The first rule pack could not be adopted: ${outcome.reason}`);
  }
}
