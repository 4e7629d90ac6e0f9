import { Injectable } from '@nestjs/common';
import { millisOf, type Instant } from '@esep/kernel';
import { DataSource, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';

import { Clock } from '../runtime/clock.js';

// Since when the regime has facts is a value of the law, and the law is on licensing's log. A service
// that takes reports keeps that one value of each adopted pack with its register, and rejects rows
// about what was before. Until it knows a pack, what the kernel says holds.

/** Joins the tables of the register. */
export const REGIME_BEGINNINGS_TABLE = `
create table regime_beginnings (
  effective_from text collate "C" primary key,
  regime_from text not null
);
`;

/** For a register that was made before; which packs it missed is in one that is built anew. */
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

/** Of two packs with the same start, the later one corrects the earlier. */
export const keepRegimeBeginning = async (
  tx: EntityManager,
  effectiveFrom: Instant,
  regimeFrom: Instant,
): Promise<void> => {
  await tx.query(
    `insert into regime_beginnings (effective_from, regime_from) values ($1, $2)
     on conflict (effective_from) do update set regime_from = excluded.regime_from`,
    [effectiveFrom, regimeFrom],
  );
};

/** How long a report may be held against a law that was replaced meanwhile. */
const KNOWN_FOR_MS = 1_000;

@Injectable()
export class RegimeBeginning {
  private known: { readonly at: number; readonly from: Instant | undefined } | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly clock: Clock,
  ) {}

  /** By the pack in force now; undefined as long as none is known. */
  async now(): Promise<Instant | undefined> {
    const at = millisOf(this.clock.now());
    // Asked for each report, and changed every few years.
    if (this.known && Math.abs(at - this.known.at) < KNOWN_FOR_MS) return this.known.from;
    return this.readNow();
  }

  /** As the register has it at this moment. */
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
}
