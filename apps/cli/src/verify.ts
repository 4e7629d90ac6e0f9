import { exitCodeOf, verdictText, verifyReceiptFile } from '@esep/verifier';

import { readText, type ExitCode, type World } from './world.js';

export interface VerifyOptions {
  readonly key?: string;
  readonly json?: boolean;
}

/** Offline: neither the network nor a running Esep is asked. */
export const verify = (file: string, { key, json }: VerifyOptions, world: World): ExitCode => {
  const text = readText(file);
  if (text === undefined) {
    world.err(`There is no file in UTF-8 to read at ${file}.`);
    return 2;
  }
  const verdict = verifyReceiptFile(text, key === undefined ? {} : { verifierKey: key });
  world.out(json ? JSON.stringify(verdict, null, 2) : verdictText(verdict));
  return exitCodeOf(verdict);
};
