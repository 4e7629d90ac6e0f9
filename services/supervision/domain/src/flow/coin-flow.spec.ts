import { atOnce, sum } from '@esep/kernel';
import fc from 'fast-check';

import { factsInForce } from '../facts/facts-known-at.js';
import { caseOf, type WireReconciliationCase } from '../reconciliation/reconciliation-wire.js';
import { reckon, rowOf } from '../reconciliation/reconciliation.js';
import { randomCases } from '../testing/random-cases.js';
import {
  mined,
  movedOut,
  released,
  sold,
  WORKED_AS_OF,
  WORKED_RULES,
  worldOf,
} from '../testing/worked-rows.js';
import {
  coinFlowWork,
  minedByWallet,
  type CoinFlow,
  type FlowCause,
  type Strand,
} from './coin-flow.js';

describe('The coins of a month', () => {
  it('come from pools and go to venues, to addresses, and to the next month', () => {
    const facts = factsInForce(
      worldOf({
        distributions: [
          mined('2026-02-05T12:00', 7n),
          mined('2026-03-05T12:00', 100n),
          mined('2026-03-06T12:00', 20n, { pool: 'dmp-2' }),
        ],
        fills: [
          sold('2026-03-20T12:00', 60n, { baseFee: 2n }),
          sold('2026-03-21T12:00', 5n, { venue: 'ex-9' }),
        ],
        outflows: [{ ...movedOut('2026-03-25T12:00', 40n), to: 'bc1qaway' }],
        releases: [released('2026-02', '2026-03-24T12:00', 1n)],
      }),
      WORKED_AS_OF,
    );
    const flow = atOnce(coinFlowWork(facts, WORKED_RULES, WORKED_AS_OF, '2026-03'));
    expect(flow?.from.map(inWords)).toEqual([
      '100 mined pool dmp-1 (1)',
      '20 mined pool dmp-2 (1)',
      '7 at-hand before (0)',
    ]);
    expect(flow?.to.map(inWords)).toEqual([
      '60 sold venue ex-1 (1)',
      '30 early-release address bc1qaway (1)',
      '20 at-hand after (0)',
      '9 unexplained-outflow address bc1qaway (1)',
      '5 sold-not-counted venue ex-9 (1)',
      '2 fee venue ex-1 (1)',
      '1 released address bc1qaway (1)',
    ]);
    expect(flow?.total).toBe(127n);
    const byWallet = minedByWallet(flow as CoinFlow, ({ fact }) =>
      fact.pool === 'dmp-1' ? 'bc1qown' : undefined,
    );
    expect(byWallet.map(({ end, quantity }) => [end.id, end.wallet, quantity])).toEqual([
      ['dmp-1', 'bc1qown', 100n],
      ['dmp-2', undefined, 20n],
      [undefined, undefined, 7n],
    ]);
    expect(atOnce(coinFlowWork(facts, WORKED_RULES, WORKED_AS_OF, '2025-12'))).toBeUndefined();
  });

  it('are those of the row and its findings, and come to the same on both sides', () => {
    let months = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const [wire] = randomCases(seed, 1);
        const { facts, rules, knownAt, asOf } = caseOf(wire as WireReconciliationCase);
        const known = factsInForce(facts, knownAt);
        const { periods, findings } = reckon(known, rules, knownAt, asOf);
        for (const judged of periods) {
          const { period, counted } = judged.account;
          const flow = atOnce(coinFlowWork(known, rules, asOf, period));
          if (flow === undefined) throw new Error(`${period} has no flow.`);
          const { from, to, total } = flow;
          const found = (type: string) =>
            sum(
              findings
                .filter((one) => one.period === period && one.type === type)
                .map(({ quantity }) => quantity),
            );
          expect([quantityOf(from), quantityOf(to)]).toEqual([total, total]);
          expect(quantityOf(from, 'mined')).toBe(rowOf(judged).mined);
          const walletOf = ({ id }: { readonly id: string }) => (id < 'd-5' ? id : undefined);
          expect(quantityOf(minedByWallet(flow, walletOf))).toBe(total);
          expect(quantityOf(to, 'sold')).toBe(counted);
          expect(quantityOf(from, 'unsourced')).toBe(found('unsourced-sale'));
          expect(quantityOf(to, 'early-release')).toBe(found('early-release'));
          expect(leftUnexplained(to)).toBe(found('unexplained-outflow'));
          months += 1;
        }
      }),
      { numRuns: 150 },
    );
    expect(months).toBeGreaterThan(300);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function inWords({ end, cause, quantity, facts }: Strand): string {
  return `${quantity} ${cause} ${end.kind}${end.id === undefined ? '' : ` ${end.id}`} (${facts})`;
}

function quantityOf(strands: readonly Strand[], cause?: FlowCause): bigint {
  return sum(
    strands
      .filter((strand) => cause === undefined || strand.cause === cause)
      .map(({ quantity }) => quantity),
  );
}

/** Without the debt of an earlier month. */
function leftUnexplained(to: readonly Strand[]): bigint {
  return quantityOf(
    to.filter(({ end }) => end.kind !== 'before'),
    'unexplained-outflow',
  );
}
