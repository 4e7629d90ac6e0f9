import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Api } from './lists/api.js';
import { Asks, listsOf } from './lists/asks.js';
import { memoryOf, startHostProcess, type HostProcess } from './lists/host-process.js';
import { Sector } from './lists/sector.js';
import { settledAfter } from './lists/settling.js';
import { processorMs } from './pipeline/cpu.js';
import { inDirectory, printFigures, quantile, type Figure } from './pipeline/figure.js';

// npm run bench:lists: what people list, while reports come in. A sector of any size says its months
// over the public API; then every list is asked for in turn while reports go on.
//
//   npm run bench:lists -- [--licensees 840] [--months 24] [--long-sales 0] [--seconds 120]
//     [--rate 1] [--asks 8] [--url URL [--pid PID]] [--prof DIR] [--json]

const { values } = parseArgs({
  options: {
    licensees: { type: 'string', default: '840' },
    months: { type: 'string', default: '24' },
    // Of one more licensee, in one month: so many that working it out takes long.
    'long-sales': { type: 'string', default: '0' },
    // In which lists are asked for and reports go on.
    seconds: { type: 'string', default: '120' },
    // Reports a second, of five rows each.
    rate: { type: 'string', default: '1' },
    // Lists a second.
    asks: { type: 'string', default: '8' },
    // An empty host that is there already, and its process.
    url: { type: 'string' },
    pid: { type: 'string' },
    // Where the host writes a profile of its processor when it ends.
    prof: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const seconds = Number(values.seconds);
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const LIMITS = { p50: 50, p99: 150, settledSeconds: 10, ageSeconds: 10, memoryMb: 600 };

const measure = async ({ url, pid }: HostProcess): Promise<readonly Figure[]> => {
  const api = new Api(url);
  const size = {
    licensees: Number(values.licensees),
    months: Number(values.months),
    longSales: Number(values['long-sales']),
  };
  const sector = new Sector(api, size, note);
  const figures: Figure[] = [];
  const add = (what: string, value: number, unit: string, limit?: number): void => {
    const figure: Figure = { what, value, unit, ...(limit !== undefined && { limit }) };
    figures.push(figure);
    note(`${what}: ${value.toFixed(1)} ${unit}`);
  };
  const addQuantiles = (
    what: string,
    values: readonly number[],
    unit: string,
    p50?: number,
    p99?: number,
  ): void => {
    add(`${what}, p50`, quantile(values, 0.5), unit, p50);
    add(`${what}, p99`, quantile(values, 0.99), unit, p99);
  };
  const addSettled = async (after: string): Promise<void> => {
    const { shown, judged } = await settledAfter(api);
    add(`From ${after} until lists have it`, shown, 's', LIMITS.settledSeconds);
    add('… until all that follows is judged', judged, 's', LIMITS.settledSeconds);
  };

  note(`${size.licensees} licensees are registered`);
  await sector.register();
  const begun = performance.now();
  const rows = await sector.reportMonths();
  add(`${rows} rows, taken`, (rows * 1_000) / (performance.now() - begun), 'rows/s');
  await addSettled('the last of them');

  note(`Lists for ${seconds} s, with reports`);
  const asks = new Asks(api, listsOf(sector));
  await asks.warmUp();
  const cpuBefore = pid === undefined ? undefined : await processorMs(pid);
  const [answered] = await Promise.all([
    sector.reportSteadily(Number(values.rate), seconds),
    asks.askSteadily(Number(values.asks), seconds),
  ]);
  if (pid !== undefined && cpuBefore !== undefined)
    add(
      'The host is busy meanwhile',
      ((await processorMs(pid)) - cpuBefore) / (seconds * 10),
      '% of a core',
    );
  await addSettled('the last report');
  for (const { list, tookMs } of asks.all) addQuantiles(list, tookMs, 'ms', LIMITS.p50, LIMITS.p99);
  addQuantiles('How old a list is', asks.agesSeconds, 's', LIMITS.ageSeconds, LIMITS.ageSeconds);
  // At the same time, what asks for nothing, and what waits for the disk.
  addQuantiles('A request for nothing', asks.nothing, 'ms');
  addQuantiles('A report of five rows', answered, 'ms');
  if (pid !== undefined) {
    const { peak, now } = await memoryOf(pid);
    add('Resident memory of the host, at its peak', peak, 'MB', LIMITS.memoryMb);
    add('… at the end', now, 'MB');
  }
  add('Load of the machine, at the beginning', loadBefore, '');
  add('… at the end', loadavg()[0] ?? Number.NaN, '');
  return figures;
};

/** What else runs on the machine shows in it. */
const loadBefore = loadavg()[0] ?? Number.NaN;

const figures = await inDirectory(async (directory) => {
  if (values.url !== undefined)
    return measure({
      url: values.url,
      pid: values.pid === undefined ? undefined : Number(values.pid),
      stop: () => Promise.resolve(),
    });
  const flags = values.prof === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${values.prof}`];
  const host = await startHostProcess(join(directory, 'data'), flags, note);
  try {
    return await measure(host);
  } finally {
    await host.stop();
  }
});
printFigures(figures, values.json);
