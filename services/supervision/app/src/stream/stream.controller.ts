import { Controller, Injectable, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, type Fact, type Principal } from '@esep/platform';
import { filter, interval, map, merge, Subject as Bus, type Observable } from 'rxjs';

import { seesAll } from '../reconciliations/reconciliations.controller.js';

const KEEP_ALIVE_MS = 15_000;

/** What supervision says, as it says it. */
@Injectable()
export class Announcements {
  private readonly bus = new Bus<Fact>();

  announce(facts: readonly Fact[]): void {
    for (const fact of facts) this.bus.next(fact);
  }

  heardBy(principal: Principal): Observable<Fact> {
    const all = seesAll(principal);
    return this.bus.pipe(filter(({ keys }) => all || keys.includes(principal.organisation)));
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
