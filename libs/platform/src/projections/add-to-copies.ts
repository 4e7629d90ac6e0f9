import type { QueryRunner } from 'typeorm';

/**
 * Runs a migration's SQL in each copy of a projection that has the table: the copy that is read, and the
 * one that is being built. Others are made with everything.
 */
export const addToCopies = async (
  runner: QueryRunner,
  projection: string,
  table: string,
  sql: string,
): Promise<void> => {
  for (const schema of [projection, `${projection}_next`]) {
    const [found] = (await runner.query('select to_regclass($1) is not null as is_there', [
      `${schema}.${table}`,
    ])) as { is_there: boolean }[];
    if (!found?.is_there) continue;
    await runner.query(`set local search_path to ${schema}, public`);
    await runner.query(sql);
    await runner.query('set local search_path to default');
  }
};
