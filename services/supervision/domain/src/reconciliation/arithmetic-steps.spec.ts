import { unreachable } from '@esep/kernel';

import { factsInForce } from '../facts/facts-known-at.js';
import { randomCases } from '../testing/random-cases.js';
import { OPERATIONS, type ArithmeticStep } from './arithmetic-steps.js';
import { explain, type Explanation } from './explain.js';
import { caseOf } from './reconciliation-wire.js';
import { reconcile } from './reconciliation.js';

// Who says a step in another language, or computes it again, has nothing but its operation and operands.

describe('The steps of random explanations', () => {
  const explanations = randomCases(41, 120).flatMap((wire) => {
    const { facts, rules, knownAt, asOf } = caseOf(wire);
    const { rows } = reconcile(facts, rules, knownAt, asOf);
    const known = factsInForce(facts, knownAt);
    return rows.flatMap(({ period }) => explain(known, rules, knownAt, asOf, period) ?? []);
  });
  const steps = explanations.flatMap((one) => one.steps.map((step) => ({ step, one })));

  it('come out of their operations', () => {
    for (const { step } of steps)
      expect([step.figure, resultOf(step)]).toEqual([step.figure, step.value]);
    expect(new Set(steps.map(({ step }) => step.operation))).toEqual(
      new Set(Object.keys(OPERATIONS)),
    );
    expect(steps.map(({ step }) => step.value)).toEqual(
      expect.arrayContaining(['null', 'pending', 'inconclusive', 'compliant', 'breach-cured-late']),
    );
  });

  it('take their operands from the explanation, and under a rule', () => {
    for (const { step, one } of steps) {
      expect(step.rules).not.toEqual([]);
      for (const { name, value } of step.operands)
        expect([step.figure, name, shown(step, name, one)]).toEqual([
          step.figure,
          name,
          expect.arrayContaining([value]),
        ]);
    }
  });
});

// ── A second computation ────────────────────────────────────────────────────────────────────────

function resultOf({ operation, operands }: ArithmeticStep): string {
  const values = operands.map(({ value }) => value);
  const [first = '', second = '', third = ''] = values;
  switch (operation) {
    case 'sum':
    case 'sum-before':
    case 'sum-from':
      return second;
    case 'difference':
      return String(BigInt(first) - BigInt(second));
    case 'quotient-rounded-up':
      return String((BigInt(first) + BigInt(second) - 1n) / BigInt(second));
    case 'share-rounded-down':
      return third === '0' ? 'null' : String((BigInt(first) * BigInt(second)) / BigInt(third));
    case 'state-at':
      if (first < second) return 'open';
      return first < third || values.length > 3 ? 'provisional' : 'final';
    case 'verdict-of':
      if (first !== 'final') return values[3] === '0' ? 'pending' : 'inconclusive';
      if (second === '0') return 'compliant';
      return third === '0' ? 'breach-cured-late' : 'breach';
    default:
      return unreachable(operation);
  }
}

/** What the explanation has under the name of an operand. */
function shown(step: ArithmeticStep, name: string, one: Explanation): readonly string[] {
  const sum = (quantities: readonly bigint[]) =>
    String(quantities.reduce((all, more) => all + more, 0n));
  const own = one.sales.filter(({ at }) => one.start <= at && at < one.end);
  const paid = one.paidBy.filter(({ at }) => at < one.due === (step.figure === 'soldInTime'));
  const missing = one.senders.filter(({ complete, waived }) => !complete && !waived);
  switch (name) {
    case 'whole':
      return ['10000'];
    case 'distributions':
      return [String(one.mined.length)];
    case 'net':
      return [sum(one.mined.map(({ net }) => net))];
    case 'weighted':
      return [sum(one.mined.map(({ weighted }) => weighted))];
    case 'paidBy':
      return [String(paid.length)];
    case 'quantity':
      return [sum(paid.map(({ quantity }) => quantity))];
    case 'sales':
      return [String(own.length)];
    case 'counted':
      return [sum(own.map(({ counts, sourced }) => (counts ? sourced : 0n)))];
    case 'missing':
      if (one.asOf < one.due) return ['0'];
      return step.figure === 'state'
        ? missing.map(({ sender }) => sender)
        : [String(missing.length)];
    case 'surplus':
      return [sum(own.map(({ surplus }) => surplus))];
    default:
      return [String({ ...one, ...one.row }[name as keyof Explanation])];
  }
}
