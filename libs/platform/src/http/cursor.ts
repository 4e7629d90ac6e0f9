import { createHmac, timingSafeEqual } from 'node:crypto';

import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Request } from 'express';
import { map, type Observable } from 'rxjs';

import { cursorUnknown, isPage } from './listing.js';
import { requestContext } from './request-context.js';

// A cursor goes through the caller's hands, so it carries a seal: by it a list takes only what it
// gave out itself, under the same filters and to the same organisation. Handlers know nothing of it;
// they read and give the keys of their lists.

const SEAL_BYTES = 16;

/** Seals the `next` of every page, and takes no other `cursor` than one that it sealed. */
@Injectable()
export class CursorInterceptor implements NestInterceptor {
  /** The same `key` in all replicas of a service, so that each takes the cursors of the others. */
  constructor(private readonly key: Buffer) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    const { cursor } = request.query;
    if (typeof cursor === 'string') this.open(request, cursor);
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!isPage(answer) || typeof answer.next !== 'string') return answer;
        const key = Buffer.from(answer.next);
        const sealed = Buffer.concat([this.seal(request, key), key]);
        return { ...answer, next: sealed.toString('base64url') };
      }),
    );
  }

  private open(request: Request, cursor: string): void {
    const sealed = Buffer.from(cursor, 'base64url');
    const key = sealed.subarray(SEAL_BYTES);
    const expected = this.seal(request, key);
    const given = sealed.subarray(0, SEAL_BYTES);
    const isOurs =
      given.length === SEAL_BYTES &&
      timingSafeEqual(given, expected) &&
      // One spelling only: decoding passes over what is no base64url.
      sealed.toString('base64url') === cursor;
    if (!isOurs) throw cursorUnknown();
    // Express parses the query anew each time that it is asked for.
    const query = { ...request.query, cursor: key.toString('utf8') };
    Object.defineProperty(request, 'query', { value: query });
  }

  private seal({ path, query }: Request, key: Buffer): Buffer {
    const filters = Object.entries(query)
      .filter(([name]) => name !== 'cursor' && name !== 'limit')
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    const organisation = requestContext()?.principal?.organisation ?? null;
    return createHmac('sha256', this.key)
      .update(JSON.stringify([path, filters, organisation]))
      .update(key)
      .digest()
      .subarray(0, SEAL_BYTES);
  }
}
