import { Injectable } from '@nestjs/common';
import { millisOf, type Instant } from '@esep/kernel';
import { DataSource, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';

import { Clock } from '../runtime/clock.js';

// `regimeFrom` is a value of the law, and rule packs are adopted on licensing's log. A service that takes
// reports keeps that value of each pack with its register and rejects rows from before it. Before the
// first pack, the kernel's `REGIME_FROM` holds. Beside it stands by what a pack has reports due.

/** A table of the register's projection. */
export const REGIME_BEGINNINGS_TABLE = `
create table regime_beginnings (
  effective_from text collate "C" primary key,
  regime_from text not null,
  due_rules jsonb
);
`;

/** For registers created before this table; packs adopted before come with a rebuild. */
export class ExpandRegisterByRegime1769990400300 implements MigrationInterface {
  readonly name = 'ExpandRegisterByRegime1769990400300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if to_regnamespace('register') is not null then
          create table if not exists register.regime_beginnings (
            effective_from text collate "C" primary key,
            regime_from text not null
          );
        end if;
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table if exists register.regime_beginnings');
  }
}

/** For registers created before this column; it is null for packs adopted before, until a rebuild. */
export class ExpandRegisterByDue1769990400301 implements MigrationInterface {
  readonly name = 'ExpandRegisterByDue1769990400301';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table if exists register.regime_beginnings add column if not exists due_rules jsonb',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table if exists register.regime_beginnings drop column if exists due_rules',
    );
  }
}

/** What of a rule pack is kept. */
interface KeptLaw {
  readonly effectiveFrom: Instant;
  readonly regimeFrom: Instant;
  /** As the rulebook reads it (`DueRules`); undefined where the pack cannot be read. */
  readonly dueRules: object | undefined;
}

/** Of two packs with the same start, the later one corrects the earlier. */
export const keepRegimeBeginning = async (
  tx: EntityManager,
  { effectiveFrom, regimeFrom, dueRules }: KeptLaw,
): Promise<void> => {
  await tx.query(
    `insert into regime_beginnings (effective_from, regime_from, due_rules) values ($1, $2, $3)
     on conflict (effective_from) do update
       set regime_from = excluded.regime_from, due_rules = excluded.due_rules`,
    [effectiveFrom, regimeFrom, dueRules === undefined ? null : JSON.stringify(dueRules)],
  );
};

/** So long a report may be decided by a law that was just replaced. */
const CACHE_MS = 1_000;

@Injectable()
export class RegimeBeginning {
  private known: { readonly at: number; readonly from: Instant | undefined } | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** By the pack in force now, cached; undefined before the first pack. */
  async now(): Promise<Instant | undefined> {
    const at = millisOf(this.clock.now());
    // Needed for each report, and changed every few years.
    if (this.known && Math.abs(at - this.known.at) < CACHE_MS) return this.known.from;
    return this.readNow();
  }

  /** The same, not cached. */
  async readNow(): Promise<Instant | undefined> {
    const now = this.clock.now();
    const [found] = await this.database.query<{ regime_from: Instant }[]>(
      `select regime_from from regime_beginnings
        where effective_from <= $1 order by effective_from desc limit 1`,
      [now],
    );
    this.known = { at: millisOf(now), from: found?.regime_from };
    return found?.regime_from;
  }

  /** By what the pack in force now has reports due; undefined where that is not kept. */
  async dueRules(): Promise<object | undefined> {
    const [found] = await this.database.query<{ due_rules: object | null }[]>(
      `select due_rules from regime_beginnings
        where effective_from <= $1 order by effective_from desc limit 1`,
      [this.clock.now()],
    );
    return found?.due_rules ?? undefined;
  }
}
