import { readdir, readFile } from 'node:fs/promises';

/**
 * Microseconds of processor time that a PostgreSQL server has used so far: its first process and all
 * of that one's children, by what Linux says of them. `undefined` on another system. Processes that
 * ended meanwhile are missed, so keep connections open.
 */
export const serverCpu = async (backendPid: number): Promise<number | undefined> => {
  const parent = await parentOf(backendPid);
  if (parent === undefined) return undefined;
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const parents = await Promise.all(pids.map(parentOf));
  const own = [parent, ...pids.filter((_, i) => parents[i] === parent)];
  const nanoseconds = await Promise.all(
    own.map(async (pid) => {
      const schedstat = await readFile(`/proc/${pid}/schedstat`, 'utf8').catch(() => '0');
      return Number(schedstat.split(' ')[0]);
    }),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1_000;
};

const parentOf = async (pid: number): Promise<number | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const line = /^PPid:\s+(\d+)/m.exec(status);
  return line ? Number(line[1]) : undefined;
};
