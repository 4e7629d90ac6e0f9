import { Controller, Get, Module, Query } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ANSWER_BYTES_MAX, ANSWER_ITEMS_MAX } from '@esep/kernel';

import { AskInstead } from './answer-bound.js';
import { cuttable, keyIn, Lists, ListQuery, pageOf } from './listing.js';
import type { ProblemDocument } from './problem.js';
import { startTestService, type TestService } from '../testing/test-service.js';

class Item {
  @ApiProperty() n!: number;
  @ApiProperty() text!: string;
  @ApiProperty({ type: [String] }) facts!: string[];
}

const COUNT = 700;

/** Some are tiny, some near 64 KiB; in some every character is one that CSV writes longer. */
const ITEMS: readonly Item[] = Array.from({ length: COUNT }, (_, n) => ({
  n,
  text: 'Ә'.repeat(n % 7 === 0 ? 30_000 : 5),
  facts: n % 20 === 0 ? Array.from({ length: 10_000 }, () => '"') : [],
}));

const isNumber = (key: unknown): key is number => typeof key === 'number';

@Controller('sample/v1')
class LargeController {
  @Get('items')
  @Lists(Item)
  items(@Query() { limit, cursor }: ListQuery) {
    const from = (keyIn(cursor, isNumber) ?? -1) + 1;
    const page = pageOf(ITEMS.slice(from, from + limit + 1), limit, ({ n }) => n);
    return { ...page, items: page.items.map((item) => ({ ...item })), ledger: 'known' };
  }

  @Get('events')
  events() {
    return cuttable({ events: [...ITEMS], next: COUNT }, 'events', (count) => ({ next: count }));
  }

  @Get('one')
  @AskInstead('Ask GET /sample/v1/items for it in pages.')
  one() {
    return { all: ITEMS };
  }

  @Get('giant')
  @Lists(Item)
  giant() {
    const giant = { n: 0, text: 'x'.repeat(ANSWER_BYTES_MAX), facts: [] };
    return pageOf([giant, giant], 1, ({ n }) => n);
  }
}

@Module({ controllers: [LargeController] })
class LargeModule {}

describe('An answer', () => {
  let service: TestService;
  let token: string;

  beforeAll(async () => {
    service = await startTestService({ name: 'sample', module: LargeModule });
    token = await service.tokenOf('pool', 'dmp-1');
  });

  afterAll(() => service.close());

  const bytesOf = async (path: string, accept = 'application/json') => {
    const response = await service.call(path, { token, headers: { accept } });
    const bytes = Buffer.from(await response.arrayBuffer());
    return { status: response.status, link: response.headers.get('link'), bytes };
  };

  it('API-2: of a list ends where 4 MiB do, and what follows is found by its cursor', async () => {
    const seen: number[] = [];
    let pages = 0;
    for (let cursor: string | null = ''; cursor !== null; pages += 1) {
      const after = cursor === '' ? '' : `&cursor=${cursor}`;
      const { status, bytes } = await bytesOf(`sample/v1/items?limit=500${after}`);
      expect(status).toBe(200);
      expect(bytes.length).toBeLessThanOrEqual(ANSWER_BYTES_MAX);
      const page = JSON.parse(bytes.toString()) as {
        items: Item[];
        next: string | null;
        ledger: string;
      };
      expect(page.items.length).toBeGreaterThan(0);
      expect(page.ledger).toBe('known');
      seen.push(...page.items.map(({ n }) => n));
      cursor = page.next;
    }
    expect(seen).toEqual(ITEMS.map(({ n }) => n));
    // It is not cut shorter than it has to be.
    const whole = Buffer.byteLength(JSON.stringify(ITEMS));
    expect(pages).toBeLessThanOrEqual(Math.ceil(whole / ANSWER_BYTES_MAX) + 3);
  });

  it('API-2: the same as CSV, whose next page stands in its Link', async () => {
    let rows = 0;
    let path: string | undefined = 'sample/v1/items?limit=500';
    while (path !== undefined) {
      const { status, link, bytes } = await bytesOf(path, 'text/csv');
      expect(status).toBe(200);
      expect(bytes.length).toBeLessThanOrEqual(ANSWER_BYTES_MAX);
      rows += bytes.toString().split('\r\n').length - 2;
      path = /^<\/([^>]+)>/.exec(link ?? '')?.[1];
    }
    expect(rows).toBe(COUNT);
  });

  it('API-2: has at most 500 items, and any list that says where it goes on ends earlier', async () => {
    const { bytes } = await bytesOf('sample/v1/events');
    const { events, next } = JSON.parse(bytes.toString()) as { events: Item[]; next: number };
    expect(bytes.length).toBeLessThanOrEqual(ANSWER_BYTES_MAX);
    expect(events.length).toBeLessThanOrEqual(ANSWER_ITEMS_MAX);
    expect(next).toBe(events.length);
  });

  it.each([
    ['one', 'Ask GET /sample/v1/items for it in pages.'],
    ['giant', 'Ask for less of it'],
  ])('API-2: that cannot end earlier is refused, and says what to ask: %s', async (path, says) => {
    const { status, bytes } = await bytesOf(`sample/v1/${path}`);
    const problem = JSON.parse(bytes.toString()) as ProblemDocument;
    expect([status, problem.type]).toEqual([422, 'urn:esep:problem:answer-too-large']);
    expect(problem.detail).toContain(says);
  });
});
