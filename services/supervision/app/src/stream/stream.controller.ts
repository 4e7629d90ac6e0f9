import { once } from 'node:events';

import { Controller, Headers, Query, Req, Sse, type MessageEvent } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  CurrentPrincipal,
  Fails,
  IsText,
  nextTurn,
  OpenStreams,
  Problem,
  Roles,
  type Principal,
} from '@esep/platform';
import type { Request, Response } from 'express';
import { Observable, type Subscriber } from 'rxjs';

import { READERS } from '../reconciliations/reconciliations.controller.js';
import { LogTails, STREAMED_SERVICES, type StreamedService } from './log-tails.js';
import { judgementsFor, noticesFor, type Seen } from './seen-events.js';

const KEEP_ALIVE_MS = 15_000;
/** Events that are replayed to a client that reconnects, of all its logs; older ones are in the lists. */
export const REPLAYED_EVENTS_MAX = 10_000;

const ANY = `(${STREAMED_SERVICES.join('|')})`;
const SERVICES = new RegExp(`^${ANY}(,${ANY}){0,${STREAMED_SERVICES.length - 1}}$`);
const POSITION = String.raw`(-1|\d{1,15})`;
const PLACE = `${ANY}:${POSITION}`;
/** The forms of an event id: a position in supervision's log, or one in each of several logs. */
const ID = new RegExp(`^(${POSITION}|${PLACE}(,${PLACE}){0,${STREAMED_SERVICES.length - 1}})$`);

export class StreamQuery {
  @IsText({
    max: 100,
    pattern: SERVICES,
    optional: true,
    description:
      'Whose events, by commas, each once: then each event says only that it was recorded (`recorded`), and ids are places in all of these logs. Without it: judgements and findings, with what they say; to pools, exchanges and operators nothing of that.',
    example: 'licensing,supervision',
  })
  services?: string;
}

/** A stream in one of its two forms. */
interface Form {
  readonly services: readonly StreamedService[];
  readonly seen: Seen;
  /** The last position that the client had, of each log that its id names. */
  readonly places: ReadonlyMap<StreamedService, number>;
  /** What was published first: the events of supervision by their own types, with positions as ids. */
  readonly isPlain: boolean;
}

@ApiTags('figures')
@Controller('supervision/v1/stream')
@Fails(429, 'too-many-streams')
@Roles(...READERS, 'pool', 'exchange', 'operator')
export class StreamController {
  constructor(
    private readonly tails: LogTails,
    private readonly streams: OpenStreams,
  ) {}

  @Sse()
  @ApiOperation({
    summary: 'Server-Sent Events: what is recorded, as it is recorded, in one stream',
    description:
      'Each event has an id. Whoever comes back with it as `Last-Event-ID`, as browsers do, gets first what came meanwhile; `missed` says that this was too much, and that the lists have the rest. `alive` comes every 15 seconds. With `services`, one connection does for all of them: `recorded` names service, position, type, stream and licensees, and what is seen is what the lists show; an operator sees types only. `log-away` and `log-back` say that the log of one service does not answer, and does again; the others go on.',
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
            event: {
              type: 'string',
              description:
                'Type of the event, `alive`, or `missed`; with `services` `recorded`, `alive`, `missed`, `log-away` or `log-back`.',
            },
            data: { type: 'string', description: 'JSON; empty in `alive`.' },
          },
        },
      },
    },
  })
  stream(
    @Query() { services }: StreamQuery,
    @CurrentPrincipal() principal: Principal,
    @Req() { res }: Request,
    @Headers('Last-Event-ID') lastEventId?: string,
  ): Observable<MessageEvent> {
    const form =
      services === undefined
        ? plainForm(principal, lastEventId)
        : manyForm(principal, services, lastEventId);
    const messages = new Observable<MessageEvent>((listener) =>
      this.follow(form, listener, res as Response),
    );
    return this.streams.of(principal, messages);
  }

  private follow(form: Form, listener: Subscriber<MessageEvent>, response: Response): () => void {
    const stop = new AbortController();
    const { signal } = stop;
    const places = new Map(form.places);
    const say = (type: string, data: object | string) =>
      listener.next({ id: idOf(form, places), type, data });
    let alive: NodeJS.Timeout | undefined;
    const sayAlive = () => {
      say('alive', '');
      alive = setTimeout(sayAlive, KEEP_ALIVE_MS);
    };
    let toBegin = form.services.length;
    const begin = () => {
      toBegin -= 1;
      // Without an event a client would have no id to reconnect with.
      if (toBegin === 0) alive = setTimeout(sayAlive);
    };
    const replayMax = Math.floor(REPLAYED_EVENTS_MAX / form.services.length);
    const followOne = async (service: StreamedService): Promise<void> => {
      const after = form.places.get(service);
      for await (const item of this.tails.of(service).follow({ after, replayMax, signal })) {
        if (signal.aborted) return;
        switch (item.kind) {
          case 'begun':
            places.set(service, item.next - 1);
            begin();
            break;
          case 'events':
            for (const event of item.events) {
              const data = form.seen(service, event);
              if (data === undefined) continue;
              places.set(service, event.position);
              say(form.isPlain ? event.envelope.type : 'recorded', data);
            }
            if (!form.isPlain) places.set(service, item.next - 1);
            // A reader that is slow is waited for: what it does not take stays in the log.
            await nextTurn();
            if (response.writableNeedDrain) await once(response, 'drain', { signal });
            break;
          case 'missed': {
            places.set(service, item.next - 1);
            const { after: had } = item;
            if (!form.isPlain) say('missed', { service, after: had });
            else if (had < item.next) say('missed', { after: had });
            break;
          }
          case 'away':
          case 'back':
            if (!form.isPlain) say(`log-${item.kind}`, { service });
            break;
        }
      }
    };
    for (const service of form.services)
      followOne(service).catch((error: unknown) => {
        if (!signal.aborted) listener.error(error);
      });
    return () => {
      stop.abort();
      clearTimeout(alive);
    };
  }
}

const plainForm = (principal: Principal, lastEventId: string | undefined): Form => {
  const isKnown = lastEventId !== undefined && lastEventId !== '';
  if (isKnown && !new RegExp(`^${POSITION}$`).test(lastEventId)) throw unknownId();
  return {
    services: ['supervision'],
    seen: judgementsFor(principal),
    places: new Map(isKnown ? [['supervision', Number(lastEventId)]] : []),
    isPlain: true,
  };
};

const manyForm = (principal: Principal, names: string, lastEventId: string | undefined): Form => {
  const services = names.split(',') as readonly StreamedService[];
  if (new Set(services).size < services.length)
    throw new Problem(400, 'parameter-invalid', {
      detail: 'Each service of `services` may be named once.',
      errors: [
        { pointer: '/services', code: 'item-repeated', message: 'Must name each service once.' },
      ],
    });
  return {
    services,
    seen: noticesFor(principal),
    places: lastEventId ? placesIn(lastEventId, services) : new Map(),
    isPlain: false,
  };
};

/** An event's id is its position in the log; before the first event it is -1. */
const idOf = ({ services, isPlain }: Form, places: ReadonlyMap<StreamedService, number>): string =>
  services
    .filter((service) => places.has(service))
    .map((service) => `${isPlain ? '' : `${service}:`}${places.get(service)}`)
    .join(',');

const placesIn = (
  id: string,
  services: readonly StreamedService[],
): ReadonlyMap<StreamedService, number> => {
  const places = ID.test(id) ? id.split(',').map((place) => place.split(':')) : [];
  const found = new Map(
    places.map(([service, position]) => [service as StreamedService, Number(position)]),
  );
  const areAsked = [...found.keys()].every((service) => services.includes(service));
  if (found.size === 0 || found.size < places.length || !areAsked) throw unknownId();
  return found;
};

const unknownId = () =>
  new Problem(400, 'parameter-invalid', {
    detail: 'Last-Event-ID must be the id of an event of this stream.',
    errors: [
      {
        pointer: '/Last-Event-ID',
        code: 'event-id-unknown',
        message: 'Must be an id of an event.',
      },
    ],
  });
