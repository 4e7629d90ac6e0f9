import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// How npm test ends, whatever becomes of Jest.

interface TestReport {
  testReport(
    runs: readonly ((report: string) => void)[],
    checks: readonly string[],
  ): { readonly text: string; readonly ok: boolean };
}

const program = join(import.meta.dirname, 'test-report.mjs');
let { testReport } = {} as TestReport;
beforeAll(async () => {
  ({ testReport } = (await import(program)) as TestReport);
});

describe('The last line of npm test', () => {
  it('counts what passed', () => {
    const { ok, text } = after(JSON.stringify(results()));
    expect(text).toBe('\n3 passed, 0 failed, 0 skipped');
    expect(ok).toBe(true);
  });

  it('counts what failed, also a file that could not be run and a check beside the tests', () => {
    const broken = [{ name: at('a.spec.ts'), status: 'failed', assertionResults: [] }];
    const { ok, text } = after(JSON.stringify(results(1, broken)), ['format']);
    expect(text).toMatch(
      /Failed beside the tests: format, a\.spec\.ts\n\n3 passed, 3 failed, 0 sk/,
    );
    expect(ok).toBe(false);
  });

  it('counts what was skipped, and says what', () => {
    const assertionResults = [{ status: 'pending', fullName: 'A pool pays' }];
    const skipping = [{ name: at('a.spec.ts'), status: 'passed', assertionResults }];
    const { text } = after(JSON.stringify(results(0, skipping)));
    expect(text).toMatch(
      /Skipped:\n {2}a\.spec\.ts: A pool pays\n\n3 passed, 0 failed, 1 skipped$/,
    );
  });

  it.each([undefined, '', '{"numPassedTests":3,'])(
    'is there when the tests broke off and left this report: %s',
    (report) => {
      const { ok, text } = after(report);
      expect(text).toBe(
        '\nThe tests broke off before they could say how they went.\n\n0 passed, 1 failed, 0 skipped',
      );
      expect(ok).toBe(false);
    },
  );

  it('counts several runs as one, also when one of them broke off', () => {
    const whole = (path: string) => writeFileSync(path, JSON.stringify(results(1)));
    expect(testReport([whole, whole], []).text).toBe('\n6 passed, 2 failed, 0 skipped');
    const { text, ok } = testReport([whole, () => undefined], []);
    expect(text).toMatch(/^\nThe tests broke off .*\n\n3 passed, 2 failed, 0 skipped$/);
    expect(ok).toBe(false);
  });

  it('is no success when nothing was tested', () =>
    expect(after(JSON.stringify({ ...results(), numPassedTests: 0 })).ok).toBe(false));

  /** What is said after a run that left this report, and nothing else, behind. */
  function after(written: string | undefined, checks: readonly string[] = []) {
    let report = '';
    const run = (path: string) => {
      report = path;
      if (written !== undefined) writeFileSync(path, written);
    };
    const said = testReport([run], checks);
    expect(report).toMatch(/jest\.json$/);
    expect(existsSync(dirname(report))).toBe(false);
    return said;
  }
  function results(numFailedTests = 0, testResults: object[] = []) {
    return { numPassedTests: 3, numFailedTests, testResults };
  }
  function at(file: string) {
    return join(import.meta.dirname, '..', file);
  }
});
