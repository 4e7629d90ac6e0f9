// In which order Jest runs test files: the longest first, so that no worker is left with one of them
// when all others are done. Jest itself knows no times on a machine that never ran them.
import Sequencer from '@jest/test-sequencer';

/** Files of more than a minute on two cores, in order. */
export const LONGEST = [
  'e2e/src/faults.spec.ts',
  'e2e/src/vectors-over-http.spec.ts',
  'e2e/src/projections.spec.ts',
  'e2e/src/npm-start.spec.ts',
  'e2e/src/cluster.spec.ts',
  'e2e/src/second-opinion.spec.ts',
  'e2e/src/schemathesis.spec.ts',
  'e2e/src/rolling-upgrade.spec.ts',
  'libs/platform/src/kafka/kafka-transport.spec.ts',
  'libs/platform/src/projections/projections.spec.ts',
];

export default class extends Sequencer {
  sort(tests) {
    return super.sort(tests).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

const rankOf = ({ path }) => {
  const rank = LONGEST.findIndex((file) => path.endsWith(file));
  return rank < 0 ? LONGEST.length : rank;
};
