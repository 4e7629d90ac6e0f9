import { parseArgs } from 'node:util';

import { besideBare, measureBare } from './pipeline/bare.js';
import { measureCluster } from './pipeline/cluster.js';
import { measureConsumer } from './pipeline/consumer.js';
import { printFigures, withTestServers, type Figure } from './pipeline/figure.js';
import { measurePublisher } from './pipeline/publisher.js';

// npm run bench:pipeline: what separate services over Kafka are worth. From the answer of a fill to
// the changed reconciliation, alone and in bulk, and what a service takes when nothing happens: on
// the cluster, five processes. The publisher and the consumer path: each beside what anybody would
// write with the same libraries, in turns.
//
//   npm run bench:pipeline -- [--seconds 20] [--rounds 3] [--events 100000] [--rate 100]
//     [--parts P,…] [--json]

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    // Fills a second, one in each submission.
    rate: { type: 'string', default: '100' },
    // In the log that is published and consumed.
    events: { type: 'string', default: '100000' },
    parts: { type: 'string', default: 'memory,latency,sustained,bare,publisher,consumer' },
    json: { type: 'boolean', default: false },
  },
});
const settings = {
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
  rate: Number(values.rate),
  events: Number(values.events),
  onNote: (note: string) => process.stderr.write(`${note}\n`),
};
const parts = new Set(values.parts.split(','));

const figures: Figure[] = [];
await withTestServers(async (servers) => {
  if (['memory', 'latency', 'sustained'].some((part) => parts.has(part)))
    figures.push(...(await measureCluster(servers, parts, settings)));
  // Afterwards, so that the broker is as warm as it gets, to the peer's advantage.
  if (parts.has('bare')) figures.push(...(await measureBare(servers, settings)));
  figures.push(...besideBare(figures));
  if (parts.has('publisher')) figures.push(...(await measurePublisher(servers, settings)));
  if (parts.has('consumer')) figures.push(...(await measureConsumer(servers, settings)));
});

printFigures(figures, values.json);
