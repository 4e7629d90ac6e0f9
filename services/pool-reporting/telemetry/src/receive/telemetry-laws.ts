import { Injectable } from '@nestjs/common';
import { INSTANT_MAX, type Instant } from '@esep/kernel';
import { RulePackTable } from '@esep/platform';
import {
  evaluate,
  packInForce,
  prepareToReadPacks,
  requirePack,
  type RulePack,
} from '@esep/rulebook';
import { DataSource } from 'typeorm';

/** What the rule pack asks of batches. */
export interface TelemetryLaw {
  /** The greatest share of refused rows that a batch may have, in hundredths of a percent. */
  readonly refusedBpsMax: number;
  /** The greatest hash rate, in hundredths of a percent of the nominal one. */
  readonly nominalBpsMax: number;
  /** How many days after its interval a reading may come. */
  readonly lateDaysMax: number;
}

@Injectable()
export class TelemetryLaws {
  private readonly packs: RulePackTable<RulePack>;

  constructor(database: DataSource) {
    this.packs = new RulePackTable(database, { packInForce, lawOf: requirePack });
    prepareToReadPacks();
  }

  /** Undefined before the first rule pack has arrived. */
  async at(at: Instant): Promise<TelemetryLaw | undefined> {
    const pack = await this.packs.inForce(at, INSTANT_MAX);
    return (
      pack && {
        refusedBpsMax: evaluate(pack, 'telemetryRefusedBpsMax', at).value,
        nominalBpsMax: evaluate(pack, 'telemetryNominalBpsMax', at).value,
        lateDaysMax: evaluate(pack, 'telemetryLateDaysMax', at).value,
      }
    );
  }
}
