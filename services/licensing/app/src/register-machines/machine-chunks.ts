import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { canonical, type JsonObject } from '@esep/ledger-format';
import { DataSource, type EntityManager, type MigrationInterface, type QueryRunner } from 'typeorm';

import { nextTurn } from '@esep/platform';
import { beginsTurn } from '@esep/kernel';

// The lines of the chunks of machines, by their digest, which an event has. They are kept before the
// event is appended, so there is no event without its lines; lines without an event do no harm.

export class MachineChunks1769990400313 implements MigrationInterface {
  readonly name = 'MachineChunks1769990400313';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table machine_chunks (
        sha256 text collate "C" primary key check (sha256 ~ '^[0-9a-f]{64}$'),
        lines text not null,
        kept_at timestamptz(3) not null default now()
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table machine_chunks');
  }
}

/** Lines as they are kept and given out. */
export interface KeptLines {
  /** One canonical JSON object (RFC 8785) each, each ended by a line feed. */
  readonly text: string;
  /** Of its bytes in UTF-8, in hex. */
  readonly sha256: string;
}

/** The canonical form of lines, made in turns. */
export const keptLinesOf = async (lines: readonly JsonObject[]): Promise<KeptLines> => {
  const parts: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (beginsTurn(index)) await nextTurn();
    parts.push(`${canonical(line)}\n`);
  }
  const text = parts.join('');
  return { text, sha256: createHash('sha256').update(text).digest('hex') };
};

@Injectable()
export class MachineChunks {
  constructor(private readonly database: DataSource) {}

  async keep({ text, sha256 }: KeptLines): Promise<void> {
    await this.database.query(
      'insert into machine_chunks (sha256, lines) values ($1, $2) on conflict do nothing',
      [sha256, text],
    );
  }

  find(sha256: string): Promise<string | undefined> {
    return linesOfChunk(this.database.manager, sha256);
  }
}

export const linesOfChunk = async (
  tx: EntityManager,
  sha256: string,
): Promise<string | undefined> => {
  const [row] = (await tx.query('select lines from machine_chunks where sha256 = $1', [
    sha256,
  ])) as { lines: string }[];
  return row?.lines;
};
