import { readFile } from 'node:fs/promises';

import { ConfigError } from './config.js';

/** Reads a mounted secret. Errors name the file and never its content. */
export const readSecret = async (path: string, service: string): Promise<string> => {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new ConfigError(`${service} cannot read ${path}: ${(error as Error).message}`);
  }
};
