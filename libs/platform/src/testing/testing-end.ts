/** Called when the test file and all hooks of its own have ended. An error fails the file. */
export const atEndOfFile = (end: () => Promise<void>): void => {
  // Emptied by tools/test-environment.mjs; a program that is no test has nobody who does.
  const file = globalThis as { atEndOfFile?: (() => Promise<void>)[] };
  (file.atEndOfFile ??= []).push(end);
};
