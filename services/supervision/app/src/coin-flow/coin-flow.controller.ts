import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { sum } from '@esep/kernel';
import {
  CurrentPrincipal,
  Fails,
  IsAsOf,
  IsKnownAt,
  LedgerBody,
  Problem,
  Roles,
  type Principal,
} from '@esep/platform';
import { FLOW_CAUSES, FLOW_ENDS, minedByWallet, type Strand } from '@esep/supervision-domain';

import { FactBook } from '../project-facts/fact-book.js';
import { Figures } from '../reconciliations/figures.js';
import { keyOf, RowWallets } from './row-wallets.js';
import {
  READERS,
  subjectOf,
  unknownLicensee,
} from '../reconciliations/reconciliations.controller.js';

/** More strands than these are summed, so that the picture can be drawn. */
const STRANDS_MAX = 24;

export class CoinFlowQuery {
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

class StrandBody {
  @ApiProperty({
    enum: [...FLOW_ENDS, 'others'],
    description:
      'Who stands at the other end: a pool, a venue, an address; `before` and `after` are the coins at hand at the ends of the month, `unknown` is where coins came from that nobody reported, `nowhere-known` where no address is known, `others` the sum of what is too many to list.',
  })
  kind!: string;
  @ApiProperty({ nullable: true, type: String, example: 'dmp-1' }) id!: string | null;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Of a pool: the wallet that its rows name.',
    example: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
  })
  wallet!: string | null;
  @ApiProperty({
    enum: FLOW_CAUSES,
    type: String,
    nullable: true,
    example: 'mined',
    description: 'Null for `others`.',
  })
  cause!: string | null;
  @ApiProperty({ description: 'Base units.' }) quantity!: string;
  @ApiProperty({
    type: 'integer',
    description: 'The rows, fills and movements that it sums: see the explanation of the row.',
  })
  facts!: number;
}

class CoinFlowBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() asset!: string;
  @ApiProperty() period!: string;
  @ApiProperty({ format: 'date-time' }) start!: string;
  @ApiProperty({ format: 'date-time' }) end!: string;
  @ApiProperty({ format: 'date-time' }) knownAt!: string;
  @ApiProperty({ format: 'date-time' }) asOf!: string;
  @ApiProperty({ type: [StrandBody], description: 'The largest first.' }) from!: StrandBody[];
  @ApiProperty({ type: [StrandBody], description: 'The largest first.' }) to!: StrandBody[];
  @ApiProperty({
    description: 'What came in, and as much went out or stayed. Base units.',
    example: '1500000000',
  })
  total!: string;
  @ApiProperty() ledger!: LedgerBody;
}

/** From whom a licensee's coins came in a month, and to whom they went. */
@ApiTags('figures')
@Controller('supervision/v1/flows')
@Fails(400, 'as-of-after-known-at')
@Fails(404, 'asset-unknown', 'licensee-unknown', 'row-unknown')
@Fails(422, 'no-rule-pack')
@Roles(...READERS)
export class CoinFlowController {
  constructor(
    private readonly facts: FactBook,
    private readonly figures: Figures,
    private readonly wallets: RowWallets,
  ) {}

  @Get(':licenseeId/:asset/:period')
  @ApiOperation({
    summary: 'Where the coins of a month came from and where they went',
    description:
      'Pools to the licensee’s wallets, the licensee to venues and addresses: what was mined is the row’s `mined`, what was `sold` is what its sales counted with, and early and unexplained outflows are those of its findings. Both sides have the same total. A licensee sees its own.',
  })
  @ApiOkResponse({ type: CoinFlowBody })
  async flow(
    @Param('licenseeId') licenseeId: string,
    @Param('asset') asset: string,
    @Param('period') period: string,
    @Query() query: CoinFlowQuery,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CoinFlowBody> {
    const subject = subjectOf(licenseeId, asset, principal);
    const moment = this.figures.moment(query, licenseeId);
    const { rules } = await this.figures.law(moment);
    const { knownAt, asOf } = moment;
    const asked = await this.facts.ask(subject, function* (fold) {
      return { flow: yield* fold.coinFlowWork(rules, knownAt, asOf, period) };
    });
    if (!asked) throw unknownLicensee(licenseeId);
    if (!asked.flow)
      throw new Problem(404, 'row-unknown', {
        detail: `There is no row of ${asset} for ${period} as known then.`,
      });
    const { start, end, to, total, rows } = asked.flow;
    const wallets = await this.wallets.of(rows);
    const from = minedByWallet(asked.flow, (row) => wallets.get(keyOf(row.sources.at(-1))));
    return {
      ...{ licenseeId, asset, period, start, end, knownAt, asOf },
      ...{ from: strandsShown(from), to: strandsShown(to), total: String(total) },
      ledger: await this.figures.ledgerOf(moment, [subject]),
    };
  }
}

const strandsShown = (strands: readonly Strand[]): StrandBody[] => {
  const [shown, rest] =
    strands.length > STRANDS_MAX
      ? [strands.slice(0, STRANDS_MAX - 1), strands.slice(STRANDS_MAX - 1)]
      : [strands, []];
  const bodies = shown.map(({ end, cause, quantity, facts }) => ({
    ...{ kind: end.kind, id: end.id ?? null, wallet: end.wallet ?? null, cause },
    ...{ quantity: String(quantity), facts },
  }));
  if (rest.length === 0) return bodies;
  const others = {
    ...{ kind: 'others', id: null, wallet: null, cause: null },
    quantity: String(sum(rest.map(({ quantity }) => quantity))),
    facts: rest.reduce((count, { facts }) => count + facts, 0),
  };
  return [...bodies, others];
};
