import type { DemonstrationResult } from './demonstration.js';
import type { FoundRow } from './found-row.js';
import { jsonOf, printDemonstration, progressLine, summaryOf, tableOf } from './table.js';

describe('The table of a demonstration', () => {
  it('has whole coins without idle zeros, aligned to the right', () => {
    const [, , , first, second] = linesOf(
      tableOf([row(), row({ licenceId: 'DM-2', mined: 1_100_000_001n, required: 825_000_001n })]),
    );
    expect(cellsOf(first)).toEqual([
      'Kokzhal',
      'BTC',
      '2026-01',
      '10',
      '7.5',
      '8',
      '80.0',
      'compliant',
      '',
    ]);
    expect(cellsOf(second).slice(3, 5)).toEqual(['11.00000001', '8.25000001']);
    expect(first?.indexOf('10 │')).toBe((second?.indexOf('11.00000001 │') ?? 0) + 9);
  });

  it('counts in the units of each coin, and names a licensee once', () => {
    const etc = { asset: 'ETC', mined: 4_000n * 10n ** 18n, required: 3_000n * 10n ** 18n };
    const [, , , , second] = linesOf(tableOf([row(), row(etc)]));
    expect(cellsOf(second).slice(0, 5)).toEqual(['', 'ETC', '2026-01', '4000', '3000']);
  });

  it('shows all that was sold where the law says, and never rounds a share up', () => {
    const sold = { mined: 10_000n, soldInTime: 6_000n, soldLate: 1_000n, surplus: 499n };
    const [, , , line] = linesOf(tableOf([row(sold)]));
    expect(cellsOf(line).slice(5, 7)).toEqual(['0.00007499', '74.9']);
  });

  it('has no share of nothing', () => {
    const [, , , line] = linesOf(tableOf([row({ mined: 0n, required: 0n })]));
    expect(cellsOf(line)[6]).toBe('');
  });

  it('says in words what follows', () => {
    const breach = row({
      verdict: 'breach-cured-late',
      restatement: 2,
      findings: [
        { type: 'under-sold', quantity: 250_000_000n },
        { type: 'unlicensed-venue', quantity: 300_000_000n },
      ],
    });
    const [, , , line] = linesOf(tableOf([breach]));
    expect(cellsOf(line).slice(7)).toEqual([
      'BREACH, cured late (restated)',
      'under sold 2.5, unlicensed venue 3',
    ]);
  });
});

describe('The summary of a demonstration', () => {
  it('counts the verdicts and says that all is as it must be', () =>
    expect(summaryOf(result())).toBe(
      '102 days, 640 reports, 1400 rows in 12.3 s: 1 compliant, 1 BREACH. All figures are as they must be.',
    ));

  it('says so when it is not', () =>
    expect(summaryOf(result({ mismatches: ['one', 'two'] }))).toContain(
      '2 things are NOT as they must be.',
    ));

  it('is printed with every mismatch', () => {
    const printed: string[] = [];
    printDemonstration(result({ mismatches: ['one'] }), { print: (text) => printed.push(text) });
    expect(printed.at(-1)).toBe('one');
    expect(printed).toHaveLength(3);
  });
});

describe('The result for machines', () => {
  it('has quantities as decimal strings of base units', () => {
    const read = JSON.parse(jsonOf(result())) as { rows: { mined: string }[]; seconds: number };
    expect(read.rows[0]?.mined).toBe('1000000000');
    expect(read.seconds).toBe(12.34);
  });

  it('is printed alone', () => {
    const printed: string[] = [];
    printDemonstration(result(), { json: true, print: (text) => printed.push(text) });
    expect(printed).toEqual([jsonOf(result())]);
  });
});

it('Progress is a line a day', () =>
  expect(
    progressLine({ day: '2026-01-05', dayNumber: 5, days: 102, submissions: 25, rows: 65 }),
  ).toBe('2026-01-05 (day 5 of 102): 25 reports, 65 rows'));

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function row(but: Partial<FoundRow> = {}): FoundRow {
  return {
    licensee: 'Kokzhal',
    licenceId: 'DM-1',
    licenseeId: 'id-1',
    asset: 'BTC',
    period: '2026-01',
    mined: 1_000_000_000n,
    required: 750_000_000n,
    soldInTime: 750_000_000n,
    soldLate: 0n,
    surplus: 50_000_000n,
    verdict: 'compliant',
    judged: 'compliant',
    restatement: 0,
    findings: [],
    ...but,
  };
}

function result(but: Partial<DemonstrationResult> = {}): DemonstrationResult {
  return {
    rows: [row(), row({ verdict: 'breach' })],
    mismatches: [],
    days: 102,
    submissions: 640,
    rowsSent: 1_400,
    requests: 800,
    seconds: 12.34,
    ...but,
  };
}

function linesOf(table: string): string[] {
  return table.split('\n');
}

function cellsOf(line = ''): string[] {
  return line
    .split('│')
    .slice(1, -1)
    .map((cell) => cell.trim());
}
