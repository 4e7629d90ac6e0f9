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

// A cursor has a MAC over its key, the path, the filters and the organisation: a list accepts only a
// cursor that it issued for the same question to the same organisation. Handlers see plain keys.

const SEAL_BYTES = 16;

/** Adds the MAC to the `next` of every page, and verifies it in `cursor`. */
@Injectable()
export class CursorInterceptor implements NestInterceptor {
  /** The same `key` in all replicas of a service, so that each accepts the cursors of the others. */
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
      // Decoding ignores characters that are not base64url: compare the spelling as well.
      sealed.toString('base64url') === cursor;
    if (!isOurs) throw cursorUnknown();
    // `request.query` of Express is a getter that parses again at each access.
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
