import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { freePort, until } from '@esep/platform/testing';

import type { S3Settings } from '../storage/s3-storage.js';

// A server of objects for tests: versitygw (Apache-2.0), built once by Go into the cache of the packages.

const VERSION = 'v1.8.0';
const CACHE = join(
  import.meta.dirname,
  `../../../../../node_modules/.cache/esep-versitygw-${VERSION}`,
);
const BINARY = join(CACHE, 'versitygw');
const BUILD_MS_MAX = 900_000;

/** Says what stands in the way. */
export const s3Obstacle = (): string | undefined => {
  if (existsSync(BINARY)) return undefined;
  const order = ['install', '-p', '2', `github.com/versity/versitygw/cmd/versitygw@${VERSION}`];
  const env = { ...process.env, GOBIN: CACHE, GOTOOLCHAIN: 'local' };
  const built = spawnSync('go', order, { env, encoding: 'utf8', timeout: BUILD_MS_MAX });
  if (built.error) return `no Go that builds versitygw: ${built.error.message}`;
  return built.status === 0 ? undefined : `versitygw is not built: ${built.stderr.slice(-300)}`;
};

export class S3Server {
  private constructor(
    readonly settings: S3Settings,
    private readonly process: ChildProcess,
  ) {}

  /** With an empty bucket; its files are in the folder. */
  static async start(folder: string): Promise<S3Server> {
    const objects = join(folder, 'objects');
    await mkdir(objects, { recursive: true });
    const port = await freePort();
    const settings: S3Settings = {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket: 'telemetry',
      accessKeyId: 'test',
      secretAccessKey: 'testtest',
    };
    const env = {
      ...process.env,
      ROOT_ACCESS_KEY: settings.accessKeyId,
      ROOT_SECRET_KEY: settings.secretAccessKey,
    };
    const order = ['--port', `127.0.0.1:${port}`, 'posix', objects];
    const server = new S3Server(settings, spawn(BINARY, order, { env, stdio: 'ignore' }));
    await until(() => canConnect(port));
    await server.makeBucket();
    return server;
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
  }

  private async makeBucket(): Promise<void> {
    const { endpoint, region, accessKeyId, secretAccessKey, bucket } = this.settings;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    client.destroy();
  }
}

const canConnect = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};
