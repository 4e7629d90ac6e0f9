import { readFileSync } from 'node:fs';

import { textOf } from '@esep/verifier';

/** What a command sees of the machine: its variables, and where it may write. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
}

/**
 * How a command ends, for scripts: 0 what was asked is so or was done, 1 it is not so or was
 * refused, 2 it could not be asked.
 */
export type ExitCode = 0 | 1 | 2;

/** The text of a file, or undefined where there is none, or none in an encoding that is known. */
export const readText = (file: string): string | undefined => {
  try {
    return textOf(readFileSync(file));
  } catch {
    return undefined;
  }
};
