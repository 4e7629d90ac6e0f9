import { ApiProperty } from '@nestjs/swagger';

// Parts of answers that several services have.

/** Any value of JSON. */
const ANY_VALUE = {
  anyOf: [
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'array', items: {} },
    { type: 'object', additionalProperties: true },
  ],
};

/** What was known of the sources when an answer was worked out. */
export class LedgerBody {
  @ApiProperty({
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['position', 'recordedAt'],
      properties: {
        position: { type: 'integer' },
        recordedAt: { type: 'string', format: 'date-time' },
      },
    },
    description: 'By the name of each source log: how far it was known, and up to which instant.',
    example: {
      'esep/licensing/aifc': { position: 91, recordedAt: '2026-04-12T16:27:14.770Z' },
    },
  })
  sources!: object;
  @ApiProperty({ format: 'date-time', description: 'The latest instant at which all is known.' })
  knownThrough!: string;
  @ApiProperty({ description: 'False when something known by then may be missing.' })
  complete!: boolean;
}

/** Where the value of a rule comes from. */
class RuleSourceBody {
  @ApiProperty({ description: 'The fact of the regime.', example: 'SALE-1' }) fact!: string;
  @ApiProperty({
    required: false,
    enum: ['S', 'L', 'A'],
    description: 'Stated by the regime, found in the law, or an assumption.',
  })
  mark?: string;
  @ApiProperty({ required: false, example: 'Law on Digital Assets' }) act?: string;
  @ApiProperty({ required: false, example: 'Art. 39' }) note?: string;
}

/** A value of the law with its source. */
export class RuleBody {
  @ApiProperty({ example: 'saleShareBps' }) key!: string;
  @ApiProperty({ example: 'SALE-1' }) rule!: string;
  @ApiProperty({ format: 'date', description: 'The local day from which it holds.' }) from!: string;
  @ApiProperty({ ...ANY_VALUE, description: 'As the key has it.', example: 7500 }) value!: unknown;
  @ApiProperty() source!: RuleSourceBody;
  @ApiProperty({ description: 'Nobody could confirm it.' }) assumption!: boolean;
}

/** Why a value of the law holds, and in which pack it stands. */
export class WhyBody {
  @ApiProperty({ example: 'licenceCost' }) key!: string;
  @ApiProperty({ example: 'LIC-12' }) rule!: string;
  @ApiProperty({ format: 'date' }) from!: string;
  @ApiProperty() source!: RuleSourceBody;
  @ApiProperty() assumption!: boolean;
  @ApiProperty({ example: 'aifc-2026' }) packId!: string;
  @ApiProperty({ description: 'SHA-256 of its bytes.' }) packHash!: string;
}

export class RulePackReferenceBody {
  @ApiProperty({ example: 'aifc-2026' }) packId!: string;
  @ApiProperty({ description: 'SHA-256 of its bytes.' }) hash!: string;
}
