import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { compileFunction } from 'node:vm';

import * as kernel from '@esep/kernel';
import * as rulebook from '@esep/rulebook';
import { transformSync } from '@swc/core';

import { randomCases } from '../testing/random-cases.js';
import { caseOf, toWire, type WireReconciliationCase } from './reconciliation-wire.js';
import { reconcile } from './reconciliation.js';
import {
  inWords,
  WORKED_AS_OF,
  WORKED_ROWS,
  WORKED_RULES,
  worldOf,
} from '../testing/worked-rows.js';

// Bugs that somebody might well write, planted one at a time into a copy of the sources that is
// compiled in memory. A specification that does not notice them would not notice the real ones.

type Reconcile = typeof reconcile;

interface Bug {
  readonly name: string;
  readonly file: string;
  /** No published vector meets it: why. */
  readonly notInVectors?: string;
  /** Texts of the file, each there exactly once, and what the bug makes of them. */
  readonly replaced: readonly (readonly [was: string, is: string])[];
}

const BUGS: readonly Bug[] = [
  {
    name: 'The share is rounded up on every row instead of once a month',
    file: 'reconciliation/period-account',
    replaced: [
      [
        'event.quantity * shareAt(event.at)',
        'ceilDiv(event.quantity * shareAt(event.at), BPS_PER_WHOLE) * BPS_PER_WHOLE',
      ],
    ],
  },
  {
    name: 'Arrears are paid before what is still in time',
    file: 'reconciliation/discharge',
    replaced: [
      [
        'this.payRange(this.oldestInTime, index, true, sale, quantity)',
        'this.payRange(this.oldestOpen, index, false, sale, quantity)',
      ],
      [
        'this.payRange(this.oldestOpen, index, false, sale, left)',
        'this.payRange(this.oldestInTime, index, true, sale, left)',
      ],
    ],
  },
  {
    name: 'A due day on a day off stays where it is',
    file: 'reconciliation/period-account',
    replaced: [
      [
        'dueUnder(rules, period)',
        'new Date(Date.parse(endOf(period)) + (rules.graceDays[0]?.days ?? 0) * 86_400_000).toISOString()',
      ],
    ],
  },
  {
    name: 'Bought coins are sold before mined ones',
    file: 'reconciliation/coin-walk',
    replaced: [
      [
        'const sourced = least(fill.quantity, atLeastZero(this.stock));',
        'const bought = least(fill.quantity, this.bought);',
      ],
      [
        'const bought = least(fill.quantity - sourced, this.bought);',
        'const sourced = least(fill.quantity - bought, atLeastZero(this.stock));',
      ],
    ],
  },
  {
    name: 'A month is thought to be in time as long as an earlier one is',
    file: 'reconciliation/discharge',
    notInVectors: 'in none of them do grace days become fewer while sales are owed',
    replaced: [['const isInTime = at < account.due;', 'const isInTime = i >= this.oldestInTime;']],
  },
  {
    name: 'FIGURES-20: a fee in coins is taken before the sale',
    file: 'reconciliation/coin-walk',
    replaced: [
      [
        'const sourced = least(fill.quantity, atLeastZero(this.stock));',
        'const fee = this.payFee(fill.fact.baseFee ?? 0n); const sourced = least(fill.quantity, atLeastZero(this.stock));',
      ],
      ['const fee = this.payFee(fill.fact.baseFee ?? 0n);\n', ''],
    ],
  },
  {
    name: 'A sale for nothing counts',
    file: 'reconciliation/sale-obstacles',
    replaced: [['isMoney && quoteAmount !== 0n', 'isMoney']],
  },
  {
    name: 'A sale that two persons disqualified still counts',
    file: 'reconciliation/coin-walk',
    replaced: [
      ['obstacles.length === 0 && disqualification === undefined', 'obstacles.length === 0'],
    ],
  },
  {
    name: 'A pool that was declared for another licence will do',
    file: 'facts/facts-in-force',
    replaced: [
      [
        'return this.affiliations.holds(pool, at, licence);',
        'void licence; return this.affiliations.holds(pool, at);',
      ],
    ],
  },
  {
    name: 'Opening stock that is recorded again adds up',
    file: 'facts/facts-in-force',
    replaced: [['this.swap(known, opening);', 'this.inForce.swap(undefined, opening);']],
  },
  {
    name: 'What left early still counts as room',
    file: 'reconciliation/free-part',
    replaced: [['const gone = this.used + this.early;', 'const gone = this.used;']],
  },
];

const PACKAGES: Readonly<Record<string, object>> = {
  '@esep/kernel': kernel,
  '@esep/rulebook': rulebook,
};

const VECTORS = join(import.meta.dirname, '../../../../../../shared/vectors/reconciliation');
const vectors = publishedVectors();
const MONTHS = randomCases(10, 200).map((one) => [one, answer(reconcile, one)] as const);

describe('The copy without a bug', () => {
  it('answers like the original', () => expect(noticedBy(compiled())).toEqual(NOBODY));
});

describe.each(BUGS)('$name', (bug) => {
  const noticed = noticedBy(compiled(bug));

  it('is noticed by the worked rows', () => expect(noticed.rows).not.toEqual([]));

  it('is noticed by random months', () => expect(noticed.months).toBeGreaterThan(0));

  const published = bug.notInVectors === undefined;
  (vectors.length > 0 && published ? it : it.skip)(
    'is noticed by the published vectors (skipped when ../shared is absent, or none meets it)',
    () => expect(noticed.vectors).toBeGreaterThan(0),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

/** The names of the worked rows, and how many vectors and random months, answer otherwise. */
interface Noticed {
  readonly rows: readonly string[];
  readonly vectors: number;
  readonly months: number;
}
const NOBODY: Noticed = { rows: [], vectors: 0, months: 0 };

function noticedBy(suspect: Reconcile): Noticed {
  const rows = WORKED_ROWS.filter(({ given, then, findings = [], rules }) => {
    const law = { ...WORKED_RULES, ...rules };
    const answer = suspect(worldOf(given), law, WORKED_AS_OF, WORKED_AS_OF);
    return text(inWords(answer, Object.keys(then))) !== text({ then, findings });
  });
  const wrong = vectors.filter((vector) => answer(suspect, vector.case) !== text(vector.expected));
  const other = MONTHS.filter(([one, right]) => answer(suspect, one) !== right);
  return { rows: rows.map(({ name }) => name), vectors: wrong.length, months: other.length };
}

function answer(implementation: Reconcile, wire: WireReconciliationCase): string {
  const { facts, rules, knownAt, asOf } = caseOf(wire);
  return text(toWire(implementation(facts, rules, knownAt, asOf)));
}

/** JSON with sorted names, so that the order in which fields were written does not matter. */
function text(value: unknown): string {
  return JSON.stringify(value, (_name, field: unknown) =>
    typeof field === 'object' && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([left], [right]) => (left < right ? -1 : 1)))
      : field,
  );
}

function publishedVectors(): readonly { case: WireReconciliationCase; expected: unknown }[] {
  if (!existsSync(VECTORS)) return [];
  return readdirSync(VECTORS)
    .filter((name) => name.endsWith('.json'))
    .flatMap(
      (name) =>
        JSON.parse(readFileSync(join(VECTORS, name), 'utf8')) as {
          case: WireReconciliationCase;
          expected: unknown;
        }[],
    );
}

/** `reconcile` out of a copy of the sources, compiled in memory with the bug in it. */
function compiled(bug?: Bug): Reconcile {
  const modules = new Map<string, Record<string, unknown>>();
  const load = (file: string): Record<string, unknown> => {
    const loaded = modules.get(file);
    if (loaded !== undefined) return loaded;
    const exported = {};
    modules.set(file, exported);
    const { code } = transformSync(sourceOf(file, bug), {
      configFile: false,
      swcrc: false,
      jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
      module: { type: 'commonjs' },
    });
    const run = compileFunction(code, ['exports', 'require']) as (
      exported: object,
      require: (name: string) => object,
    ) => void;
    run(
      exported,
      (name) => PACKAGES[name] ?? load(posix.join(dirname(file), name.replace(/\.js$/, ''))),
    );
    return exported;
  };
  return load('reconciliation/reconciliation')['reconcile'] as Reconcile;
}

function sourceOf(file: string, bug?: Bug): string {
  const source = readFileSync(join(import.meta.dirname, '..', `${file}.ts`), 'utf8');
  if (bug?.file !== file) return source;
  return bug.replaced.reduce((text, [was, is]) => {
    if (text.split(was).length !== 2) throw new Error(`Not exactly once in ${file}.ts: ${was}`);
    return text.replace(was, () => is);
  }, source);
}
