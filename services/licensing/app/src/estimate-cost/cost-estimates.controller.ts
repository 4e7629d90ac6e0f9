import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Fails,
  IsBaseUnits,
  IsCount,
  IsListOf,
  IsText,
  Problem,
  Public,
  WhyBody,
} from '@esep/platform';
import { estimateCost } from '@esep/licensing-domain';
import { evaluate } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';

export class PlannedCostBody {
  @IsText({ max: 64, pattern: /^[a-z-]+$/ }) code!: string;
  @IsBaseUnits({ description: 'Cents, each time the item is due.' }) amount!: string;
}

export class CostEstimateBody {
  @IsCount({ min: 1, max: 30, optional: true }) years: number = 1;
  @IsListOf(() => PlannedCostBody, { optional: true, max: 50 }) planned?: PlannedCostBody[];
}

class CostRangeBody {
  @ApiProperty({ description: 'Minor units.', example: '2000000' }) low!: string;
  @ApiProperty({ example: '4000000' }) high!: string;
}

class CostLineBody {
  @ApiProperty({ example: 'legal-incorporation' }) code!: string;
  @ApiProperty({ enum: ['planned', 'stated', 'not-stated'] }) source!: string;
  @ApiProperty({ type: 'integer', description: 'How often it is due in these years.' })
  times!: number;
  @ApiProperty({ required: false, description: 'For all times together.' }) range?: CostRangeBody;
  @ApiProperty({ description: 'It stays the applicant’s own, and is no cost.' }) isKept!: boolean;
  @ApiProperty({ description: 'Planned below or above what is stated.' }) isUnusual!: boolean;
}

class AssumedRuleBody {
  @ApiProperty({ example: 'rest-of-the-total' }) value!: string;
  @ApiProperty() why!: WhyBody;
}

class CostEstimateAnswer {
  @ApiProperty({ example: 'USD' }) currency!: string;
  @ApiProperty({ type: 'integer' }) years!: number;
  @ApiProperty({ type: [CostLineBody] }) lines!: CostLineBody[];
  @ApiProperty({ description: 'For the items of which nothing is stated or planned.' })
  rest!: CostRangeBody;
  @ApiProperty({ description: 'All lines that are spent, and the rest.' }) spent!: CostRangeBody;
  @ApiProperty() kept!: CostRangeBody;
  @ApiProperty({ description: 'Where the stated costs stand.' }) why!: WhyBody;
  @ApiProperty({ type: [AssumedRuleBody] }) assumed!: AssumedRuleBody[];
}

/** What a licence costs, item by item (LIC-12). Public: an applicant has no token yet. */
@ApiTags('calculator')
@Controller('licensing/v1/cost-estimates')
@Fails(400, 'cost-below-minimum', 'cost-item-planned-twice', 'cost-item-unknown')
@Public()
export class CostEstimatesController {
  constructor(
    private readonly packs: RulePacks,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'The break-down of what a licence costs',
    description:
      'Item by item for so many years; `planned` replaces what is stated of an item. Amounts are minor units. Nothing is recorded.',
  })
  @ApiOkResponse({ type: CostEstimateAnswer })
  async estimate(@Body() { years, planned = [] }: CostEstimateBody) {
    const at = this.clock.now();
    const pack = await this.packs.inForce(at);
    const { value, why } = evaluate(pack, 'licenceCost', at);
    const assumed = [evaluate(pack, 'shareCapital', at), evaluate(pack, 'unstatedCosts', at)];
    const estimate = estimateCost({
      cost: {
        currency: value.currency,
        totalMin: BigInt(value.totalMin),
        totalMax: BigInt(value.totalMax),
        items: value.items.map(({ code, per, min, max }) => ({
          code,
          per,
          ...(min === undefined ? {} : { min: BigInt(min) }),
          ...(max === undefined ? {} : { max: BigInt(max) }),
        })),
      },
      years,
      planned: planned.map(({ code, amount }) => ({ code, amount: BigInt(amount) })),
    });
    if (!estimate.ok)
      throw new Problem(400, estimate.reason, { detail: 'The planned costs do not fit the list.' });
    return { ...asText(estimate.value), why, assumed };
  }
}

/** Amounts as decimal strings. */
const asText = <Value extends object>(value: Value): object =>
  JSON.parse(
    JSON.stringify(value, (_key, field: unknown) =>
      typeof field === 'bigint' ? field.toString() : field,
    ),
  ) as object;
