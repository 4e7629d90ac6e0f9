import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

import { checkName, type ChunkStorage, type PutOutcome } from './chunk-storage.js';

/** What is sent from memory can be sent again; a stream is read once. */
const BYTES_IN_MEMORY_MAX = 1 << 24;

export interface S3Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Keeps chunks in a bucket. The server must refuse bytes that do not have the SHA-256 that is sent with
 * them, and an object whose name is taken (`If-None-Match: *`): some servers of objects do neither.
 */
export class S3Storage implements ChunkStorage {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    const { endpoint, region, accessKeyId, secretAccessKey } = settings;
    this.client = new S3Client({
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      forcePathStyle: true,
      // Bodies are sent as they are, with the checksum that we give.
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
  }

  async put(name: string, path: string, sha256: string): Promise<PutOutcome> {
    const { size } = await stat(path);
    const checksum = Buffer.from(sha256, 'hex').toString('base64');
    const object = this.objectOf(name);
    try {
      await this.client.send(
        new PutObjectCommand({
          ...object,
          Body: size <= BYTES_IN_MEMORY_MAX ? await readFile(path) : createReadStream(path),
          ContentLength: size,
          ChecksumSHA256: checksum,
          IfNoneMatch: '*',
        }),
      );
      return 'stored';
    } catch (error) {
      if (!isStatus(error, 412)) throw error;
    }
    const head = new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' });
    const { ChecksumSHA256 } = await this.client.send(head);
    return ChecksumSHA256 === checksum ? 'already-stored' : 'name-taken';
  }

  async get(name: string): Promise<Readable | undefined> {
    try {
      const { Body } = await this.client.send(new GetObjectCommand(this.objectOf(name)));
      if (!(Body instanceof Readable)) throw new Error(`${name} was answered without a body.`);
      return Body;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand(this.objectOf(name)));
  }

  async *list(prefix: string): AsyncGenerator<string> {
    const request = { Bucket: this.settings.bucket, Prefix: prefix };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.client }, request))
      for (const { Key } of Contents) if (Key !== undefined) yield Key;
  }

  close(): void {
    this.client.destroy();
  }

  private objectOf(name: string): { readonly Bucket: string; readonly Key: string } {
    checkName(name);
    return { Bucket: this.settings.bucket, Key: name };
  }
}

const isStatus = (error: unknown, status: number): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
