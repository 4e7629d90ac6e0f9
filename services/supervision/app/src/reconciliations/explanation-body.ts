import { ApiProperty } from '@nestjs/swagger';
import { LedgerBody, RuleBody, RulePackReferenceBody } from '@esep/platform';
import { OPERATIONS, UNITS } from '@esep/supervision-domain';

import { ReckonedRowBody } from './row-body.js';

// The explanation of one row as it goes over the wire. Quantities are base units.

const Rules = () => ApiProperty({ type: [String], example: ['SALE-1'] });
const Fact = () =>
  ApiProperty({ description: 'The row or fill behind it.', example: 'dmp-1:2026-03-05.0007' });

class SourceBody {
  @ApiProperty({ example: 'esep/pool-reporting/aifc' }) log!: string;
  @ApiProperty({ type: 'integer' }) position!: number;
  @ApiProperty({ format: 'uuid' }) eventId!: string;
  @ApiProperty({ description: 'Where the proof of the event is.' }) proof!: string;
}

const Sources = () =>
  ApiProperty({ type: [SourceBody], description: 'The events behind it, oldest first.' });

/** What was found in a row. */
export class FoundBody {
  @ApiProperty({ example: 'under-sold' }) type!: string;
  @ApiProperty() period!: string;
  @ApiProperty({ description: 'Base units; where the two differ, the least.' }) quantity!: string;
  @ApiProperty({ type: [String], example: ['dmp-1:2026-03-05.0007'] }) facts!: string[];
  @Rules() rules!: string[];
  @ApiProperty({
    required: false,
    format: 'date-time',
    description: 'When the last outstanding coins were sold after all.',
  })
  curedAt?: string;
}

class CrossCheckBody {
  @ApiProperty({ example: 'payout-not-on-chain' }) type!: string;
  @ApiProperty() period!: string;
  @ApiProperty() quantity!: string;
  @ApiProperty({ required: false, description: 'Where it differs: at most.' }) quantityMax?: string;
  @ApiProperty({ required: false, description: 'Whose reports it is about.' }) sender?: string;
  @ApiProperty({ type: [String], example: ['dmp-1:2026-03-05.0007'] }) facts!: string[];
  @Rules() rules!: string[];
  @ApiProperty({ required: false, example: 'warning' }) severity?: string;
}

class OperandBody {
  @ApiProperty({
    description:
      'A figure of the row, a field of the explanation, or what of its lists is counted or summed up.',
    example: 'required',
  })
  name!: string;
  @ApiProperty({ example: '1500000000' }) value!: string;
  @ApiProperty({
    enum: UNITS,
    description:
      '`base-units-bps`: base units times basis points. `sender`: a pool or an exchange.',
    example: 'base-units',
  })
  unit!: string;
}

class ArithmeticStepBody {
  @ApiProperty({ description: 'Field of the row.', example: 'shortfall' }) figure!: string;
  @ApiProperty({ example: '1500000000 − 1200000000' }) formula!: string;
  @ApiProperty({ example: '300000000' }) value!: string;
  @Rules() rules!: string[];
  @ApiProperty({
    enum: Object.keys(OPERATIONS),
    description: `What it does with its operands, for other languages than the formula's. ${Object.entries(
      OPERATIONS,
    )
      .map(([name, sentence]) => `\`${name}\`: ${sentence}`)
      .join(' ')}`,
    example: 'difference',
  })
  operation!: string;
  @ApiProperty({ type: [OperandBody] }) operands!: OperandBody[];
}

class MinedBody {
  @Fact() fact!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @Sources() sources!: SourceBody[];
  @Rules() rules!: string[];
  @ApiProperty({ example: 'dmp-1' }) pool!: string;
  @ApiProperty({ type: 'integer', description: 'Of the report.' }) version!: number;
  @ApiProperty() gross!: string;
  @ApiProperty() fee!: string;
  @ApiProperty() net!: string;
  @ApiProperty({ type: 'integer', example: 7500 }) shareBps!: number;
  @ApiProperty({ description: 'net × shareBps.' }) weighted!: string;
  @ApiProperty({ type: [String], example: [] }) faults!: string[];
}

class ObstacleBody {
  @ApiProperty({ example: 'disqualified' }) type!: string;
  @Rules() rules!: string[];
}

class SalePaymentBody {
  @ApiProperty() period!: string;
  @ApiProperty() quantity!: string;
  @ApiProperty() inTime!: boolean;
  @ApiProperty({ description: 'What the period still owed afterwards.' }) openAfter!: string;
}

class PaidByBody extends SalePaymentBody {
  @Fact() fact!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
}

class SaleBody {
  @Fact() fact!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @Sources() sources!: SourceBody[];
  @Rules() rules!: string[];
  @ApiProperty({ example: 'aifc-crypto-exchange' }) venue!: string;
  @ApiProperty({ example: 'KZT' }) quote!: string;
  @ApiProperty({ nullable: true, type: String, description: 'Minor units of `quote`.' })
  quoteAmount!: string | null;
  @ApiProperty({ nullable: true, type: String, description: 'Null where nobody named it.' })
  counterparty!: string | null;
  @ApiProperty() quantity!: string;
  @ApiProperty({ description: 'Of it, mined coins.' }) sourced!: string;
  @ApiProperty({ description: 'Of it, bought coins.' }) bought!: string;
  @ApiProperty({ description: 'Of it, coins that nobody knows of.' }) unsourced!: string;
  @ApiProperty({ description: 'A fee taken in coins.' }) baseFee!: string;
  @ApiProperty() feeFromMined!: string;
  @ApiProperty() feeFromBought!: string;
  @ApiProperty({ description: 'False where an obstacle stands against it.' }) counts!: boolean;
  @ApiProperty({ type: [ObstacleBody] }) obstacles!: ObstacleBody[];
  @ApiProperty({ type: [SalePaymentBody], description: 'Where the part that counts went.' })
  payments!: SalePaymentBody[];
  @ApiProperty() surplus!: string;
}

class OutflowBody {
  @Fact() fact!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @Sources() sources!: SourceBody[];
  @Rules() rules!: string[];
  @ApiProperty() amount!: string;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'The address that got the coins.',
    example: null,
  })
  to!: string | null;
  @ApiProperty() bought!: string;
  @ApiProperty() mined!: string;
  @ApiProperty({ description: 'Of the mined part, what was at hand.' }) covered!: string;
  @ApiProperty({ description: 'The free part that had not left before.' }) room!: string;
  @ApiProperty({ description: 'What tax had released by then.' }) released!: string;
  @ApiProperty() free!: string;
  @ApiProperty() early!: string;
  @ApiProperty() unexplained!: string;
}

class ReleaseInputBody {
  @ApiProperty({ format: 'date-time' }) at!: string;
  @Sources() sources!: SourceBody[];
  @Rules() rules!: string[];
  @ApiProperty() quantity!: string;
}

class SenderAskedBody {
  @ApiProperty({ example: 'dmp-1' }) sender!: string;
  @ApiProperty({ enum: ['pool', 'venue'] }) role!: string;
  @ApiProperty({ format: 'date-time', description: 'It is asked for everything up to here.' })
  until!: string;
  @ApiProperty({
    nullable: true,
    type: String,
    format: 'date-time',
    description: 'It has said so.',
  })
  through!: string | null;
  @ApiProperty() complete!: boolean;
  @ApiProperty({ description: 'Two persons judge without it.' }) waived!: boolean;
  @Sources() sources!: SourceBody[];
}

class SetAsideBody {
  @Fact() fact!: string;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty() quantity!: string;
  @ApiProperty({ enum: ['reversed', 'withdrawn', 'busted'] }) because!: string;
  @Sources() sources!: SourceBody[];
}

/** What of an explanation is a list, and can be asked for in pages. */
export const EXPLANATION_LISTS = {
  mined: MinedBody,
  sales: SaleBody,
  paidBy: PaidByBody,
  outflows: OutflowBody,
  releases: ReleaseInputBody,
  senders: SenderAskedBody,
  setAside: SetAsideBody,
  findings: FoundBody,
  crossChecks: CrossCheckBody,
  steps: ArithmeticStepBody,
} as const;

/** The arithmetic of one row, each input with its events and the rules that it is used under. */
export class ExplanationBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() asset!: string;
  @ApiProperty() period!: string;
  @ApiProperty({ format: 'date-time' }) start!: string;
  @ApiProperty({ format: 'date-time' }) end!: string;
  @ApiProperty({ format: 'date-time' }) due!: string;
  @ApiProperty({ format: 'date-time' }) knownAt!: string;
  @ApiProperty({ format: 'date-time' }) asOf!: string;
  @ApiProperty() row!: ReckonedRowBody;
  @ApiProperty({ type: [ArithmeticStepBody] }) steps!: ArithmeticStepBody[];
  @ApiProperty({ type: [MinedBody] }) mined!: MinedBody[];
  @ApiProperty({ type: [SaleBody] }) sales!: SaleBody[];
  @ApiProperty({ type: [PaidByBody] }) paidBy!: PaidByBody[];
  @ApiProperty({ type: [OutflowBody] }) outflows!: OutflowBody[];
  @ApiProperty({ type: [ReleaseInputBody] }) releases!: ReleaseInputBody[];
  @ApiProperty({ type: [SenderAskedBody] }) senders!: SenderAskedBody[];
  @ApiProperty({ type: [SetAsideBody] }) setAside!: SetAsideBody[];
  @ApiProperty({ type: [FoundBody] }) findings!: FoundBody[];
  @ApiProperty({ type: [CrossCheckBody] }) crossChecks!: CrossCheckBody[];
  @ApiProperty({ type: [RuleBody] }) rules!: RuleBody[];
  @ApiProperty() rulePack!: RulePackReferenceBody;
  @ApiProperty() ledger!: LedgerBody;
}
