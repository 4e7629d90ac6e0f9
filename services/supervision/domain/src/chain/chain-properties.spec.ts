import { atOnce } from '@esep/kernel';
import { aifc2026, crossCheckRules } from '@esep/rulebook';

import { Chance } from '../testing/chance.js';
import {
  bound,
  ChainWorld,
  day,
  moved,
  on,
  paidOut,
  payoutWithdrawn,
  pool,
  released,
  takenBack,
  venue,
  venueClosed,
  type RecordedEvent,
} from '../testing/chain-world.js';
import { FactsInForce } from '../facts/facts-in-force.js';
import type { ReconciledEvent } from '../subject/facts-of-event.js';
import type { OutflowFact } from '../facts/reconciliation-facts.js';

// What holds of the classification whatever happens: in hundreds of small worlds of three licensees'
// addresses, a venue, a pool, blocks and reorganisations, told in any order.

const SEED = 20_260_306;
const WORLDS = 400;
const LICENSEES = ['A', 'B'];
const TXIDS = ['t1', 't2'];
const ADDRESSES = ['a1', 'a2', 'b1', 'd', 'p', 'x'];

describe(`In ${WORLDS} worlds of seed ${SEED}`, () => {
  it('the order in which facts arrive leaves no trace', () => {
    for (const { told, chance, name } of worlds()) {
      const inOrder = answers(new ChainWorld(told), 31);
      const arriving = new ChainWorld();
      for (const each of chance.shuffled(told)) {
        arriving.record(each);
        if (chance.happens(50))
          LICENSEES.forEach((licensee) => atOnce(arriving.of(licensee).refreshWork()));
      }
      expect([name, answers(arriving, 31)]).toEqual([name, inOrder]);
    }
  });

  it('what is known on a day is what was told until then', () => {
    for (const { told, chance, name } of worlds()) {
      const knownOn = 1 + chance.below(12);
      const then = new ChainWorld(told.filter(({ recordedAt }) => recordedAt <= day(knownOn)));
      const now = answers(new ChainWorld(told), knownOn);
      expect([name, now]).toEqual([name, answers(then, knownOn)]);
    }
  });

  it('no coin leaves twice, and none that was not there', () => {
    for (const { told, transactions, name } of worlds()) {
      const all = answers(new ChainWorld(told), 31).flatMap(({ outflows }) => outflows);
      for (const { txid, from, to } of transactions) {
        const left = to.map((_, vout) => sumOf(all.filter(({ ref }) => ref === `${txid}:${vout}`)));
        const tooMuch = to.filter(([, amount], vout) => (left[vout] ?? 0n) > BigInt(amount));
        const spent = from.reduce((sum, [, amount]) => sum + BigInt(amount), 0n);
        const isCovered = left.reduce((sum, amount) => sum + amount, 0n) <= spent;
        expect([name, tooMuch, isCovered]).toEqual([name, [], true]);
      }
    }
  });

  it('is not always empty', () => {
    const all = [...worlds()].flatMap(({ told }) => answers(new ChainWorld(told), 31));
    const types = new Set(all.flatMap(({ findings }) => findings.map(({ type }) => type)));
    expect([...types].sort()).toEqual([
      'chain-payout-not-reported',
      'payout-not-on-chain',
      'wallet-conflict',
    ]);
    expect(all.filter(({ outflows }) => outflows.length > 0).length).toBeGreaterThan(WORLDS / 10);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface World {
  readonly name: string;
  readonly transactions: readonly Transaction[];
  readonly told: readonly RecordedEvent[];
  readonly chance: Chance;
}

function* worlds(): Generator<World> {
  for (let world = 0; world < WORLDS; world += 1) {
    const chance = new Chance(SEED, world);
    const transactions = TXIDS.map((txid) => anyTransaction(txid, chance));
    const daily = () =>
      Array.from({ length: chance.below(4) }, () => anyEvent(chance, transactions));
    const wallets = [bound('A', 'a1'), bound('B', 'b1')].filter(() => chance.happens(80));
    const days = Array.from({ length: 10 }, (_, i) => on(i + 2, ...daily()));
    const told = [...on(1, ...wallets), ...days.flat()];
    yield { name: `world ${world}`, told, transactions, chance };
  }
}

function anyEvent(chance: Chance, transactions: readonly Transaction[]): ReconciledEvent {
  const from = day(1 + chance.below(6));
  const address = chance.pick(ADDRESSES);
  const holder = chance.pick(LICENSEES);
  switch (chance.below(9)) {
    case 0:
      return released(holder, address, day(1 + chance.below(8)), from);
    case 1:
      return venue('d', chance.pick([day(1), from]));
    case 2:
      return venueClosed(day(1 + chance.below(8)));
    case 3:
      return pool('p', from);
    case 4:
      return takenBack(chance.pick(['block', 'other']), chance.pick(TXIDS));
    case 5:
      return chance.happens(80)
        ? paidOut({ txid: chance.pick(TXIDS), paidAt: from })
        : payoutWithdrawn();
    case 6:
    case 7:
      return observed(chance.pick(transactions), chance);
    default:
      return bound(holder, address, from);
  }
}

/** What stands in the chain, whoever has seen how much of it. */
interface Transaction {
  readonly txid: string;
  readonly from: readonly (readonly [address: string, amount: number])[];
  readonly to: readonly (readonly [address: string, amount: number])[];
}

function anyTransaction(txid: string, chance: Chance): Transaction {
  const coins = (count: number) =>
    Array.from({ length: count }, () => [chance.pick(ADDRESSES), 1 + chance.below(50)] as const);
  return { txid, from: coins(chance.below(3)), to: coins(1 + chance.below(3)) };
}

/** Some of its inputs, and its outputs, in one block or another. */
function observed({ txid, from, to }: Transaction, chance: Chance): ReconciledEvent {
  const hash = chance.pick(['block', 'other']);
  const at = hash === 'block' ? day(5) : day(6);
  const whole = moved({ txid, hash, at, from, to });
  const inputs = whole.inputs.filter(() => chance.happens(80));
  const foreignInputs = from.length - inputs.length;
  return { ...whole, inputs, foreignInputs, ...(inputs.length > 0 ? {} : { foreignOutputs: 0 }) };
}

/** What each licensee's chain says, by what was known on a day. */
function answers(world: ChainWorld, knownOn: number) {
  // A bare report of how far the chain was read, the same in every world.
  world.progress.record('BTC', day(20), day(4));
  return LICENSEES.map((licensee) => {
    const chain = world.of(licensee);
    atOnce(chain.refreshWork());
    return {
      licensee,
      outflows: inForce(chain.outflows(), day(knownOn)),
      findings: atOnce(
        chain.findingsWork(
          new FactsInForce('party'),
          crossCheckRules(aifc2026),
          day(knownOn),
          day(knownOn),
        ),
      ).toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1)),
    };
  });
}

function inForce(outflows: readonly OutflowFact[], knownAt: string) {
  const last = new Map<string, OutflowFact>();
  for (const outflow of outflows) if (outflow.recordedAt <= knownAt) last.set(outflow.ref, outflow);
  return [...last.values()]
    .filter(({ amount }) => amount > 0n)
    .map(({ ref, at, amount, to }) => ({ ref, at, amount, to }))
    .sort((left, right) => (left.ref < right.ref ? -1 : 1));
}

function sumOf(outflows: readonly { amount: bigint }[]) {
  return outflows.reduce((sum, { amount }) => sum + amount, 0n);
}
function keyOf({
  type,
  period,
  facts,
}: {
  type: string;
  period: string;
  facts: readonly string[];
}) {
  return [type, period, ...facts].join();
}
