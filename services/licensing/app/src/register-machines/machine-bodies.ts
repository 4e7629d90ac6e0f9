import { ApiProperty } from '@nestjs/swagger';
import { HASH_ALGORITHMS, HASHRATE_MAX, MACHINE_POWER_MAX_W } from '@esep/kernel';
import { IsChoice, IsCount, IsHundredths, IsInstant, IsText } from '@esep/platform';
import { MACHINE_KINDS } from '@esep/licensing-domain';

import { LICENCE_ID } from '../import-licence/import-licence.controller.js';

/** What makers print on machines, and no more than a URL takes as it is. */
export const SERIAL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

const UNITS = HASH_ALGORITHMS.map(({ code, unit }) => `${code} in ${unit}`).join(', ');
const HASHRATE = `Nominal; ${UNITS}; at most two decimals.`;

class SerialBody {
  @IsText({ max: 63, pattern: SERIAL, example: 'SMTTYRHBDJAAJ0123' }) serial!: string;
}

/** A line of `POST /licensing/v1/machines`. */
export class MachineRegistrationBody extends SerialBody {
  @IsChoice(MACHINE_KINDS) kind!: string;
  @IsText({ max: 100, example: 'Antminer S21' }) model!: string;
  @IsChoice(HASH_ALGORITHMS.map(({ code }) => code), {
    description: 'What it computes; it does not change.',
  })
  algorithm!: string;
  @IsHundredths({ max: HASHRATE_MAX, description: HASHRATE, example: 200 }) hashrate!: number;
  @IsCount({ min: 1, max: MACHINE_POWER_MAX_W, description: 'Nominal, in watts.', example: 3500 })
  powerW!: number;
  @IsText({ max: 63, pattern: LICENCE_ID, example: 'ekibastuz-2' }) dataCentreId!: string;
  @IsText({ max: 63, pattern: LICENCE_ID, example: 'M-2025-014' }) licenceId!: string;
  @IsInstant({ within: 'register', description: 'It mines from then on.' }) from!: string;
}

/** A line of `POST /licensing/v1/machines/moves`: what is left out stays as it is. */
export class MachineMoveBody extends SerialBody {
  @IsHundredths({ max: HASHRATE_MAX, description: HASHRATE, optional: true }) hashrate?: number;
  @IsCount({
    min: 1,
    max: MACHINE_POWER_MAX_W,
    description: 'Nominal, in watts.',
    optional: true,
  })
  powerW?: number;
  @IsText({ max: 63, pattern: LICENCE_ID, optional: true }) dataCentreId?: string;
  @IsText({ max: 63, pattern: LICENCE_ID, optional: true }) licenceId?: string;
  @IsInstant({ within: 'register', description: 'So from then on.' }) from!: string;
}

/** A line of `POST /licensing/v1/machines/retirements`. */
export class MachineRetirementBody extends SerialBody {
  @IsInstant({ within: 'register', description: 'It mines no more from then on.' }) at!: string;
}

export type MachineBody = MachineRegistrationBody | MachineMoveBody | MachineRetirementBody;

class LineRefusal {
  @ApiProperty({ type: 'integer', description: 'From 1; blank lines count.' }) line!: number;
  @ApiProperty({ nullable: true, type: String }) serial!: string | null;
  @ApiProperty({ example: 'site-capacity-exceeded' }) code!: string;
  @ApiProperty({ description: 'What is wrong, and what to do.' }) message!: string;
}

class RefusalCount {
  @ApiProperty({ example: 'site-capacity-exceeded' }) code!: string;
  @ApiProperty({ type: 'integer' }) lines!: number;
}

class RecordedChunk {
  @ApiProperty() licenceId!: string;
  @ApiProperty({ pattern: '^[0-9a-f]{64}$', description: 'Of the chunk’s lines.' }) sha256!: string;
  @ApiProperty({ type: 'integer' }) machines!: number;
  @ApiProperty({
    nullable: true,
    type: String,
    description: 'Where the proof of its event is; null in a dry run.',
  })
  receipt!: string | null;
}

/** How many refused lines, and chunks, an answer names. All refused ones are counted. */
export const NAMED_MAX = 1_000;

/** What came of a file. */
export class MachinesAnswer {
  @ApiProperty({ type: 'integer', description: 'Lines that are not blank.' }) lines!: number;
  @ApiProperty({ type: 'integer' }) changed!: number;
  @ApiProperty({ type: 'integer', description: 'It was so already.' }) unchanged!: number;
  @ApiProperty({ type: 'integer' }) refused!: number;
  @ApiProperty({ type: [LineRefusal], description: `The first ${NAMED_MAX}.` })
  refusals!: LineRefusal[];
  @ApiProperty({ type: [RefusalCount] }) refusalsByCode!: RefusalCount[];
  @ApiProperty({ type: [RecordedChunk], description: `The first ${NAMED_MAX}.` })
  chunks!: RecordedChunk[];
}
