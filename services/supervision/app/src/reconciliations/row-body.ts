import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { LedgerBody } from '@esep/platform';

// One row of the reconciliation as it goes over the wire. Quantities are base units. The columns of CSV
// are in the order of the fields, and people have files and formulas that go by it.

export const VERDICTS = ['pending', 'inconclusive', 'compliant', 'breach', 'breach-cured-late'];

const Waived = () =>
  ApiProperty({
    required: false,
    type: [String],
    description: 'Senders that it was judged without.',
    example: ['dmp-2'],
  });

class FiguresBody {
  @ApiProperty({ example: '2026-03' }) period!: string;
  @ApiProperty() mined!: string;
  @ApiProperty() required!: string;
  @ApiProperty() soldInTime!: string;
  @ApiProperty() soldLate!: string;
  @ApiProperty() shortfall!: string;
  @ApiProperty() outstanding!: string;
  @ApiProperty() surplus!: string;
  @ApiProperty({ nullable: true, type: 'integer' }) dischargedBps!: number | null;
  @ApiProperty({ nullable: true, type: 'integer' }) soldBps!: number | null;
  @ApiProperty() retained!: string;
  @ApiProperty({ enum: ['open', 'provisional', 'final'] }) state!: string;
  @ApiProperty({ enum: VERDICTS }) verdict!: string;
  @ApiProperty({ format: 'date-time' }) due!: string;
}

/** A row as it is worked out, without whose it is. */
export class ReckonedRowBody extends FiguresBody {
  @Waived() waived?: string[];
}

export class RestatedRowBody extends FiguresBody {
  @ApiProperty({ type: 'integer', description: 'How often its final row was another before.' })
  restatement!: number;
  @Waived() waived?: string[];
}

class SubjectBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ nullable: true, type: String }) name!: string | null;
  @ApiProperty() asset!: string;
}

/** A row as lists and CSV show it. */
export class ReconciliationRowBody extends IntersectionType(SubjectBody, RestatedRowBody) {}

export class RowCountsBody {
  @ApiProperty({ type: 'integer' }) rows!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many of them have each verdict.',
    example: { compliant: 780, breach: 44 },
  })
  verdicts!: object;
  @ApiProperty({ type: LedgerBody }) ledger!: LedgerBody;
}
