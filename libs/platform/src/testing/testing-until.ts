import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 60_000;

/** Resolves when something is so, which is asked again and again. Throws when it does not come to be. */
export const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  for (const deadline = Date.now() + PATIENCE_MS; !(await isSo()); await sleep(10))
    if (Date.now() > deadline) throw new Error(`Waited too long for this: ${isSo.toString()}`);
};
