import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { caseOf, toWire, type WireReconciliationCase } from './reconciliation-wire.js';
import { reconcile } from './reconciliation.js';

// The published vectors of RECONCILIATION.md, which lie beside this repository.

const VECTORS = join(import.meta.dirname, '../../../../../../shared/vectors/reconciliation');

interface Vector {
  readonly case: WireReconciliationCase & { readonly name: string };
  readonly expected: unknown;
}

const files = existsSync(VECTORS)
  ? readdirSync(VECTORS).filter((name) => name.endsWith('.json'))
  : [];
const vectorsOf = (file: string): Vector[] =>
  JSON.parse(readFileSync(join(VECTORS, file), 'utf8')) as Vector[];

if (files.length === 0)
  describe.skip('The published vectors (skipped: ../shared is absent)', () => {
    it('are answered field by field', () => undefined);
  });

for (const file of files)
  describe(`The published vectors of ${file}`, () => {
    it.each(vectorsOf(file).map((vector) => [vector.case.name, vector] as const))(
      '%s is answered field by field',
      (_name, { case: wire, expected }) => {
        const { facts, rules, knownAt, asOf } = caseOf(wire);
        expect(toWire(reconcile(facts, rules, knownAt, asOf))).toStrictEqual(expected);
      },
    );
  });
