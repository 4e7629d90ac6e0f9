#!/usr/bin/env node
// Plain JavaScript for any Node that a machine may have, so that a missing build is one sentence.
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
if (existsSync(main)) {
  await import(main);
} else {
  console.error('esep is not built yet. Run this in the repository first: npm run build');
  process.exitCode = 2;
}
