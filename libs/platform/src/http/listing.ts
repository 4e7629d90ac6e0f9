import {
  applyDecorators,
  Injectable,
  SetMetadata,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtraModels, ApiOkResponse, DECORATORS, getSchemaPath } from '@nestjs/swagger';
import { stringify } from 'csv-stringify/sync';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';

import { ANSWER_ITEMS_MAX } from '@esep/kernel';
import type { JsonValue } from '@esep/ledger-format';

import { isPlainObject } from './field.js';
import { IsCount, IsText } from './fields.js';
import { Problem } from './problem.js';

// Every list is read the same way: `?limit=&cursor=` in, `{ items, next }` out, or CSV.

/** Query of a list; extend it with the list's filters. */
export class ListQuery {
  @IsCount({ min: 1, max: ANSWER_ITEMS_MAX, optional: true, description: 'At most so many items.' })
  limit: number = 100;

  @IsText({ max: 1_000, optional: true, description: '`next` of the answer before.' })
  cursor?: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Cursor of what follows; null at the end. */
  readonly next: string | null;
}

/**
 * The page of `limit` items. `found` holds up to one more, which shows that another page follows. The next
 * page begins after `keyOf` its last item.
 */
export const pageOf = <Item>(
  found: readonly Item[],
  limit: number,
  keyOf: (last: Item) => JsonValue,
): Page<Item> => {
  const items = found.slice(0, limit);
  const nextAfter = (count: number): string => cursorOf(keyOf(items[count - 1] as Item));
  const next = found.length > limit && items.length > 0 ? nextAfter(items.length) : null;
  const page: Page<Item> = { items, next };
  return cuttable(page, 'items', (count) => ({ next: nextAfter(count) }));
};

/** A key as `CursorInterceptor` passes it. */
export const cursorOf = (key: JsonValue): string => JSON.stringify(key);

/** The key in a cursor, or undefined without one. Throws a 400 for a cursor of another list. */
export const keyIn = <Key extends JsonValue>(
  cursor: string | undefined,
  isKey: (value: unknown) => value is Key,
): Key | undefined => {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(cursor);
    if (isKey(key)) return key;
  } catch {
    // Not JSON: refused below.
  }
  throw cursorUnknown();
};

/** A key that is a position in a log, or an index. */
export const isPosition = (value: unknown): value is number => Number.isSafeInteger(value);

export const cursorUnknown = (): Problem =>
  new Problem(400, 'cursor-invalid', {
    detail:
      'cursor must be the `next` of an answer of this list, asked with the same filters. Ask without it to begin anew.',
    errors: [
      {
        pointer: '/cursor',
        code: 'cursor-invalid',
        message: 'cursor must be the `next` of an answer of this list, with the same filters.',
      },
    ],
  });

/** How an answer can be cut: the member that is the list, and the other members for fewer items. */
interface Cut {
  readonly list: string;
  readonly rest: (count: number) => object;
}

const CUT = Symbol('cut');

export const cutOf = (answer: object): Cut | undefined => (answer as { readonly [CUT]?: Cut })[CUT];

/** Marks an answer whose list may be cut; `{ ...answer }` keeps the mark. */
export const cuttable = <Answer extends object>(
  answer: Answer,
  list: keyof Answer & string,
  rest: (count: number) => Partial<Answer>,
): Answer => Object.assign(answer, { [CUT]: { list, rest } satisfies Cut });

// ── The answer, also as CSV ─────────────────────────────────────────────────────────────────────

const COLUMNS = 'esep:columns';

/**
 * A handler that answers a `Page` of items of a class: its OpenAPI schema and its CSV columns. `beside`
 * is what a page has beside its items.
 */
export const Lists = (
  Item: Type<object>,
  beside: Readonly<Record<string, Type<object>>> = {},
): MethodDecorator =>
  applyDecorators(
    SetMetadata(COLUMNS, Item),
    ApiExtraModels(Item, ...Object.values(beside)),
    ApiOkResponse({
      description: 'A page of the list.',
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['items', 'next', ...Object.keys(beside)],
            properties: {
              items: { type: 'array', items: { $ref: getSchemaPath(Item) } },
              next: {
                type: 'string',
                nullable: true,
                description: 'Cursor of what follows, null at the end.',
              },
              ...Object.fromEntries(
                Object.entries(beside).map(([name, of]) => [name, { $ref: getSchemaPath(of) }]),
              ),
            },
          },
        },
        'text/csv': {
          schema: {
            type: 'string',
            description:
              'A row per item, as RFC 4180 but for semicolons, UTF-8 with its mark; `Link` has the next page.',
          },
        },
      },
    }),
  );

/** Answers any page as CSV when that is what the caller prefers. */
@Injectable()
export class CsvInterceptor implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(
      map((answer: unknown) => {
        const csv = csvFor(this.reflector, context, answer);
        if (csv === undefined || !isPage(answer)) return answer;
        const request = http.getRequest<Request>();
        const response = http.getResponse<Response>();
        response.attachment(`${nameOf(request)}.csv`);
        response.type('text/csv; charset=utf-8; header=present');
        if (answer.next !== null)
          response.set('Link', `<${nextUrl(request, answer.next)}>; rel="next"`);
        return csv;
      }),
    );
  }
}

/** A page as CSV, where that is what the caller prefers; undefined for anything else. */
export const csvFor = (
  reflector: Reflector,
  context: ExecutionContext,
  answer: unknown,
): string | undefined => {
  const request = context.switchToHttp().getRequest<Request>();
  if (!isPage(answer) || request.accepts(['json', 'text/csv']) !== 'text/csv') return undefined;
  const Item = reflector.get<Type<object> | undefined>(COLUMNS, context.getHandler());
  return csvOf(answer.items, Item && propertiesOf(Item));
};

/** Names of a class's properties as its OpenAPI decorators declare them. */
const propertiesOf = ({ prototype }: Type<object>): string[] => {
  const declared: unknown = Reflect.getMetadata(
    DECORATORS.API_MODEL_PROPERTIES_ARRAY,
    prototype as object,
  );
  return ((declared ?? []) as string[]).map((name) => name.replace(':', ''));
};

export const isPage = (answer: unknown): answer is Page<unknown> =>
  isPlainObject(answer) && Array.isArray(answer['items']) && 'next' in answer;

/** File name of a download: `tax-prices` for `/tax/v1/prices`. */
const nameOf = ({ path }: Request): string =>
  path
    .split('/')
    .filter((part) => /^[a-z][a-z-]*$/.test(part))
    .join('-');

const nextUrl = ({ originalUrl }: Request, cursor: string): string => {
  const [path = '', query = ''] = originalUrl.split('?');
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
};

/**
 * RFC 4180, but with semicolons, the list separator that Excel takes from the region of Kazakhstan, and
 * with the byte order mark by which it recognises UTF-8. Fields of objects become `object.field`
 * columns; lists stay JSON. The columns of `first` come first, and are there even without rows.
 */
export const csvOf = (items: readonly unknown[], first: readonly string[] = []): string => {
  const rows = items.map((item) => Object.fromEntries(cellsOf(item)));
  const found = new Set(rows.flatMap((row) => Object.keys(row)));
  const named = first.flatMap((name) => {
    const inside = [...found].filter((column) => column.startsWith(`${name}.`));
    return inside.length > 0 ? inside : [name];
  });
  return stringify(rows, {
    bom: true,
    delimiter: ';',
    header: true,
    columns: [...new Set([...named, ...found])].map((key) => ({ key, header: cellOf(key) })),
    // A parser that splits at commas must find none outside of quotes.
    quoted_match: /,/,
    record_delimiter: 'windows',
  });
};

const cellsOf = (value: unknown, path = ''): [string, string][] => {
  if (isPlainObject(value))
    return Object.entries(value).flatMap(([name, field]) =>
      cellsOf(field, path === '' ? name : `${path}.${name}`),
    );
  return [[path === '' ? 'value' : path, cellOf(value)]];
};

const cellOf = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string')
    return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
  return FORMULA.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value;
};

/**
 * Text that a spreadsheet would run as a formula: it skips blanks and invisible characters, treats the
 * full-width and small forms of `= + - @` alike, and a tab or line break as the next cell.
 */
const FORMULA = /^([\t\r\n]|[\s\p{Z}\p{C}]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/u;
