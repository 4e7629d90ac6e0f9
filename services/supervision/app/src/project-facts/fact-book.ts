import { Injectable } from '@nestjs/common';
import type { Instant, Work } from '@esep/kernel';
import {
  crossCheckRules,
  prepareToReadPacks,
  packInForce,
  reconciliationRules,
  requirePack,
  type PackAdoption,
  type RulePack,
} from '@esep/rulebook';
import { RulePackTable } from '@esep/platform';
import type { SubjectFold, SubjectLaw } from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import { FactMemory, ProjectionReplaced } from './fact-memory.js';
import { NAME_COLUMNS, type LicenseeName, type NamedSubject } from './licensee-name.js';
import type { Subject } from './subject.js';

/** A rule pack as the figures use it. */
export interface SupervisionLaw extends SubjectLaw {
  readonly packId: string;
  readonly hash: string;
  readonly pack: RulePack;
}

/**
 * The facts of all subjects, in the copy of the projection that is read now. Questions are asked of folds,
 * which begin anew when another copy is switched to.
 */
@Injectable()
export class FactBook {
  private memory: FactMemory;
  private readonly packs: RulePackTable<SupervisionLaw>;

  constructor(private readonly database: DataSource) {
    this.memory = new FactMemory(database);
    this.packs = new RulePackTable(database, { packInForce, lawOf });
    prepareToReadPacks();
  }

  /**
   * Answers a question from the fold of a subject, with all facts that are committed and their count.
   * Undefined for an unknown licensee.
   */
  ask<Answer>(
    subject: Subject,
    question: (fold: SubjectFold, facts: number) => Work<Answer>,
  ): Promise<Answer | undefined> {
    return this.byMemory((memory) => memory.ask(subject, question));
  }

  /** False if the chain source could not show all that left the wallets of one of the subjects. */
  areWhole(subjects: readonly Subject[], knownAt: Instant, asOf: Instant): Promise<boolean> {
    return this.byMemory((memory) => memory.areWhole(subjects, knownAt, asOf));
  }

  private async byMemory<Answer>(
    question: (memory: FactMemory) => Promise<Answer>,
  ): Promise<Answer> {
    const { memory } = this;
    try {
      return await question(memory);
    } catch (error) {
      if (!(error instanceof ProjectionReplaced)) throw error;
      if (this.memory === memory) this.memory = new FactMemory(this.database);
      return this.byMemory(question);
    }
  }

  /** The law in force at an instant, by what was known at another; undefined before the first. */
  law(knownAt: Instant, asOf: Instant): Promise<SupervisionLaw | undefined> {
    return this.packs.inForce(asOf, knownAt);
  }

  /** Subjects in order of licensee and asset; all of them, or one asset's, or one licensee's. */
  async subjects(asset?: string, licenseeId?: string): Promise<readonly NamedSubject[]> {
    const rows = await this.database.query<
      (LicenseeName & { licensee_id: string; asset: string })[]
    >(
      `select s.licensee_id, s.asset, ${NAME_COLUMNS} from subjects s join licensees l using (licensee_id)
        where ($1::text is null or s.asset = $1) and ($2::text is null or s.licensee_id::text = $2)
        order by s.licensee_id, s.asset`,
      [asset ?? null, licenseeId ?? null],
    );
    return rows.map(({ licensee_id: licenseeId, ...row }) => ({ licenseeId, ...row }));
  }
}

const lawOf = (adoption: PackAdoption): SupervisionLaw => {
  const { packId, hash } = adoption;
  const pack = requirePack(adoption);
  const rules = reconciliationRules(pack);
  return { packId, hash, pack, rules, crossCheckRules: crossCheckRules(pack) };
};
