import { Injectable } from '@nestjs/common';
import { INSTANT_MAX, type Instant } from '@esep/kernel';
import {
  cutAt,
  factOfEvent,
  factsInForce,
  noFacts,
  type ReconciledEvent,
} from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

const EVENTS = [
  'PoolApproved',
  'PoolApprovalWithdrawn',
  'ExchangeLicensed',
  'ExchangeLicenceWithdrawn',
  'PoolReportedThrough',
  'ExchangeReportedThrough',
];

interface FactRow {
  readonly log: string;
  readonly position: string;
  readonly event_id: string;
  readonly recorded_at: Date;
  readonly type: string;
  readonly body: string;
}

/** Until when a pool or an exchange has to report for a period to be judged (RECONCILIATION §6). */
@Injectable()
export class Senders {
  constructor(private readonly database: DataSource) {}

  /** Undefined if no period waits for it: the sender is unknown, or was never licensed. */
  async asked(
    sender: string,
    { start, end, due }: { readonly start: Instant; readonly end: Instant; readonly due: Instant },
  ): Promise<{ until: Instant; through: Instant | null } | undefined> {
    const facts = await this.facts(sender);
    const through = facts.promises.furthest(sender)?.through ?? null;
    if (facts.pools.has(sender)) return { until: end, through };
    for (const { subject, lastUntil } of facts.venues.within(start, due))
      if (subject === sender) return { until: cutAt(due, lastUntil), through };
    return undefined;
  }

  private async facts(sender: string) {
    const rows = await this.database.query<FactRow[]>(
      `select log, position, event_id, recorded_at, type, body from facts
        where licensee_id is null and type = any($2)
          and $1 in (body::jsonb ->> 'poolId', body::jsonb ->> 'exchangeId')`,
      [sender, EVENTS],
    );
    const facts = noFacts();
    for (const { log, position, event_id: eventId, recorded_at, type, body } of rows) {
      const event = { type, ...(JSON.parse(body) as object) } as ReconciledEvent;
      const source = { log, position: Number(position), eventId };
      const { list, fact } = factOfEvent(event, recorded_at.toISOString(), source);
      if (list === 'pools' || list === 'venues' || list === 'completeness')
        (facts[list] as object[]).push(fact);
    }
    return factsInForce({ licenseeParty: '', ...facts }, INSTANT_MAX);
  }
}
