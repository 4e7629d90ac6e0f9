import {
  Controller,
  Injectable,
  Logger,
  Sse,
  type BeforeApplicationShutdown,
  type MessageEvent,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { keysOf } from '@esep/contracts';
import { CurrentPrincipal, EventStore, type Principal, type StoredEvent } from '@esep/platform';
import { filter, interval, map, merge, Subject as Bus, type Observable } from 'rxjs';

import { JUDGEMENT_EVENTS, JudgementBook } from '../judge-periods/judgement-book.js';
import { seesAll } from '../reconciliations/reconciliations.controller.js';

const KEEP_ALIVE_MS = 15_000;
const PAGE = 500;

/** What supervision says, as it says it, whichever of its instances said it. */
@Injectable()
export class Announcements implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly bus = new Bus<StoredEvent>();
  private readonly logger = new Logger('stream');
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
        .catch((error: unknown) => this.logger.warn(error, 'The stream pauses'));
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.unsubscribe();
    await this.turn;
  }

  private async announce(): Promise<void> {
    const events = await this.store.read(this.next, PAGE);
    if (events.length === 0) return;
    // Whoever hears of it finds it when asking.
    await this.book.upToDate();
    this.next += events.length;
    for (const event of events) if (JUDGEMENT_EVENTS.has(event.envelope.type)) this.bus.next(event);
    if (events.length === PAGE) await this.announce();
  }

  heardBy(principal: Principal): Observable<StoredEvent> {
    const all = seesAll(principal);
    return this.bus.pipe(
      filter(({ envelope: { type, body } }) => {
        return all || keysOf(type, body).includes(principal.organisation);
      }),
    );
  }
}

@ApiTags('figures')
@Controller('supervision/v1/stream')
export class StreamController {
  constructor(private readonly announcements: Announcements) {}

  @Sse()
  @ApiOperation({ summary: 'Server-Sent Events: judgements and findings as they are said' })
  @ApiOkResponse({ content: { 'text/event-stream': { schema: { type: 'string' } } } })
  stream(@CurrentPrincipal() principal: Principal): Observable<MessageEvent> {
    const said = this.announcements.heardBy(principal).pipe(
      map(({ position, envelope: { type, recordedAt, body } }): MessageEvent => {
        return { id: String(position), type, data: { recordedAt, ...body } };
      }),
    );
    const alive = interval(KEEP_ALIVE_MS).pipe(
      map((): MessageEvent => ({ type: 'alive', data: '' })),
    );
    return merge(said, alive);
  }
}
