import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { GIVEN_FACTS_MAX } from '@esep/kernel';
import {
  AskInstead,
  Fails,
  IsAsOf,
  IsAsset,
  IsKnownAt,
  keyIn,
  LedgerBody,
  ListQuery,
  Lists,
  nextTurn,
  pageOf,
  Roles,
} from '@esep/platform';
import type { ReconciliationRules } from '@esep/rulebook';
import {
  toWire,
  type ReconciliationRow,
  type WireReconciliationFacts,
} from '@esep/supervision-domain';

import { FactBook } from '../project-facts/fact-book.js';
import { shownName } from '../project-facts/licensee-name.js';
import { Figures } from '../reconciliations/figures.js';
import { isLicenseeId } from '../reconciliations/row-key.js';
import { NamedLicenseeBody, STATES, VERDICTS } from '../reconciliations/row-body.js';

export class InputsQuery extends ListQuery {
  @IsAsset() asset!: string;
  @IsKnownAt() knownAt?: string;
  @IsAsOf() asOf?: string;
}

/** A row as the ledger has it, to hold what was worked out elsewhere against. */
class KnownRowBody {
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty({ enum: VERDICTS, example: 'breach' }) verdict!: string;
  @ApiProperty({ enum: STATES, example: 'final' }) state!: string;
  @ApiProperty({ example: '10000000000' }) mined!: string;
  @ApiProperty({ example: '7500000000' }) required!: string;
  @ApiProperty({ example: '7000000000' }) soldInTime!: string;
  @ApiProperty({ example: '0' }) soldLate!: string;
  @ApiProperty({ example: '500000000' }) shortfall!: string;
}

class InputsBody extends NamedLicenseeBody {
  @ApiProperty({ type: [KnownRowBody] }) rows!: KnownRowBody[];
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: `The lists of RECONCILIATION.md §1, as the published vectors write them. Parties are numbered, 0 is the licensee. Null of who has more than ${GIVEN_FACTS_MAX} facts.`,
    example: {
      licenseeBin: '0',
      distributions: [
        {
          ...{ id: 'dmp-1:r-1', version: 1, pool: 'dmp-1', licenceId: 'DM-2025-06' },
          ...{ at: '2026-03-05T07:00:00.000Z', gross: '102000000', fee: '2000000' },
          ...{ net: '100000000', recordedAt: '2026-03-05T07:00:00.114Z', position: 17 },
        },
      ],
    },
  })
  facts!: object | null;
}

class DatedShareBody {
  @ApiProperty({ example: '2025-01-01' }) from!: string;
  @ApiProperty({ type: 'integer', example: 7_500 }) bps!: number;
}
class DatedDaysBody {
  @ApiProperty({ example: '0001-01-01' }) from!: string;
  @ApiProperty({ type: 'integer', example: 10 }) days!: number;
}
class DatedCurrenciesBody {
  @ApiProperty({ example: '0001-01-01' }) from!: string;
  @ApiProperty({ type: [String], example: ['KZT', 'USD'] }) currencies!: readonly string[];
}

/** What of a pack the rows rest on. */
class RowRulesBody {
  @ApiProperty({ type: [DatedShareBody] }) shareBps!: ReconciliationRules['shareBps'];
  @ApiProperty({ type: [DatedDaysBody] }) graceDays!: ReconciliationRules['graceDays'];
  @ApiProperty({ type: [String], example: ['2026-03-09'] })
  holidays!: ReconciliationRules['holidays'];
  @ApiProperty({ type: [DatedCurrenciesBody] })
  quoteCurrencies!: ReconciliationRules['quoteCurrencies'];
  @ApiProperty({ required: false, format: 'date-time' }) regimeFrom?: string;
}

/** By what, and as known when, the rows are what they are. */
class ReckonedByBody {
  @ApiProperty({ format: 'date-time' }) knownAt!: string;
  @ApiProperty({ format: 'date-time' }) asOf!: string;
  @ApiProperty({ example: 'kz-aifc-2026' }) packId!: string;
  @ApiProperty({ type: RowRulesBody }) rules!: RowRulesBody;
}

const isKey = (value: unknown): value is string => typeof value === 'string' && isLicenseeId(value);

/** All that somebody needs who works out for themselves what another rule would change (FIGURES-21). */
@ApiTags('rule packs')
@Controller('supervision/v1/rule-packs/effects/inputs')
@Fails(400, 'as-of-after-known-at')
@Fails(422, 'no-rule-pack')
@Roles('licensing-officer', 'supervision-analyst', 'enforcement-officer', 'auditor')
export class EffectInputsController {
  constructor(
    private readonly facts: FactBook,
    private readonly figures: Figures,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'What the rows of an asset rest on, to work out elsewhere what another rule would change',
    description:
      'By licensee: its rows as the ledger has them, and the facts from which the published reconciliation makes them. Ask for further pages with the `knownAt` and `asOf` of the first one, so that all are of one moment.',
  })
  @Lists(InputsBody, { by: ReckonedByBody, ledger: LedgerBody })
  @AskInstead('Ask for fewer licensees at a time.')
  async inputs(@Query() query: InputsQuery) {
    const after = keyIn(query.cursor, isKey);
    const moment = this.figures.moment(query);
    const { packId, rules } = await this.figures.law(moment);
    const { knownAt, asOf } = moment;
    const found: InputsBody[] = [];
    let [given, limit] = [0, query.limit];
    for (const { licenseeId, asset, ...name } of await this.facts.subjects(query.asset)) {
      if (after !== undefined && licenseeId <= after) continue;
      // One more shows that another page follows.
      if (found.length > limit) break;
      await nextTurn();
      const input = await this.facts.ask({ licenseeId, asset }, function* (fold, count) {
        const { rows } = yield* fold.reconcileWork(rules, knownAt, asOf);
        if (count > GIVEN_FACTS_MAX) return { rows, count: 0, facts: null };
        return { rows, count, facts: yield* fold.rowFactsWork(knownAt) };
      });
      if (input === undefined) continue;
      given += input.count;
      if (given > GIVEN_FACTS_MAX) limit = Math.min(limit, found.length);
      const { facts } = input satisfies { facts: WireReconciliationFacts | null };
      const rows = input.rows.map(knownRow);
      found.push({ licenseeId, name: name.name, ...shownName(name), rows, facts });
    }
    const page = pageOf(found, limit, ({ licenseeId }) => licenseeId);
    const about = page.items.map(({ licenseeId }) => ({ licenseeId, asset: query.asset }));
    const by: ReckonedByBody = { knownAt, asOf, packId, rules };
    return { ...page, by, ledger: await this.figures.ledgerOf(moment, about) };
  }
}

const knownRow = (row: ReconciliationRow): KnownRowBody => {
  const { period, verdict, state, mined, required, soldInTime, soldLate, shortfall } = row;
  return toWire({ period, verdict, state, mined, required, soldInTime, soldLate, shortfall });
};
