import { aifc2026, crossCheckRules } from '@esep/rulebook';

import type { DepositEvent } from './deposit-check.js';
import { factOfEvent } from '../subject/facts-of-event.js';
import { SubjectFold } from '../subject/subject-fold.js';
import { WORKED_RULES } from '../testing/worked-rows.js';

const LAW = { rules: WORKED_RULES, crossCheckRules: crossCheckRules(aifc2026) };
const FOR_EVER = '2026-12-31T00:00:00.000Z';

describe('FIELD-13: an output of a transaction that stands as several deposits', () => {
  it.each<[string, readonly DepositEvent[], readonly string[]]>([
    ['is none while it stands once', [credited('ex-1:a'), credited('ex-1:b', { vout: 1 })], []],
    ['nor is an output of the same number elsewhere', [credited('ex-1:a'), other('ex-1:b')], []],
    [
      'is found where two venues say it',
      [credited('ex-2:a', { amount: '7' }), credited('ex-1:a')],
      ['2026-03 5 aa:0,ex-1:a,ex-2:a'],
    ],
    [
      'is found where one venue says it under two ids',
      [credited('ex-1:b'), credited('ex-1:a')],
      ['2026-03 5 aa:0,ex-1:a,ex-1:b'],
    ],
    [
      'is one finding, in the period of the earliest, however many they are',
      [credited('ex-1:b', { at: on(4) }), credited('ex-1:a'), credited('ex-2:a', { amount: '9' })],
      ['2026-03 10 aa:0,ex-1:a,ex-1:b,ex-2:a'],
    ],
    [
      'is one of each output',
      [credited('ex-1:a'), other('ex-1:b'), credited('ex-1:c'), other('ex-1:d')],
      ['2026-03 5 aa:0,ex-1:a,ex-1:c', '2026-03 5 bb:0,ex-1:b,ex-1:d'],
    ],
    [
      'is over where a later version says another output',
      [credited('ex-1:a'), credited('ex-2:a'), credited('ex-2:a', { version: 2, vout: 3 })],
      [],
    ],
    [
      'is over where a row is taken back',
      [credited('ex-1:a'), credited('ex-2:a'), takenBack('ex-2:a')],
      [],
    ],
    [
      'is not over where a withdrawal of the same number is taken back',
      [credited('ex-1:a'), credited('ex-2:a'), takenBack('ex-2:a', 'withdrawal')],
      ['2026-03 5 aa:0,ex-1:a,ex-2:a'],
    ],
  ])('%s', (_name, events, expected) => {
    expect(namesIn(foldOf(events), FOR_EVER)).toEqual(expected);
    // However its facts came, and told twice.
    expect(namesIn(foldOf(events, true), FOR_EVER)).toEqual(expected);
  });

  it('is found as it was known, and judged, at any time', () => {
    const fold = foldOf([credited('ex-1:a'), credited('ex-2:a'), takenBack('ex-2:a')]);
    expect(namesIn(fold, on(5, 1))).toEqual([]);
    expect(namesIn(fold, on(5, 2))).toEqual(['2026-03 5 aa:0,ex-1:a,ex-2:a']);
    expect(namesIn(fold, on(5, 2), on(3, 4))).toEqual([]);
    expect(namesIn(fold, on(5, 3))).toEqual([]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

/** The n-th event is recorded on the n-th of May. */
function foldOf(events: readonly DepositEvent[], isLate = false): SubjectFold {
  const fold = new SubjectFold('party');
  const facts = events.map((event, index) => {
    const source = { log: 'log', position: index, eventId: `event-${index}` };
    return factOfEvent(event, on(5, index + 1), source);
  });
  for (const fact of isLate ? [...facts.toReversed(), ...facts] : facts) fold.take(fact);
  return fold;
}
function namesIn(fold: SubjectFold, knownAt: string, asOf = knownAt): string[] {
  return fold.crossChecks(LAW, knownAt, asOf).map(({ type, period, quantity, facts, rules }) => {
    expect([type, rules]).toEqual(['duplicate-settlement', ['SALE-4']]);
    return `${period} ${quantity} ${facts.join(',')}`;
  });
}
function on(month: number, dayOfMonth = 5): string {
  return new Date(Date.UTC(2026, month - 1, dayOfMonth, 7)).toISOString();
}
function credited(id: string, but: object = {}): DepositEvent {
  const content = { amount: '5', txid: 'aa', vout: 0, at: on(3) };
  return { type: 'DepositCredited', ...row(id), version: 1, ...content, ...but };
}
function other(id: string): DepositEvent {
  return credited(id, { txid: 'bb' });
}
function takenBack(id: string, transfer: 'deposit' | 'withdrawal' = 'deposit'): DepositEvent {
  return { type: 'TransferWithdrawn', transfer, ...row(id), version: 2, withdrawnAt: on(5) };
}
function row(id: string) {
  const [exchangeId, rowId] = id.split(':') as [string, string];
  return { exchangeId, rowId, reportId: 'march', licenseeId: 'lic-1', asset: 'BTC' };
}
