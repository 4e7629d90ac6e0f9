import {
  Injectable,
  SetMetadata,
  StreamableFile,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ANSWER_BYTES_MAX, ANSWER_ITEMS_MAX } from '@esep/kernel';
import type { Request } from 'express';
import { map, type Observable } from 'rxjs';

import { isPlainObject } from './field.js';
import { csvFor, cutOf } from './listing.js';
import { Problem } from './problem.js';

// No read returns more than 4 MiB or 500 items (`ANSWER_BYTES_MAX`, `ANSWER_ITEMS_MAX`): serialising more
// would block other requests. A list is cut and has a cursor; another answer that is too large is
// refused, with what to ask instead. Answers of commands are bounded by their bodies.

const ASK_INSTEAD = 'esep:ask-instead';

/** The sentence of the refusal when this handler's answer is too large. */
export const AskInstead = (sentence: string): MethodDecorator => SetMetadata(ASK_INSTEAD, sentence);

const answerTooLarge = (instead: string): Problem =>
  new Problem(422, 'answer-too-large', {
    detail: `The answer would be more than ${ANSWER_BYTES_MAX} bytes. ${instead}`,
  });

/** An item of a list takes at least so much of an answer, with its names and quotation marks. */
const ITEM_BYTES_MIN = 100;

/** Refuses before the items are computed, as the interceptor would after. */
export const expectRoomFor = (items: number, instead: string): void => {
  if (items * ITEM_BYTES_MIN > ANSWER_BYTES_MAX) throw answerTooLarge(instead);
};

/** Keeps answers of reads within bounds, in the form in which they leave: JSON, or CSV by `csvOf`. */
@Injectable()
export class AnswerBound implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<Request>();
    if (method !== 'GET' && method !== 'HEAD') return next.handle();
    return next.handle().pipe(
      map((answer: unknown) => {
        const isText = typeof answer === 'string';
        if (!isText && (!isPlainObject(answer) || answer instanceof StreamableFile)) return answer;
        const found = isText
          ? textWithin(answer)
          : within(answer, (fewer) => csvFor(this.reflector, context, fewer));
        if (found !== undefined) return found;
        const instead = this.reflector.get<string | undefined>(ASK_INSTEAD, context.getHandler());
        throw answerTooLarge(instead ?? 'Ask for less of it, by a narrower filter.');
      }),
    );
  }
}

/** An answer that was serialised already. */
const textWithin = (answer: string): string | undefined =>
  Buffer.byteLength(answer) <= ANSWER_BYTES_MAX ? answer : undefined;

/** The answer, its list cut to fit. Undefined when nothing of it fits. */
const within = (
  answer: Readonly<Record<string, unknown>>,
  csvOf: (answer: object) => string | undefined,
): object | undefined => {
  const cut = cutOf(answer);
  if (!cut) return sizeOf(answer, ANSWER_BYTES_MAX) > ANSWER_BYTES_MAX ? undefined : answer;
  const { [cut.list]: list, ...rest } = answer;
  const items = list as readonly unknown[];
  const shortened = (count: number) =>
    count === items.length
      ? answer
      : { ...answer, [cut.list]: items.slice(0, count), ...cut.rest(count) };
  let count = countWithin(items, ANSWER_BYTES_MAX - NEXT_BYTES - sizeOf(rest, ANSWER_BYTES_MAX));
  for (; count > 0 || items.length === 0; count = Math.floor(count / 2)) {
    const csv = csvOf(shortened(count));
    if (csv === undefined || Buffer.byteLength(csv) <= ANSWER_BYTES_MAX) return shortened(count);
  }
  return undefined;
};

/** Reserved for the cursor, which is sealed later, and for the other members. */
const NEXT_BYTES = 8_192;

/** The number of items whose JSON fits into so many bytes. */
const countWithin = (items: readonly unknown[], bytes: number): number => {
  let left = bytes;
  let count = 0;
  for (const item of items.slice(0, ANSWER_ITEMS_MAX)) {
    left -= sizeOf(item, left) + 1;
    if (left < 0) break;
    count += 1;
  }
  return count;
};

/** Bytes of a value as JSON; stops counting above `max`. */
const sizeOf = (value: unknown, max: number): number => {
  if (charactersIn(value) <= SMALL_CHARACTERS) return bytesOf(value);
  let size = 2;
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    for (let from = 0; from < list.length && size <= max; from += SIZED_ITEMS)
      size += bytesOf(list.slice(from, from + SIZED_ITEMS));
    return size;
  }
  if (!isPlainObject(value) || 'toJSON' in value) return bytesOf(value);
  for (const [name, field] of Object.entries(value)) {
    if (field !== undefined) size += bytesOf(name) + sizeOf(field, max - size) + 2;
    if (size > max) break;
  }
  return size;
};

/** What is smaller is serialised at once: field by field takes ten times as long. */
const SMALL_CHARACTERS = 10_000;

/** A little more than the characters of a value as JSON, without escapes; stops counting above those. */
const charactersIn = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return SCALAR_CHARACTERS;
  let count = 0;
  for (const name in value) {
    count +=
      name.length + SCALAR_CHARACTERS + charactersIn((value as Record<string, unknown>)[name]);
    if (count > SMALL_CHARACTERS) break;
  }
  return count;
};

const SCALAR_CHARACTERS = 8;

/** Items that are serialised at once to measure them. */
const SIZED_ITEMS = 100;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? 'null');
