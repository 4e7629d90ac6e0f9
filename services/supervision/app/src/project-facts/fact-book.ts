import { Injectable } from '@nestjs/common';
import type { Instant, Work } from '@esep/kernel';
import {
  adoptedPack,
  crossCheckRules,
  prepareToReadPacks,
  packInForce,
  reconciliationRules,
  type PackAdoption,
  type RulePack,
} from '@esep/rulebook';
import type { SubjectFold, SubjectLaw } from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

import { FactMemory, ProjectionReplaced } from './fact-memory.js';
import type { Subject } from './subject.js';

/** A rule pack as the figures use it. */
export interface SupervisionLaw extends SubjectLaw {
  readonly packId: string;
  readonly hash: string;
  readonly pack: RulePack;
}

/**
 * The facts of every subject, as they stand in the copy of the tables that is read now, with the folds
 * of those that are asked about.
 */
@Injectable()
export class FactBook {
  private memory: FactMemory;
  private readonly laws = new Map<string, SupervisionLaw>();

  constructor(private readonly database: DataSource) {
    this.memory = new FactMemory(database);
    prepareToReadPacks();
  }

  /**
   * Puts a question to the fold of a subject, with all that is committed. Undefined for an unknown
   * licensee.
   */
  async ask<Answer>(
    subject: Subject,
    question: (fold: SubjectFold) => Work<Answer>,
  ): Promise<Answer | undefined> {
    const { memory } = this;
    try {
      return await memory.ask(subject, question);
    } catch (error) {
      if (!(error instanceof ProjectionReplaced)) throw error;
      if (this.memory === memory) this.memory = new FactMemory(this.database);
      return this.ask(subject, question);
    }
  }

  /** The law in force at an instant, by what was known at another; undefined before the first. */
  async law(knownAt: Instant, asOf: Instant): Promise<SupervisionLaw | undefined> {
    // Each is some 20 kB, and every question asks for one.
    const rows = (await this.database.query(
      `select position, pack_id, hash, effective_from from rule_packs
        where recorded_at <= $1 order by position`,
      [knownAt],
    )) as { position: string; pack_id: string; hash: string; effective_from: Date }[];
    const adoption = packInForce(
      rows.map(({ position, pack_id: packId, hash, effective_from }) => {
        return { position, packId, hash, effectiveFrom: effective_from.toISOString() };
      }),
      asOf,
    );
    return adoption && (this.laws.get(adoption.hash) ?? this.read(adoption));
  }

  private async read({
    position,
    ...named
  }: Omit<PackAdoption, 'bytes'> & { readonly position: string }): Promise<SupervisionLaw> {
    const [row] = (await this.database.query('select bytes from rule_packs where position = $1', [
      position,
    ])) as [{ bytes: string }];
    const adoption = { ...named, bytes: row.bytes };
    const pack = adoptedPack(adoption);
    if (!pack.ok) throw new Error(`Rule pack ${adoption.packId} cannot be read: ${pack.reason}`);
    const { packId, hash } = adoption;
    const rules = reconciliationRules(pack.value);
    const law = {
      packId,
      hash,
      pack: pack.value,
      rules,
      crossCheckRules: crossCheckRules(pack.value),
    };
    this.laws.set(hash, law);
    return law;
  }

  /** Subjects in order of licensee and asset; all of them, or one asset's, or one licensee's. */
  async subjects(
    asset?: string,
    licenseeId?: string,
  ): Promise<(Subject & { name: string | null })[]> {
    const rows = (await this.database.query(
      `select s.licensee_id, s.asset, l.name from subjects s join licensees l using (licensee_id)
        where ($1::text is null or s.asset = $1) and ($2::text is null or s.licensee_id::text = $2)
        order by s.licensee_id, s.asset`,
      [asset ?? null, licenseeId ?? null],
    )) as { licensee_id: string; asset: string; name: string | null }[];
    return rows.map((row) => ({ licenseeId: row.licensee_id, asset: row.asset, name: row.name }));
  }
}
