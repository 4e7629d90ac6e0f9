// What the runs of Jest came to, from the reports that they wrote: the end of npm test. Plain
// JavaScript for Node 20.19.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { root } from './runtime.mjs';

/**
 * Runs the tests and says what came of it: the last lines to print, and whether all is well. Each of
 * `runs` gets the path of the report to write; `checks` names what failed beside the tests.
 */
export function testReport(runs, checks) {
  const folder = mkdtempSync(join(tmpdir(), 'esep-report-'));
  try {
    const results = runs.map((run) => {
      const report = join(folder, 'jest.json');
      rmSync(report, { force: true });
      run(report);
      return resultsIn(report);
    });
    return summaryOf(results, checks);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function summaryOf(results, checks) {
  const whole = results.filter((result) => result !== undefined);
  const brokenOff = results.length - whole.length;
  const sum = (count) => whole.reduce((total, result) => total + result[count], 0);
  const passed = sum('numPassedTests');
  const testResults = whole.flatMap((result) => result.testResults);
  const skipped = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'pending' || status === 'todo')
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  );
  const broken = testResults
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name }) => relative(root, name));
  const beside = [...checks, ...broken];
  const failed = sum('numFailedTests') + beside.length + brokenOff;
  const lines = [
    ...(brokenOff > 0 ? ['The tests broke off before they could say how they went.'] : []),
    ...(skipped.length > 0 ? [`Skipped:\n  ${skipped.join('\n  ')}`] : []),
    ...(beside.length > 0 ? [`Failed beside the tests: ${beside.join(', ')}`] : []),
    `${passed} passed, ${failed} failed, ${skipped.length} skipped`,
  ];
  return { text: lines.map((line) => `\n${line}`).join('\n'), ok: failed === 0 && passed > 0 };
}

/** Undefined when Jest ended before its report was whole. */
function resultsIn(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  }
}
