import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { readConfig } from '@esep/platform';
import { chainSettings } from '@esep/pool-reporting';
import {
  DEMONSTRATION_MINERS,
  DEMONSTRATION_SENDERS,
  printDemonstration,
  progressLine,
  runDemonstration,
  type Chain,
  type DemonstrationProgress,
} from '@esep/simulator';

import { startCluster } from './cluster.js';
import { DataDirectory, HostProblem, jsonFile } from './data-directory.js';
import { DemonstrationChain } from './demonstration-chain.js';
import { HostConfig } from './host-config.js';
import { startHost, type Host } from './host.js';

// npm start: the whole of Esep on this machine. See README.

const HELP = `npm start -- [options]
  --reset        delete all data first
  --no-demo      start with an empty ledger and real time
  --port N       listen on another port than 7080
  --data DIR     keep the data elsewhere than in .esep
  --cluster      five processes over Kafka instead of one (npm run cluster)
  --open         open the console in a browser
  --json         print the demonstration's result, and nothing else, for machines`;

/** Whoever started this process may go without a signal; then it stops, too. */
const starterGone = process.channel ? once(process, 'disconnect') : undefined;
process.channel?.unref();

/** What is done is told on the error stream, so that the result alone can be piped. */
const say = (text: string): void => console.error(text);

const DEMO_STARTS_AT = '2025-12-28T19:00:00.000Z';

const main = async (): Promise<void> => {
  const options = readOptions();
  if (options.help) return void console.log(HELP);
  const started = performance.now();
  if (options.reset) await DataDirectory.reset(options.directory);
  const config = readConfig(HostConfig, process.env);
  const observed = chainSettings(config);
  const demoChain = observed ? undefined : await demonstrationChain(options);
  const chain = observed ?? demoChain?.settings;
  const common = {
    directory: options.directory,
    port: options.port ?? config.ESEP_PORT,
    logLevel: config.ESEP_LOG_LEVEL,
    requestsPerSecond: config.ESEP_REQUESTS_PER_SECOND,
    sector: DEMONSTRATION_SENDERS,
    ...(config.ESEP_HOST_NAMES ? { hostNames: config.ESEP_HOST_NAMES.split(',') } : {}),
    // The sector of the demonstration has wallets on a network where coins are worth nothing.
    ...(options.demo ? { startAt: DEMO_STARTS_AT } : { network: config.ESEP_BITCOIN_NETWORK }),
    onStep: (step: string) => say(`${step} …`),
  };
  const host = options.cluster
    ? await startCluster({
        ...common,
        ...(demoChain ? { chain: demoChain.variables } : {}),
        onLine: (service, line) => say(`${service}: ${line}`),
      })
    : await startHost({
        ...common,
        ...(chain ? { chain } : {}),
        onLine: (line) => say(`telemetry: ${line}`),
      });
  stopWith(host);
  say(`Ready at ${host.url} after ${seconds(started)} s.`);
  if (options.demo && (host.fresh || (await demonstration(options).load())?.state === 'begun')) {
    await demonstration(options).save({ state: 'begun' });
    await demonstrate(host.url, options.json, demoChain);
    await demonstration(options).save({ state: 'done' });
  }
  say(nextSteps(host.url, options.cluster ? 'npm run cluster' : 'npm start'));
  if (options.open) openInBrowser(host.url);
};

/** By whatever opens addresses on this machine; where nothing does, the address is printed anyway. */
const openInBrowser = (url: string): void => {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const refused = () => say(`Nothing on this machine opens addresses; open ${url} yourself.`);
  spawn(opener, [url], { stdio: 'ignore', detached: true })
    .on('error', refused)
    .on('exit', (code) => code !== 0 && refused())
    .unref();
};

/** A chain of its own for the demonstration; a ledger that began without one has none. */
const demonstrationChain = async ({ directory, demo }: { directory: string; demo: boolean }) => {
  const folder = join(directory, 'chain');
  const isNew = demo && !existsSync(join(directory, 'postgres'));
  return isNew || existsSync(folder)
    ? DemonstrationChain.open(folder, DEMONSTRATION_MINERS)
    : undefined;
};

/** A demonstration that was broken off goes on at the next start: whatever it sends may be sent again. */
const demonstration = ({ directory }: { directory: string }) =>
  jsonFile<{ state: 'begun' | 'done' }>(join(directory, 'demonstration.json'));

/** Lives through the demonstration sector, over the same API that everybody uses. */
const demonstrate = async (baseUrl: string, json: boolean, chain?: Chain): Promise<void> => {
  say('Living through a demonstration sector, January to March 2026, day by day:');
  const onProgress = (progress: DemonstrationProgress) => showProgress(progressLine(progress));
  const result = await runDemonstration({ baseUrl, onProgress, ...(chain && { chain }) });
  showProgress('');
  printDemonstration(result, { json });
};

/** One line that is written over; where nobody watches, only every tenth. */
let lines = 0;
const showProgress = (line: string): void => {
  lines += 1;
  const { stderr } = process;
  if (stderr.isTTY) stderr.write(`\r\x1b[K${line}`);
  else if (lines % 10 === 0 && line !== '') say(line);
};

const seconds = (since: number): string => ((performance.now() - since) / 1_000).toFixed(1);

const parsed = () => {
  try {
    return parseArgs({
      options: {
        reset: { type: 'boolean', default: false },
        demo: { type: 'boolean', default: true },
        port: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        cluster: { type: 'boolean', default: false },
        open: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowNegative: true,
    });
  } catch (error) {
    const { code, message } = error as Error & { code?: string };
    if (!code?.startsWith('ERR_PARSE_ARGS_')) throw error;
    // What follows the first sentence is for programs that take more than options.
    throw new HostProblem(`${message.split('. ')[0]}.\n\n${HELP}`);
  }
};

const readOptions = () => {
  const { values } = parsed();
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && (!Number.isInteger(port) || port < 0 || port > 65_535))
    throw new HostProblem(`--port takes a number from 0 to 65535, not ${values.port}.`);
  const root = join(import.meta.dirname, '../../..');
  return {
    ...values,
    port,
    directory: resolve(root, values.data ?? (values.cluster ? '.esep-cluster' : '.esep')),
  };
};

/** Ctrl-C finishes what is being done, then stops the database last. A second one stops at once. */
const stopWith = (host: Host): void => {
  let stopping = false;
  const stop = () => {
    if (stopping) process.exit(1);
    stopping = true;
    say('\nStopping …');
    host.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  void starterGone?.then(stop);
};

const nextSteps = (url: string, command: string): string => {
  const token = `"${url}/dev/v1/tokens?role=supervision-analyst&organisation=aifc"`;
  const steps = [
    [`${url}/supervision/docs`, 'the API of supervision; the other services have theirs'],
    [`${url}/supervision/v1/log/checkpoint`, 'the signed head of its log'],
    [`export ESEP_URL=${url}`, 'where the tools look'],
    [`export ESEP_TOKEN=$(curl -s ${token} | grep -o 'ey[^"]*')`, ''],
    ['npx esep status', 'how the services and their logs stand'],
    ['npx esep reconcile <licenseeId> BTC', "one licensee's figures"],
  ];
  const width = Math.max(...steps.map(([what = '', why]) => (why === '' ? 0 : what.length)));
  const lines = steps.map(([what = '', why = '']) => `  ${what.padEnd(width)}  ${why}`.trimEnd());
  return `\nFor engineers:\n${lines.join('\n')}\n\nOpen ${url} in a browser and see who is short, why, and the proof.\nCtrl-C stops; ${command} opens the same data again.`;
};

const fail = (error: unknown): never => {
  console.error(error instanceof Error ? sentenceOf(error) : String(error));
  process.exit(1);
};

const sentenceOf = (error: Error & { code?: string }): string => {
  if (error.code === 'ENOSPC' || error.code === '53100' || /no space left/i.test(error.message))
    return 'The disk is full. Free some space and start again; nothing that was acknowledged is lost.';
  const isForPeople =
    error instanceof HostProblem ||
    ['DatabaseError', 'ConfigError', 'LogRewound', 'HeadUnreadable', 'PostgresUnusable'].includes(
      error.name,
    );
  return isForPeople ? error.message : (error.stack ?? error.message);
};

main().catch(fail);
