// One Apache Kafka broker on this machine, without Docker: jars from Maven Central, KRaft mode,
// 127.0.0.1 only. Needs Java 17 or newer, and Maven the first time.
//
//   node deploy/local/kafka.mjs start DIRECTORY [PORT]
//   node deploy/local/kafka.mjs stop DIRECTORY
//
// The directory keeps the broker's data, settings, log and process id; a second start goes on with
// them. The jars (45, 43 MB) and an empty broker's folder are kept in .cache/ of the repository.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const VERSION = '4.4.0';
const CACHE = join(import.meta.dirname, '../../.cache');
const JARS = join(CACHE, `kafka-${VERSION}`);
const FORMATTED = join(CACHE, `kafka-${VERSION}-formatted`);
const READY_MS_MAX = 60_000;
const STOPPED_MS_MAX = 15_000;
const PORTS_FROM = 16_000;
const PORTS = 4_000;
/** Processes begin apart from each other. */
let given = process.pid * 61;

/** Why no broker can be started on this machine, as a sentence; undefined when one can. */
export function obstacle() {
  const java = answer('java', ['-version']);
  const major = Number(/version "(\d+)/.exec(java ?? '')?.[1] ?? 0);
  if (major < 17) return 'Apache Kafka needs Java 17 or newer, which is not installed.';
  if (!existsSync(JARS) && answer('mvn', ['--version']) === undefined)
    return 'The jars of Apache Kafka are fetched by Maven, which is not installed.';
}

/**
 * Starts the broker of a directory, or finds it running. Port 0 takes a free one. Clients are told
 * the advertised port, where something may stand in between. Detached, it stays when whoever started
 * it ends.
 */
export async function startKafka(
  directory,
  { port = 0, advertisedPort = port, detached = true } = {},
) {
  const home = resolve(directory);
  mkdirSync(home, { recursive: true });
  const jars = fetchJars();
  const settings = await settingsOf(home, port, advertisedPort);
  const broker = { pid: runningPid(home), port: settings.port };
  if (broker.pid === undefined) {
    format(home, jars);
    broker.pid = launch(home, jars, detached);
  }
  await untilReady(home, broker);
  return broker;
}

/** Stops exactly the broker that was started in this directory; its data stays. */
export async function stopKafka(directory) {
  const home = resolve(directory);
  const pid = runningPid(home);
  if (pid === undefined) return;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + STOPPED_MS_MAX;
  while (runningPid(home) !== undefined) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
  rmSync(join(home, 'kafka.pid'), { force: true });
}

function answer(command, args) {
  try {
    // `java -version` answers on the error stream.
    return execFileSync('sh', ['-c', '"$0" "$@" 2>&1', command, ...args], { encoding: 'utf8' });
  } catch {
    return undefined;
  }
}

/** The folder appears under its name only when it is whole, so that others may fetch at once. */
function fetchJars() {
  if (existsSync(JARS)) return JARS;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, 'kafka-'));
  const pom = join(work, 'pom.xml');
  writeFileSync(
    pom,
    `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>esep</groupId>
  <artifactId>kafka</artifactId>
  <version>${VERSION}</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`,
  );
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime'];
  const whole = join(work, 'jars');
  try {
    execFileSync('mvn', ['-q', '-B', '-f', pom, ...goal, `-DoutputDirectory=${whole}`]);
  } catch (error) {
    rmSync(work, { recursive: true, force: true });
    throw new Error(`Maven could not fetch Apache Kafka:\n${lastLines(String(error.stdout))}`);
  }
  if (!existsSync(JARS)) renameSync(whole, JARS);
  rmSync(work, { recursive: true, force: true });
  return JARS;
}

/** Ports are chosen once and kept: clients of a stopped broker find it again where it was. */
async function settingsOf(home, wanted, advertised) {
  const file = join(home, 'server.properties');
  if (!existsSync(file)) {
    const port = wanted || (await freePort());
    writeFileSync(file, properties(home, port, advertised || port, await freePort()));
  }
  return { port: Number(/^listeners=PLAINTEXT:\/\/[^:]+:(\d+)/m.exec(readFileSync(file))[1]) };
}

const properties = (home, port, advertisedPort, controllerPort) => `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${advertisedPort}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${join(home, 'data')}
# One node: every internal topic has one copy.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
default.replication.factor=1
min.insync.replicas=1
# Whoever needs a topic says how many partitions it has.
auto.create.topics.enable=false
# The first member of a group need not wait for others.
group.initial.rebalance.delay.ms=0
# Small footprint.
num.network.threads=2
num.io.threads=2
num.recovery.threads.per.data.dir=1
background.threads=2
log.cleaner.dedupe.buffer.size=2097152
log.segment.bytes=67108864
log.index.size.max.bytes=1048576
`;

/**
 * A broker's empty folder, made by Kafka's tool once and copied from then on, because the tool takes as
 * long as the broker itself. So all have one cluster id, which only brokers of one cluster compare.
 */
function format(home, jars) {
  const data = join(home, 'data');
  if (existsSync(join(data, 'meta.properties'))) return;
  if (!existsSync(FORMATTED)) {
    const work = mkdtempSync(join(CACHE, 'formatted-'));
    const settings = join(work, 'server.properties');
    writeFileSync(settings, properties(work, 9092, 9092, 9093));
    // A hyphen at the front would be taken for an option.
    const cluster = `E${randomBytes(16).toString('base64url').slice(1)}`;
    const tool = ['kafka.tools.StorageTool', 'format', '-t', cluster, '-c', settings];
    execFileSync('java', [...jvm('96m', 'warn'), '-cp', `${jars}/*`, ...tool], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (!existsSync(FORMATTED)) renameSync(join(work, 'data'), FORMATTED);
    rmSync(work, { recursive: true, force: true });
  }
  // Under its name only when it is whole: a broker of half a folder would begin an empty log of its own.
  const copy = join(home, 'data.new');
  rmSync(copy, { recursive: true, force: true });
  cpSync(FORMATTED, copy, { recursive: true });
  renameSync(copy, data);
}

function launch(home, jars, detached) {
  const log = openSync(join(home, 'kafka.log'), 'w');
  const broker = ['kafka.Kafka', join(home, 'server.properties')];
  const child = spawn('java', [...jvm('384m', 'info'), '-cp', `${jars}/*`, ...broker], {
    cwd: home,
    detached,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  writeFileSync(join(home, 'kafka.pid'), String(child.pid));
  return child.pid;
}

const jvm = (heap, logLevel) => [
  `-Xmx${heap}`,
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:MaxDirectMemorySize=128m',
  '-Djava.awt.headless=true',
  `-Dorg.slf4j.simpleLogger.defaultLogLevel=${logLevel}`,
];

/** The process id on file, if that process is still the broker of this directory. */
function runningPid(home) {
  const file = join(home, 'kafka.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8'));
  const command = answer('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  return command?.includes(`kafka.Kafka ${join(home, 'server.properties')}`) ? pid : undefined;
}

async function untilReady(home, { port }) {
  const deadline = Date.now() + READY_MS_MAX;
  const log = () => readFileSync(join(home, 'kafka.log'), 'utf8');
  while (!log().includes('Kafka Server started') || !(await isOpen(port))) {
    if (runningPid(home) === undefined || Date.now() > deadline)
      throw new Error(`The broker in ${home} did not start:\n${lastLines(log())}`);
    await sleep(50);
  }
}

const lastLines = (text) => text.trimEnd().split('\n').slice(-15).join('\n');

const isOpen = (port) =>
  new Promise((settle) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
    socket.on('connect', () => socket.destroy());
  });

/** Not one of those that the system gives out, from 32768 on: the broker takes it some time later. */
async function freePort() {
  for (;;) {
    const port = PORTS_FROM + (given % PORTS);
    given += 1;
    if (await isFree(port)) return port;
  }
}

const isFree = (port) =>
  new Promise((settle, fail) => {
    const server = createServer();
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? settle(false) : fail(error)));
    server.listen(port, '127.0.0.1', () => server.close(() => settle(true)));
  });

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  const [what, directory, port] = process.argv.slice(2);
  const why = obstacle();
  if (why !== undefined) throw new Error(why);
  if (what === 'start' && directory) {
    const broker = await startKafka(directory, { port: Number(port ?? 0) });
    console.log(`Apache Kafka ${VERSION} on 127.0.0.1:${broker.port}, process ${broker.pid}`);
  } else if (what === 'stop' && directory) await stopKafka(directory);
  else throw new Error('node deploy/local/kafka.mjs start DIRECTORY [PORT] | stop DIRECTORY');
}
