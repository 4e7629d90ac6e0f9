import { applyDecorators, Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';

import { CurrentPrincipal, Roles } from './auth.js';
import { IsChoice, IsText } from './fields.js';
import type { Done, NotDone } from '../projections/not-done.js';
import { Fails } from './openapi-errors.js';
import { Problem } from './problem.js';
import { Projections, type Comparison, type ProjectionState } from '../projections/projections.js';
import type { Principal } from './request-context.js';

export class SwitchBody {
  @IsText({
    max: 2_000,
    optional: true,
    description: 'Why the next copy should differ from the one that is read.',
  })
  changed?: string;
}

export class DropBody {
  @IsChoice(['next', 'old'], { description: 'Which copy.' }) copy!: 'next' | 'old';
}

class CopyLog {
  @ApiProperty() log!: string;
  @ApiProperty({
    type: 'integer',
    description: 'Events that took effect in the copy that is read.',
  })
  live!: number;
  @ApiProperty({ type: 'integer', description: 'And in the next copy.' }) next!: number;
}

class ComparisonSummary {
  @ApiProperty() equal!: boolean;
  @ApiProperty({ format: 'date-time' }) comparedAt!: string;
}

class CopyItem {
  @ApiProperty({ type: 'integer', description: 'Of the code that made it.' }) version!: number;
  @ApiProperty({ format: 'date-time' }) madeAt!: string;
  @ApiProperty({ nullable: true, type: String }) madeBy!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'Why it cannot be built further.' })
  trouble!: string | null;
  @ApiProperty({ nullable: true, type: ComparisonSummary }) comparison!: ComparisonSummary | null;
  @ApiProperty({ nullable: true, type: String, format: 'date-time' }) switchedAt!: string | null;
  @ApiProperty({ nullable: true, type: String }) switchedBy!: string | null;
  @ApiProperty({ nullable: true, type: String }) switchedWhy!: string | null;
}

class ProjectionItem {
  @ApiProperty() name!: string;
  @ApiProperty() subscription!: string;
  @ApiProperty({ type: 'integer', description: 'Of the code that runs.' }) version!: number;
  @ApiProperty({ type: [CopyLog] }) logs!: CopyLog[];
  @ApiProperty({ nullable: true, type: CopyItem, description: 'The copy that is read.' })
  live!: CopyItem | null;
  @ApiProperty({ nullable: true, type: CopyItem, description: 'The copy being built beside it.' })
  next!: CopyItem | null;
  @ApiProperty({ nullable: true, type: CopyItem, description: 'The copy that was read before.' })
  old!: CopyItem | null;
}

class ProjectionList {
  @ApiProperty({ type: [ProjectionItem] }) items!: ProjectionItem[];
  @ApiProperty({ nullable: true, type: String }) next!: string | null;
}

class TableSumItem {
  @ApiProperty({ type: 'integer' }) rows!: number;
  @ApiProperty({ description: 'Of all rows, in whatever order.' }) checksum!: string;
}

class LoneRow {
  @ApiProperty({ enum: ['live', 'next'] }) in!: 'live' | 'next';
  @ApiProperty({ description: 'As JSON, its beginning.' }) row!: string;
}

class TableItem {
  @ApiProperty() table!: string;
  @ApiProperty({ nullable: true, type: TableSumItem }) live!: TableSumItem | null;
  @ApiProperty({ nullable: true, type: TableSumItem }) next!: TableSumItem | null;
  @ApiProperty({ type: [String], description: 'Columns of the next copy only.' }) added!: string[];
  @ApiProperty({ type: [String], description: 'Columns that it no longer has.' }) lost!: string[];
  @ApiProperty() equal!: boolean;
  @ApiProperty({ type: [LoneRow], description: 'Some rows of one copy only.' })
  differences!: LoneRow[];
}

class ComparisonAnswer extends ComparisonSummary {
  @ApiProperty({ type: [TableItem] }) tables!: TableItem[];
}

const STATUS: Readonly<Record<NotDone['refusal'], number>> = {
  'projection-unknown': 404,
  'copy-unknown': 404,
  'copy-exists': 409,
  'copy-behind': 409,
  'copies-not-compared': 409,
  'projection-changing': 409,
  'copies-differ': 422,
  'owner-elsewhere': 409,
  'projection-in-use': 503,
};

const factsOf = (status: number): string[] =>
  Object.entries(STATUS).flatMap(([fact, its]) => (its === status ? [fact] : []));

const ChangesCopies = (): MethodDecorator =>
  applyDecorators(...[404, 409, 422, 503].map((status) => Fails(status, ...factsOf(status))));

/**
 * Projections and their rebuild from the logs, beside the live copy: an operator sees which figures an
 * upgrade changes before it is switched to, and a damaged projection is repaired without downtime.
 */
export const projectionsController = (service: string) => {
  @ApiTags('projections')
  @Controller(`${service}/v1/projections`)
  @Roles('supervision-analyst', 'enforcement-officer', 'operator')
  class ProjectionsController {
    constructor(private readonly projections: Projections) {}

    @Get()
    @Roles('supervision-analyst', 'enforcement-officer', 'auditor', 'operator')
    @ApiOperation({
      summary: 'The projections, and how far their copies are',
      description:
        'Tables that reads are answered from: the copy that is read, the one that is built beside it, and the one before.',
    })
    @ApiOkResponse({ type: ProjectionList })
    async list() {
      return { items: await this.projections.list(), next: null };
    }

    @ChangesCopies()
    @Post(':name/rebuild')
    @HttpCode(202)
    @ApiOperation({
      summary: 'Build a projection anew from the logs, beside the copy that is read',
      description:
        'Answers at once; the list says how far it is. Reads are not disturbed. Only one copy is built at a time (`copy-exists`).',
    })
    @ApiAcceptedResponse({ type: ProjectionItem })
    async rebuild(
      @Param('name') name: string,
      @CurrentPrincipal() { subject }: Principal,
    ): Promise<ProjectionState> {
      return valueOf(await this.projections.rebuild(name, subject));
    }

    @ChangesCopies()
    @Post(':name/compare')
    @HttpCode(200)
    @ApiOperation({
      summary: 'Compare both copies, table by table, at one place of all logs',
      description:
        'Waits until both are equally far. What differs is shown by example; figures are not to change unseen.',
    })
    @ApiOkResponse({ type: ComparisonAnswer })
    async compare(@Param('name') name: string): Promise<Comparison> {
      return valueOf(await this.projections.compare(name));
    }

    @ChangesCopies()
    @Post(':name/switch')
    @HttpCode(200)
    @ApiOperation({
      summary: 'Have the next copy read from now on; the present one is kept',
      description:
        'Needs a comparison before. Copies that differ are switched only with the reason in `changed`.',
    })
    @ApiOkResponse({ type: ProjectionItem })
    async switch(
      @Param('name') name: string,
      @Body() { changed }: SwitchBody,
      @CurrentPrincipal() { subject }: Principal,
    ): Promise<ProjectionState> {
      return valueOf(await this.projections.switch(name, subject, changed));
    }

    @ChangesCopies()
    @Post(':name/drop')
    @HttpCode(200)
    @ApiOperation({
      summary: 'Give up the next copy, or the one that was read before',
      description: '`next` stops building; `old` frees its room, after which there is no way back.',
    })
    @ApiOkResponse({ type: ProjectionItem })
    async drop(@Param('name') name: string, @Body() { copy }: DropBody): Promise<ProjectionState> {
      return valueOf(await this.projections.drop(name, copy));
    }
  }
  return ProjectionsController;
};

const valueOf = <Value>(done: Done<Value>): Value => {
  if ('value' in done) return done.value;
  const { refusal, detail } = done;
  const status = STATUS[refusal];
  throw new Problem(status, refusal, {
    detail,
    ...(status === 503 ? { headers: { 'Retry-After': '5' } } : {}),
  });
};
