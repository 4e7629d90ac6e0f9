import { readdir, readFile } from 'node:fs/promises';

import { serverCpu } from '../server-cpu.js';

/** Milliseconds by process. Noise of others makes a fill late, hardly dearer. */
export interface Cpu {
  readonly [process: string]: number;
}

/** Processor time that each process has used so far, in milliseconds. */
export const cpuOf = async (
  pids: { readonly [process: string]: number },
  backendPid: number,
): Promise<Cpu> => {
  const used = Object.entries(pids).map(
    async ([name, pid]) => [name, await processorMs(pid)] as const,
  );
  const postgres = ((await serverCpu(backendPid)) ?? Number.NaN) / 1_000;
  return { ...Object.fromEntries(await Promise.all(used)), PostgreSQL: postgres };
};

/** Of all threads of a process. */
export const processorMs = async (pid: number): Promise<number> => {
  const tasks = await readdir(`/proc/${pid}/task`);
  const each = tasks.map((id) => readFile(`/proc/${pid}/task/${id}/schedstat`, 'utf8'));
  return (await Promise.all(each)).reduce((ns, one) => ns + Number(one.split(' ')[0]), 0) / 1e6;
};

/** What each has used in between, for each of so many. */
export const since = (before: Cpu, now: Cpu, count: number): Cpu =>
  Object.fromEntries(
    Object.entries(now).map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / count]),
  );
