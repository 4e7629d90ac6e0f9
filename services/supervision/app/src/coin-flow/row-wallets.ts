import { Injectable } from '@nestjs/common';
import type { CoinFlow } from '@esep/supervision-domain';
import { DataSource } from 'typeorm';

type Row = CoinFlow['rows'][number];
type Source = Row['sources'][number];

/**
 * The wallets that rows of pools name. Figures do not need them, so that facts in memory do without; they
 * are read from the table, by the place of each row's last event.
 */
@Injectable()
export class RowWallets {
  constructor(private readonly database: DataSource) {}

  /** By the key of the row's last source. */
  async of(rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
    const sources = rows.flatMap((row) => row.sources.at(-1) ?? []);
    const found = await this.database.query<
      { log: string; position: string; wallet: string | null }[]
    >(
      `select log, position, body::json ->> 'wallet' as wallet
         from unnest($1::text[], $2::bigint[]) as asked(log, position)
         join facts using (log, position)`,
      [sources.map(({ log }) => log), sources.map(({ position }) => position)],
    );
    return new Map(
      found.flatMap(({ log, position, wallet }) =>
        wallet === null ? [] : [[keyOf({ log, position: Number(position) }), wallet] as const],
      ),
    );
  }
}

export const keyOf = (source: Pick<Source, 'log' | 'position'> | undefined): string =>
  source === undefined ? '' : `${source.log} ${source.position}`;
