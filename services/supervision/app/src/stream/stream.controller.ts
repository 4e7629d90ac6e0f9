import {
  Controller,
  Headers,
  Inject,
  Injectable,
  Sse,
  type BeforeApplicationShutdown,
  type MessageEvent,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { keysOf } from '@esep/contracts';
import {
  CurrentPrincipal,
  EventStore,
  Fails,
  OpenStreams,
  Problem,
  Roles,
  ServiceLog,
  type Principal,
  type StoredEvent,
} from '@esep/platform';
import { EMPTY, filter, map, merge, Observable, of, Subject as Bus, tap, timer } from 'rxjs';

import { JUDGEMENT_EVENTS, JudgementBook } from '../judge-periods/judgement-book.js';
import { READERS, seesAll } from '../reconciliations/reconciliations.controller.js';

const KEEP_ALIVE_MS = 15_000;
const PAGE = 500;
/** Events of the log that are replayed to a client that reconnects; it reads older ones in the lists. */
export const REPLAYED_EVENTS_MAX = 10_000;
/** The form of an event id of the stream. */
const ID = /^(-1|\d{1,15})$/;

/** Streams supervision's events as they are appended, by whichever of its instances. */
@Injectable()
export class Announcements implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly bus = new Bus<StoredEvent>();
  @Inject() private readonly log!: ServiceLog;
  private next = 0;
  private turn = Promise.resolve();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly store: EventStore,
    private readonly book: JudgementBook,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.next = (await this.store.head()).next;
    this.unsubscribe = this.store.onAppended(() => {
      this.turn = this.turn
        .then(() => this.announce())
        .catch((error: unknown) => this.log.warn(error, 'The stream pauses', 'stream'));
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    await this.turn;
  }

  private async announce(): Promise<void> {
    const events = await this.store.read(this.next, PAGE);
    if (events.length === 0) return;
    // Awaited, else a client that queries on this event would not find it in the lists yet.
    await this.book.upToDate();
    this.next += events.length;
    for (const event of events) if (JUDGEMENT_EVENTS.has(event.envelope.type)) this.bus.next(event);
    if (events.length === PAGE) await this.announce();
  }

  /** The position of the last event that was announced. */
  get through(): number {
    return this.next - 1;
  }

  /** The events after a position, then those from now on. */
  eventsFor(principal: Principal, behind = this.through): Observable<StoredEvent> {
    const all = seesAll(principal);
    return this.eventsSince(behind).pipe(
      filter(({ envelope: { type, body } }) => {
        return all || keysOf(type, body).includes(principal.organisation);
      }),
    );
  }

  private eventsSince(position: number): Observable<StoredEvent> {
    return new Observable((listener) => {
      // Subscribed before the log is read: an event announced meanwhile would otherwise be lost.
      let waiting: StoredEvent[] | undefined = [];
      const end = this.next;
      const live = this.bus.subscribe((event) => {
        if (waiting) waiting.push(event);
        else listener.next(event);
      });
      const catchUp = async (): Promise<void> => {
        for (let at = position + 1; at < end && !listener.closed;) {
          const events = await this.store.read(at, Math.min(PAGE, end - at));
          for (const event of events)
            if (JUDGEMENT_EVENTS.has(event.envelope.type)) listener.next(event);
          at += events.length;
        }
        for (const event of waiting ?? []) listener.next(event);
        waiting = undefined;
      };
      catchUp().catch((error: unknown) => listener.error(error));
      return live;
    });
  }
}

@ApiTags('figures')
@Controller('supervision/v1/stream')
@Fails(429, 'too-many-streams')
@Roles(...READERS)
export class StreamController {
  constructor(
    private readonly announcements: Announcements,
    private readonly streams: OpenStreams,
  ) {}

  @Sse()
  @ApiOperation({
    summary: 'Server-Sent Events: judgements and findings as they are said',
    description:
      'Each event has an id. Whoever comes back with it as `Last-Event-ID`, as browsers do, is told first what was said meanwhile; `missed` says that this was too long ago, and that the lists have the rest. `alive` comes every 15 seconds.',
  })
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The id of the last event that was received.',
    schema: { type: 'string', pattern: ID.source },
  })
  @ApiOkResponse({
    description: 'Events, one after the other, without end.',
    content: {
      'text/event-stream': {
        schema: {
          type: 'object',
          required: ['id', 'event', 'data'],
          properties: {
            id: { type: 'string', pattern: ID.source },
            event: { type: 'string', description: 'Type of the event, `alive`, or `missed`.' },
            data: { type: 'string', description: 'JSON; empty in `alive`.' },
          },
        },
      },
    },
  })
  stream(
    @CurrentPrincipal() principal: Principal,
    @Headers('Last-Event-ID') lastEventId?: string,
  ): Observable<MessageEvent> {
    const { through } = this.announcements;
    const asked = Math.min(positionIn(lastEventId) ?? through, through);
    const behind = Math.max(asked, through - REPLAYED_EVENTS_MAX);
    let last = behind;
    const said = this.announcements.eventsFor(principal, behind).pipe(
      tap(({ position }) => (last = position)),
      map(({ position, envelope: { type, recordedAt, body } }): MessageEvent => {
        return { id: String(position), type, data: { recordedAt, ...body } };
      }),
    );
    // Sent at once: without an event a client would have no id to reconnect with.
    const alive = timer(0, KEEP_ALIVE_MS).pipe(
      map((): MessageEvent => ({ id: String(last), type: 'alive', data: '' })),
    );
    const missed: MessageEvent = { id: String(behind), type: 'missed', data: { after: asked } };
    const messages = merge(asked < behind ? of(missed) : EMPTY, said, alive);
    return this.streams.of(principal, messages);
  }
}

/** An event's id is its position in the log; before the first event it is -1. */
const positionIn = (id: string | undefined): number | undefined => {
  if (id === undefined || id === '') return undefined;
  if (ID.test(id)) return Number(id);
  throw new Problem(400, 'parameter-invalid', {
    detail: 'Last-Event-ID must be the id of an event of this stream.',
    errors: [
      {
        pointer: '/Last-Event-ID',
        code: 'event-id-unknown',
        message: 'Must be an id of an event.',
      },
    ],
  });
};
