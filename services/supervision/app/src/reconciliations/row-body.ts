import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { LedgerBody } from '@esep/platform';

// One row of the reconciliation as it goes over the wire. Quantities are base units. The columns of CSV
// are in the order of the fields, and people have files and formulas that go by it.

export const VERDICTS = ['pending', 'inconclusive', 'compliant', 'breach', 'breach-cured-late'];

export const STATES = ['open', 'provisional', 'final'];

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
  @ApiProperty({ enum: STATES }) state!: string;
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
  @ApiProperty({ nullable: true, type: String, description: 'Null of an individual entrepreneur.' })
  name!: string | null;
  @ApiProperty() asset!: string;
}

/** What a licensee is called, where `name` alone would leave persons without one. */
export class DisplayNameBody {
  @ApiProperty({
    description:
      'The name of an organisation. Persons are not named: of an individual entrepreneur, what it is and its licence.',
    example: 'Individual entrepreneur · licence DM-2025-06',
  })
  displayName!: string;
  @ApiProperty({ type: [String], example: ['DM-2025-06'] }) licences!: readonly string[];
}

export class NamedLicenseeBody extends DisplayNameBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ nullable: true, type: String, description: 'Null of an individual entrepreneur.' })
  name!: string | null;
}

/** A row as lists and CSV show it. */
export class ReconciliationRowBody extends IntersectionType(
  IntersectionType(SubjectBody, RestatedRowBody),
  DisplayNameBody,
) {}

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
