import { Controller, HttpCode, Post, Query, Req, type Type } from '@nestjs/common';
import {
  ApiBody,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { MACHINE_LINE_BYTES_MAX, MACHINES_BYTES_MAX } from '@esep/kernel';
import {
  Clock,
  Consumes,
  CurrentPrincipal,
  linesOf,
  metaOf,
  Roles,
  SubmissionQuery,
  type Principal,
} from '@esep/platform';
import type { Request } from 'express';

import {
  MachineMoveBody,
  MachineRegistrationBody,
  MachineRetirementBody,
  MachinesAnswer,
  type MachineBody,
} from './machine-bodies.js';
import type { MachineAct } from './machine-decisions.js';
import { MachineIntake } from './machine-intake.js';
import { readLines } from './machine-lines.js';

const NDJSON = 'application/x-ndjson';

const HOW =
  'NDJSON: one object in each line, each decided by itself and in order; the answer names the lines that are refused, and why. Ten thousand lines are recorded at a time. If the connection breaks, send the file again: what was recorded changes nothing.';

/** A body of lines, each of a class. */
const TakesLines =
  (Dto: Type<MachineBody>): MethodDecorator =>
  (target, name, descriptor) => {
    // Any bytes are lines: what is wrong with one is answered by line.
    const schema = { description: `Lines as \`${Dto.name}\`.` };
    for (const decorate of [
      Consumes(NDJSON),
      ApiExtraModels(Dto),
      ApiBody({ schema: { ...schema, externalDocs: { url: getSchemaPath(Dto) } } }),
      ApiOkResponse({ type: MachinesAnswer }),
      HttpCode(200),
    ])
      decorate(target, name, descriptor as TypedPropertyDescriptor<unknown>);
  };

/** The register of machines, written by files (LIC-10). */
@ApiTags('machines')
@Controller('licensing/v1/machines')
@Roles('licensing-officer')
export class MachinesController {
  constructor(
    private readonly intake: MachineIntake,
    private readonly clock: Clock,
  ) {}

  @Post()
  @TakesLines(MachineRegistrationBody)
  @ApiOperation({
    summary: 'Register machines',
    description: `ASIC or GPU alike (LIC-10). The licence is in force at \`from\`, the data centre is of that licence and open then, and with its machines takes no more power than its contract gives. ${HOW}`,
  })
  register(
    @Req() request: Request,
    @Query() query: SubmissionQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<MachinesAnswer> {
    return this.take('register', MachineRegistrationBody, request, query, principal);
  }

  @Post('moves')
  @TakesLines(MachineMoveBody)
  @ApiOperation({
    summary: 'Machines that stand elsewhere, or run otherwise, from a date on',
    description: `To another data centre, to another licence, or with another nominal hash rate or power. With the \`from\` of what was said last it corrects that. ${HOW}`,
  })
  move(
    @Req() request: Request,
    @Query() query: SubmissionQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<MachinesAnswer> {
    return this.take('move', MachineMoveBody, request, query, principal);
  }

  @Post('retirements')
  @TakesLines(MachineRetirementBody)
  @ApiOperation({
    summary: 'Machines that mine no more from a date on',
    description: `A retired machine may be registered again, under any licence. ${HOW}`,
  })
  retire(
    @Req() request: Request,
    @Query() query: SubmissionQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<MachinesAnswer> {
    return this.take('retire', MachineRetirementBody, request, query, principal);
  }

  private take(
    act: MachineAct,
    Dto: Type<MachineBody>,
    request: Request,
    { dryRun }: SubmissionQuery,
    principal: Principal,
  ): Promise<MachinesAnswer> {
    const lines = linesOf(request, {
      bytesMax: MACHINES_BYTES_MAX,
      lineBytesMax: MACHINE_LINE_BYTES_MAX,
    });
    const read = readLines(Dto, lines, this.clock.now());
    return this.intake.take(read, { act, meta: metaOf(principal), dryRun });
  }
}
