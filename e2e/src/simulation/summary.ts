import { hash } from 'node:crypto';

import type { Outcome } from './simulation.js';

/** What a seed came to, for people. */
export const wordsOf = ({
  seed,
  digest,
  violations,
  virtualMs,
  steps,
  crashes,
}: Outcome): string => {
  const head = `Seed ${seed}: ${steps} steps in ${virtualMs} virtual ms, ${crashes} crashes, trace ${digest}.`;
  if (violations.length === 0) return `${head} Everything holds.`;
  const broken = violations.map(({ property, what }) => `  ${property}: ${what}`);
  return [head, 'Broken:', ...broken, `Again: npm run simulate -- --seed ${seed}`].join('\n');
};

export interface Summary {
  readonly seeds: number;
  readonly broken: readonly Pick<Outcome, 'seed' | 'violations'>[];
  readonly seconds: number;
  /** What the traces of all of them come to: the same for the same seeds. */
  readonly traces: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly crashedAt: Readonly<Record<string, number>>;
  readonly words: string;
}

export const summaryOf = (outcomes: readonly Outcome[], seconds: number): Summary => {
  const total = (of: (outcome: Outcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + of(outcome), 0);
  const crashedAt: Record<string, number> = {};
  for (const { crashedAt: places } of outcomes)
    for (const [place, count] of places) crashedAt[place] = (crashedAt[place] ?? 0) + count;
  const broken = outcomes
    .filter(({ violations }) => violations.length > 0)
    .map(({ seed, violations }) => ({ seed, violations }));
  const counts = {
    steps: total(({ steps }) => steps),
    crashes: total(({ crashes }) => crashes),
    'connections lost': total(({ connectionsLost }) => connectionsLost),
    'records sent': total(({ bus }) => bus.sent),
    'records lost': total(({ bus }) => bus.lost),
    'records doubled': total(({ bus }) => bus.doubled),
    'records late': total(({ bus }) => bus.late),
    'partitions deleted': total(({ bus }) => bus.deleted),
    rebalances: total(({ bus }) => bus.rebalances),
    'answers checked': total(({ answers }) => answers),
  };
  const traces = hash(
    'sha256',
    outcomes
      .toSorted((a, b) => a.seed - b.seed)
      .map(({ seed, digest }) => `${seed} ${digest}`)
      .join('\n'),
  ).slice(0, 16);
  const words = [
    `${outcomes.length} seeds in ${seconds.toFixed(1)} s (${(outcomes.length / seconds).toFixed(1)} a second): ${Object.entries(
      counts,
    )
      .map(([what, count]) => `${count} ${what}`)
      .join(', ')}.`,
    `Processes died at ${Object.keys(crashedAt).length} failpoints: ${Object.entries(crashedAt)
      .sort(([, a], [, b]) => b - a)
      .map(([place, count]) => `${place} ${count}`)
      .join(', ')}.`,
    `Their traces come to ${traces}.`,
    broken.length === 0
      ? 'Everything held in all of them.'
      : `Something broke in ${broken.length}: ${broken.map(({ seed }) => seed).join(', ')}.`,
  ].join('\n');
  return { seeds: outcomes.length, broken, seconds, traces, counts, crashedAt, words };
};
