import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chooseSource, dockerObstacle, sourceOf } from './testing-servers.js';

const NO_DOCKER = 'Docker is not there.';
const NO_JAVA = 'Apache Kafka needs Java.';

describe('A test takes its server', () => {
  it.each([
    ['from the environment before all', 'kafka:9092', undefined, undefined, 'environment', []],
    [
      'from Docker, if the environment names none',
      undefined,
      undefined,
      undefined,
      'docker',
      ['docker'],
    ],
    [
      'from Docker, if a variable is set to nothing',
      '',
      undefined,
      undefined,
      'docker',
      ['docker'],
    ],
    [
      'from local binaries, without Docker',
      undefined,
      NO_DOCKER,
      undefined,
      'local',
      ['docker', 'local'],
    ],
    [
      'from nowhere, if nothing is there',
      undefined,
      NO_DOCKER,
      NO_JAVA,
      'nowhere',
      ['docker', 'local'],
    ],
  ])('%s, and asks no further', async (_, url, docker, local, from, asked) => {
    const questions: string[] = [];
    const answering = (who: string, obstacle: string | undefined) => async () => {
      questions.push(who);
      return obstacle;
    };
    const source = await chooseSource({
      variable: 'ESEP_TEST_KAFKA_BROKERS',
      url,
      dockerObstacle: answering('docker', docker),
      localObstacle: answering('local', local),
    });
    expect(source.from).toBe(from);
    expect(questions).toEqual(asked);
  });

  it('is told what is missing, and what would help', async () => {
    const source = await chooseSource({
      variable: 'ESEP_TEST_KAFKA_BROKERS',
      url: undefined,
      dockerObstacle: async () => NO_DOCKER,
      localObstacle: async () => NO_JAVA,
    });
    expect(source).toEqual({
      from: 'nowhere',
      why: `${NO_JAVA} ${NO_DOCKER} Or set ESEP_TEST_KAFKA_BROKERS.`,
    });
  });

  it('always has a PostgreSQL', async () =>
    expect((await sourceOf('postgres')).from).not.toBe('nowhere'));
});

describe('Docker', () => {
  let directory: string;
  let daemon: Server;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'esep-docker-'));
    daemon = createServer((socket) => socket.end());
    await new Promise<void>((resolve) => daemon.listen(join(directory, 'docker.sock'), resolve));
    await writeFile(join(directory, 'stale.sock'), '');
  });
  afterAll(async () => {
    await new Promise((resolve) => daemon.close(resolve));
    await rm(directory, { recursive: true, force: true });
  });

  it('is taken for there when somebody answers at its address', async () => {
    const socket = join(directory, 'docker.sock');
    expect(await dockerObstacle({ DOCKER_HOST: `unix://${socket}` })).toBeUndefined();
  });

  it('is looked for where a user without root has it', async () => {
    const obstacle = await dockerObstacle({ XDG_RUNTIME_DIR: directory });
    // A machine with Docker of its own answers there first.
    expect(obstacle).toBeUndefined();
  });

  it.each([
    ['when nobody answers', () => `unix://${join(directory, 'stale.sock')}`, 'does not answer'],
    ['when its port is closed', () => 'tcp://127.0.0.1:1', 'does not answer'],
    ['when its address is none', () => 'docker', 'Not a Docker host: docker.'],
  ])('is not there %s', async (_, host, why) =>
    expect(await dockerObstacle({ DOCKER_HOST: host() })).toContain(why),
  );

  it('can be forbidden', async () => {
    const socket = `unix://${join(directory, 'docker.sock')}`;
    expect(await dockerObstacle({ DOCKER_HOST: socket, ESEP_TEST_DOCKER: 'off' })).toContain('off');
  });

  it('is not waited for, and missed in words', async () => {
    const started = performance.now();
    const obstacle = await dockerObstacle({ DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(obstacle).toBe('Docker does not answer at unix:///nowhere/docker.sock.');
  });
});
