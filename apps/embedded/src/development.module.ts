import { Body, Controller, Get, HttpCode, Inject, Module, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { Instant } from '@esep/kernel';
import {
  countsIn,
  DEMO_REGULATOR,
  demoPrincipals,
  DevelopmentClock,
  DevelopmentIssuer,
  Fails,
  IsChoice,
  IsInstant,
  IsText,
  Problem,
  Public,
  Roles,
  ROLES,
  type ClockMove,
  type Role,
} from '@esep/platform';
import type { JWK } from 'jose';

import type { DataDirectory } from './data-directory.js';

export const ISSUER = 'urn:esep:development';

/** Time that can be moved, from `startAt` or from where it was left, and tokens that are good in it. */
export const startDevelopment = async (
  data: DataDirectory,
  startAt: Instant | undefined,
): Promise<{ clock: DevelopmentClock; issuer: DevelopmentIssuer }> => {
  const clockFile = data.file<{ offsetMs: number }>('clock.json');
  const clock = await DevelopmentClock.start({
    ...(startAt === undefined ? {} : { startAt }),
    offset: {
      load: async () => (await clockFile.load())?.offsetMs,
      save: (offsetMs) => clockFile.save({ offsetMs }),
    },
  });
  const key = data.file<JWK>('secrets/issuer.json');
  const issuer = await DevelopmentIssuer.start({ clock, issuer: ISSUER, audience: 'esep', key });
  return { clock, issuer };
};

/** Moves the clocks of all services. */
export abstract class Clocks {
  abstract moveTo(now: Instant): Promise<ClockMove>;
}

/** Pools and exchanges that the demonstration tokens speak for. */
export const DEMO_SECTOR = Symbol('demo sector');
export interface DemoSector {
  readonly pools: readonly string[];
  readonly exchanges: readonly string[];
}

export class MoveClockBody {
  @IsInstant({ description: 'Not before the clock’s present time.' }) now!: string;
}

export class TokensQuery {
  @IsChoice(ROLES, { optional: true, description: 'With organisation: one token for just this.' })
  role?: Role;
  @IsText({ max: 64, optional: true }) organisation?: string;
}

class ClockAnswer {
  @ApiProperty({ format: 'date-time' }) now!: string;
}

class KeyList {
  @ApiProperty({ type: 'array', items: { type: 'object', additionalProperties: true } })
  keys!: object[];
}

class TokenItem {
  @ApiProperty() subject!: string;
  @ApiProperty({ required: false }) name?: string;
  @ApiProperty({ description: 'Id of a pool or an exchange, or `aifc` for the regulator’s staff.' })
  organisation!: string;
  @ApiProperty({ enum: ROLES, isArray: true }) roles!: Role[];
  @ApiProperty() token!: string;
}

class TokenList {
  @ApiProperty({ type: [TokenItem] }) items!: TokenItem[];
  @ApiProperty({ nullable: true, type: String }) next!: string | null;
}

/** What only a development host offers: time that can be moved, and tokens for whoever asks. */
@ApiTags('development')
@Controller('dev/v1')
class DevelopmentController {
  constructor(
    private readonly clock: DevelopmentClock,
    private readonly clocks: Clocks,
    private readonly issuer: DevelopmentIssuer,
    @Inject(DEMO_SECTOR) private readonly sector: DemoSector,
  ) {}

  @Get('clock')
  @Public()
  @ApiOperation({ summary: 'What time it is for the ledger' })
  @ApiOkResponse({ type: ClockAnswer })
  now() {
    return { now: this.clock.now() };
  }

  @Post('clock')
  @HttpCode(200)
  @Roles('demo')
  @Fails(422, 'clock-moves-forward-only')
  @ApiOperation({ summary: 'Move the clock forward' })
  @ApiOkResponse({ type: ClockAnswer })
  move(@Body() { now }: MoveClockBody) {
    return this.clocks.moveTo(now);
  }

  @Get('keys')
  @Public()
  @ApiOperation({ summary: 'What verifies the tokens (JWKS)' })
  @ApiOkResponse({ type: KeyList })
  keys() {
    return this.issuer.jwks();
  }

  @Get('tokens')
  @Public()
  @Fails(400, 'role-elsewhere')
  @ApiOperation({ summary: 'A token for each role and organisation of the demonstration' })
  @ApiOkResponse({ type: TokenList })
  async tokens(@Query() { role, organisation }: TokensQuery) {
    if (role !== undefined && organisation !== undefined) refuseElsewhere(role, organisation);
    const items =
      role !== undefined && organisation !== undefined
        ? [{ subject: `${role}-${organisation}`, organisation, roles: [role] }]
        : demoPrincipals({ ...this.sector, services: ['supervision'] });
    return { items: await this.issuer.tokens(items), next: null };
  }
}

/** Such a token would be good for nothing, and whoever asks for it would look for the fault elsewhere. */
const refuseElsewhere = (role: Role, organisation: string): void => {
  if (countsIn(role, organisation, DEMO_REGULATOR)) return;
  throw new Problem(400, 'role-elsewhere', {
    detail: `The role ${role} counts for nothing in the organisation ${organisation}. Staff are of ${DEMO_REGULATOR}, a licensee is its id, a service its name.`,
  });
};

@Module({ controllers: [DevelopmentController] })
export class DevelopmentModule {}
