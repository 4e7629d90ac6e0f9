import { Injectable } from '@nestjs/common';
import { millisOf } from '@esep/kernel';
import { finalize, interval, takeUntil, filter, type Observable } from 'rxjs';

import { expiryOf } from './auth.js';
import { Clock } from '../runtime/clock.js';
import { Problem } from './problem.js';
import type { Principal } from './request-context.js';

/** A person has a few screens open; more is a client that does not close. */
export const STREAMS_PER_SUBJECT = 10;

const EXPIRY_CHECK_INTERVAL_MS = 1_000;
const RETRY_SECONDS = 30;

/**
 * Answers that stay open, such as Server-Sent Events. Each ends when its token expires, and each replica
 * limits those of one subject.
 */
@Injectable()
export class OpenStreams {
  private readonly open = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** The stream until the token expires; throws a 429 when the subject has too many open. */
  of<Message>(principal: Principal, stream: Observable<Message>): Observable<Message> {
    const subject = `${principal.organisation}/${principal.subject}`;
    const others = this.open.get(subject) ?? 0;
    if (others >= STREAMS_PER_SUBJECT)
      throw new Problem(429, 'too-many-streams', {
        detail: `${STREAMS_PER_SUBJECT} streams of this subject are open. Close one that is not read.`,
        headers: { 'Retry-After': String(RETRY_SECONDS) },
      });
    this.open.set(subject, others + 1);
    const end = expiryOf(principal);
    const ended = interval(EXPIRY_CHECK_INTERVAL_MS).pipe(
      filter(() => millisOf(this.clock.now()) >= end),
    );
    return stream.pipe(
      takeUntil(ended),
      finalize(() => this.closed(subject)),
    );
  }

  private closed(subject: string): void {
    const left = (this.open.get(subject) ?? 1) - 1;
    if (left > 0) this.open.set(subject, left);
    else this.open.delete(subject);
  }
}
