import { readFile } from 'node:fs/promises';

import { ConfigError } from './config.js';

/** What a secret store mounted. Throws a sentence that names the file and never what is in it. */
export const readSecret = async (path: string, service: string): Promise<string> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new ConfigError(`${service} cannot read ${path}: ${(error as Error).message}`);
  }
};
