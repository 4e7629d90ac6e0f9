import { hash } from 'node:crypto';

/** An id that is always the same for the same words. */
export const idOf = (words: string): string =>
  hash('sha256', words)
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
