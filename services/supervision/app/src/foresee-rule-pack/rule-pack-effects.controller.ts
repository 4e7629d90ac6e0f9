import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  IsAsset,
  Fails,
  IsJsonObject,
  keyIn,
  LedgerBody,
  ListQuery,
  Lists,
  nextTurn,
  pageOf,
  Problem,
  Roles,
} from '@esep/platform';
import { notFollowed, reconciliationRules, validatePack, type RulePack } from '@esep/rulebook';
import { changedRows, toWire } from '@esep/supervision-domain';

import { FactBook } from '../project-facts/fact-book.js';
import { Figures } from '../reconciliations/figures.js';
import { isAfter, isRowKey, keyOf } from '../reconciliations/row-key.js';

export class EffectsQuery extends ListQuery {
  @IsAsset({ optional: true }) asset?: string;
}

export class EffectsBody {
  @IsJsonObject({ description: 'The pack, as it is proposed at POST /licensing/v1/rule-packs.' })
  pack!: object;
}

class StandingBody {
  @ApiProperty({ enum: ['open', 'provisional', 'final'] }) state!: string;
  @ApiProperty() verdict!: string;
  @ApiProperty({ description: 'Base units, as all quantities.' }) required!: string;
  @ApiProperty() shortfall!: string;
  @ApiProperty() outstanding!: string;
  @ApiProperty() retained!: string;
  @ApiProperty({ format: 'date-time' }) due!: string;
}

/** A row that differs under the pack. */
class EffectBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ nullable: true, type: String }) name!: string | null;
  @ApiProperty() asset!: string;
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty({ type: StandingBody, nullable: true, description: 'Null of a row that is new.' })
  now!: StandingBody | null;
  @ApiProperty({ type: StandingBody, nullable: true, description: 'Null of a row that goes.' })
  then!: StandingBody | null;
}

/** Whose figures a rule pack would change, before two persons make it the law (FIGURES-21). */
@ApiTags('rule packs')
@Controller('supervision/v1/rule-packs/effects')
@Fails(400, 'rule-pack-invalid', 'rule-pack-not-json')
@Fails(422, 'no-rule-pack', 'rule-pack-not-followed')
@Roles('licensing-officer', 'supervision-analyst', 'enforcement-officer', 'auditor')
export class RulePackEffectsController {
  constructor(
    private readonly facts: FactBook,
    private readonly figures: Figures,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Rows that would be others under a rule pack, if it were the law today',
    description:
      'Asks and records nothing. By licensee, asset and period; what is not there stays as it is.',
  })
  @Lists(EffectBody, { ledger: LedgerBody })
  async effects(@Body() { pack }: EffectsBody, @Query() query: EffectsQuery) {
    const after = keyIn(query.cursor, isRowKey);
    const rules = reconciliationRules(followed(pack));
    const moment = this.figures.moment({});
    const law = await this.figures.law(moment);
    const { knownAt, asOf } = moment;
    const found: EffectBody[] = [];
    for (const { licenseeId, asset, name } of await this.facts.subjects(query.asset)) {
      if (after && licenseeId < after[0]) continue;
      await nextTurn();
      const changed = await this.facts.ask({ licenseeId, asset }, function* (fold) {
        const now = yield* fold.reconcileWork(law.rules, knownAt, asOf);
        const then = yield* fold.reconcileWork(rules, knownAt, asOf);
        return changedRows(now.rows, then.rows);
      });
      for (const { period, ...change } of changed ?? []) {
        if (after && !isAfter(keyOf({ licenseeId, asset, period }), after)) continue;
        found.push({ licenseeId, name, asset, period, ...toWire(change) });
      }
      if (found.length > query.limit) break;
    }
    const page = pageOf(found, query.limit, keyOf);
    return { ...page, ledger: await this.figures.ledgerOf(moment, found) };
  }
}

const followed = (pack: object): RulePack => {
  const reading = validatePack(pack);
  if (!reading.ok)
    throw new Problem(400, reading.reason, {
      detail: 'The rule pack does not hold together; correct what is named.',
      errors: reading.problems,
    });
  const ignored = notFollowed(reading.value);
  if (ignored.length > 0)
    throw new Problem(422, 'rule-pack-not-followed', {
      detail: 'This software cannot follow the pack, and cannot say what it would change.',
      errors: ignored,
    });
  return reading.value;
};
