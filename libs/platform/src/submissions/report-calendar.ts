import { Controller, Get, Injectable, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  completenessStream,
  HOUR_MS,
  localDateOf,
  periodOf,
  plusDays,
  plusMillis,
  startOfDay,
  type Instant,
  type LocalDate,
  type Period,
} from '@esep/kernel';
import { DataSource } from 'typeorm';

import { EventSearch } from '../event-store/event-search.js';
import { EventStore } from '../event-store/event-store.js';
import { CurrentPrincipal, Roles } from '../http/auth.js';
import { IsDay, IsRowId } from '../http/fields.js';
import { keyIn, ListQuery, Lists, pageOf, type Page } from '../http/listing.js';
import { Fails } from '../http/openapi-errors.js';
import { Problem } from '../http/problem.js';
import type { Principal, Role } from '../http/request-context.js';
import { Subscriptions } from '../projections/subscriptions.js';
import { Clock } from '../runtime/clock.js';
import { RegimeBeginning } from './regime-beginning.js';
import { senderFor, STAFF, SUBMISSIONS } from './submission-list.js';

// What each sender reported day by day, what of it was rejected, and which days it said were complete.

const DAYS_MAX = 92;

const STATES = ['complete', 'late', 'silent', 'reported', 'open'] as const;
type DayState = (typeof STATES)[number];

export class CalendarQuery extends ListQuery {
  @IsDay({ description: 'The first day, in Almaty.' }) from!: string;
  @IsDay({
    description: `The last day, at most ${DAYS_MAX} days in all; none after today is given.`,
  })
  until!: string;
  @IsRowId({ optional: true, description: 'Whose; a sender sees its own.' }) sender?: string;
}

class CalendarDay {
  @ApiProperty() sender!: string;
  @ApiProperty({ format: 'date' }) day!: string;
  @ApiProperty({
    enum: STATES,
    description:
      '`complete`: said to be complete in time. `late`: after `due`. `silent`: not by now, and it was due. `reported`: not due yet, and reports came that day. `open`: nothing yet.',
  })
  state!: string;
  @ApiProperty({ type: 'integer', description: 'Reports that came on the day.' }) reports!: number;
  @ApiProperty({ type: 'integer', description: 'Their rows.' }) rows!: number;
  @ApiProperty({ type: 'integer' }) rejected!: number;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'When the sender said that everything up to the end of the day was reported.',
  })
  completeAt!: string | null;
  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description:
      'Until when the month of the day is to be reported; null where its law is not known here yet, and nothing is late or silent then.',
  })
  due!: string | null;
}

type DayKey = [sender: string, day: string];

const isDayKey = (value: unknown): value is DayKey =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');

/** `dueOf` is how the rulebook has a month due; the platform does not know what a pack says. */
export const reportCalendarController = <Rules extends object>(
  service: string,
  sendersRole: Role,
  dueOf: (rules: Rules, period: Period) => Instant,
) => {
  @ApiTags('reports')
  @Controller(`${service}/v1/calendar`)
  @Fails(400, 'range-malformed')
  @Roles(sendersRole, ...STAFF)
  class ReportCalendarController {
    constructor(
      private readonly calendar: ReportCalendar,
      private readonly regime: RegimeBeginning,
      private readonly clock: Clock,
    ) {}

    @Get()
    @ApiOperation({
      summary: 'Which days each sender has reported, completed, or let pass',
      description:
        'A line for each sender and day: what came, what was rejected, and whether the day is complete. A sender that never said anything is shown where `sender` names it. A sender sees its own.',
    })
    @Lists(CalendarDay)
    async days(
      @Query() query: CalendarQuery,
      @CurrentPrincipal() principal: Principal,
    ): Promise<Page<CalendarDay>> {
      const now = this.clock.now();
      const days = daysOf(query, localDateOf(now));
      const sender = senderFor(principal, query.sender);
      const after = keyIn(query.cursor, isDayKey);
      const rules = (await this.regime.dueRules()) as Rules | undefined;
      const due = (day: LocalDate) =>
        rules === undefined ? null : dueOf(rules, periodOf(startOfDay(day)));
      const found: CalendarDay[] = [];
      for (const one of await this.calendar.senders(sender, after?.[0])) {
        const left = days.filter((day) => one !== after?.[0] || day > after[1]);
        for (const day of await this.calendar.of(one, left))
          found.push({ ...day, due: due(day.day), state: stateOf(day, due(day.day), now) });
        if (found.length > query.limit) break;
      }
      return pageOf(found.slice(0, query.limit + 1), query.limit, ({ sender: of, day }) => [
        of,
        day,
      ]);
    }
  }
  return ReportCalendarController;
};

const daysOf = ({ from, until }: CalendarQuery, today: LocalDate): readonly LocalDate[] => {
  if (until < from || plusDays(from, DAYS_MAX) <= until)
    throw new Problem(400, 'range-malformed', {
      detail: `until must be from the day of from on, and not more than ${DAYS_MAX} days in all.`,
    });
  const days: LocalDate[] = [];
  for (let day = from; day <= until && day <= today; day = plusDays(day, 1)) days.push(day);
  return days;
};

type DayKnown = Omit<CalendarDay, 'state' | 'due'>;

const stateOf = (
  { completeAt, reports }: DayKnown,
  due: Instant | null,
  now: Instant,
): DayState => {
  if (completeAt !== null) return due !== null && completeAt > due ? 'late' : 'complete';
  if (due !== null && now > due) return 'silent';
  return reports > 0 ? 'reported' : 'open';
};

/** What a service's own log has of its senders' days. */
@Injectable()
export class ReportCalendar {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
    private readonly search: EventSearch,
    private readonly subscriptions: Subscriptions,
  ) {}

  /** The sender asked for, or all who ever reported or completed something, by name. */
  async senders(only: string | undefined, from = ''): Promise<readonly string[]> {
    await this.subscriptions.caughtUp(SUBMISSIONS.consumer, this.store.log);
    if (only !== undefined) return [only];
    const rows = await this.database.query<{ sender: string }[]>(SELECT_SENDERS, [
      completenessStream(''),
    ]);
    return rows.map(({ sender }) => sender).filter((sender) => sender >= from);
  }

  async of(sender: string, days: readonly LocalDate[]): Promise<readonly DayKnown[]> {
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) return [];
    const starts = [...days, plusDays(last, 1)].map(startOfDay);
    const [received, completions] = await Promise.all([
      this.received(sender, starts),
      this.completions(sender, starts),
    ]);
    return days.map((day, i) => ({
      ...{ sender, day },
      ...(received.get(i + 1) ?? { reports: 0, rows: 0, rejected: 0 }),
      completeAt: completions[i] ?? null,
    }));
  }

  /** By the number of the day, the first being 1. */
  private async received(sender: string, starts: readonly Instant[]) {
    const until = starts.at(-1) as Instant;
    // What is received in the last moment of a day is recorded a moment later.
    const { first, last } = await this.search.positions({
      since: starts[0],
      until: plusMillis(until, HOUR_MS),
    });
    const rows = await this.database.query<
      { day: number; reports: number; rows: number; rejected: number }[]
    >(SELECT_RECEIVED, [sender, first, last, starts]);
    return new Map(rows.map(({ day, ...counts }) => [day, counts]));
  }

  /**
   * When each day was said to be complete. Nobody completes a day before it has begun, and `through` only
   * grows, so that reading ends with the first saying that covers the last day.
   */
  private async completions(
    sender: string,
    starts: readonly Instant[],
  ): Promise<readonly Instant[]> {
    const ends = starts.slice(1);
    const found: Instant[] = [];
    const asked = {
      stream: completenessStream(sender),
      since: starts[0],
      order: 'oldest',
    } as const;
    for (let from: number | null | undefined; from !== null;) {
      const { events, next } = await this.search.find({ ...asked, from, limit: 500 });
      for (const { envelope } of events) {
        const through = String(envelope.body['through']);
        while (found.length < ends.length && (ends[found.length] as Instant) <= through)
          found.push(envelope.recordedAt);
      }
      from = found.length === ends.length ? null : next;
    }
    return found;
  }
}

// Each sender is found by a step along the index, however many reports it sent.
const SELECT_SENDERS = `
with recursive reporting(sender) as (
  (select sender from reports order by sender limit 1)
  union all
  select (select sender from reports r where r.sender > s.sender order by r.sender limit 1)
    from reporting s where s.sender is not null
), completing(stream) as (
  (select stream from ledger.events where stream > $1 collate "C" order by stream limit 1)
  union all
  select (select e.stream from ledger.events e where e.stream > c.stream order by e.stream limit 1)
    from completing c where starts_with(c.stream, $1)
)
select sender collate "C" as sender from reporting where sender is not null
 union
select substr(stream, length($1) + 1) collate "C" from completing where starts_with(stream, $1)
 order by sender`;

const SELECT_RECEIVED = `
select width_bucket(received_at collate "C", $4::text[]) as day, count(*)::int as reports,
       sum(rows)::int as rows, sum(rejected)::int as rejected
  from reports where sender = $1 and position between $2 and $3
 group by 1`;
