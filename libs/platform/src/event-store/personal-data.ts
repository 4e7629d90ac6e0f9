import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';

import type { Encrypted, PartyId, PersonalText } from '@esep/contracts';
import { nameBasedId } from '@esep/kernel';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Pool } from 'pg';

// Events hold personal data only encrypted. Each subject has a key; destroying it erases
// every field of the subject, and proofs stay valid because ciphertext was hashed. Identity numbers are
// compared by a keyed blind index, without being read.

export class PersonalKeys1769990400002 implements MigrationInterface {
  readonly name = 'PersonalKeys1769990400002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PERSONAL_SCHEMA);
  }

  async down(): Promise<void> {
    throw new Error('Dropping the keys would erase every subject.');
  }
}

export const PERSONAL_SCHEMA = `
create schema personal;
create table personal.keys (
  subject text primary key,
  wrapped bytea,
  created_at timestamptz not null default now(),
  shredded_at timestamptz,
  check ((wrapped is null) = (shredded_at is not null))
);
`;

export interface PersonalDataOptions {
  readonly pool: Pool;
  /** 32 bytes; wraps the subjects' keys. */
  readonly masterKey: Buffer;
  /** 32 bytes, the same in all services; never changes, because ids made with it stand in events. */
  readonly indexKey: Buffer;
}

const COMMITMENT_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export class PersonalData {
  /** A key object: an HMAC with it takes a quarter of the time. */
  private readonly indexKey: KeyObject;

  constructor(private readonly options: PersonalDataOptions) {
    this.indexKey = createSecretKey(options.indexKey);
  }

  /** The blind index of an IIN or BIN: 128 bits of HMAC-SHA-256. */
  partyId(iinOrBin: string): PartyId {
    return `p${createHmac('sha256', this.indexKey).update(`iin-bin:${iinOrBin}`).digest().subarray(0, 16).toString('base64url')}`;
  }

  /** A UUID for a public name; it cannot be computed without the key. */
  keyedId(kind: string, name: string): string {
    return nameBasedId(
      kind,
      createHmac('sha256', this.indexKey).update(`id:${kind}:${name}`).digest('hex'),
    );
  }

  /** Encrypts a field under the subject's key, making the key on first use. */
  async encrypt(subject: string, text: string): Promise<Encrypted> {
    const key = await this.keyOf(subject, true);
    if (!key)
      throw new Error(`The key of ${subject} was destroyed; nothing more is written of them.`);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    cipher.setAAD(Buffer.from(subject));
    const sealed = Buffer.concat([
      cipher.update(text, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    const ct = Buffer.concat([commitmentOf(key), sealed]).toString('base64url');
    return { enc: 'v1', subject, nonce: nonce.toString('base64url'), ct };
  }

  /** The plain text; undefined once the subject was erased. Throws on a forged or damaged field. */
  async decrypt({ subject, nonce, ct }: Encrypted): Promise<string | undefined> {
    const key = await this.keyOf(subject, false);
    if (!key) return undefined;
    const bytes = Buffer.from(ct, 'base64url');
    const commitment = bytes.subarray(0, COMMITMENT_BYTES);
    if (commitment.length < COMMITMENT_BYTES || !timingSafeEqual(commitment, commitmentOf(key)))
      throw new Error(`A field of ${subject} was encrypted under another key.`);
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'));
    decipher.setAAD(Buffer.from(subject));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const body = bytes.subarray(COMMITMENT_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }

  /** The plain text of a field, encrypted or not; undefined once erased. */
  async read(text: PersonalText): Promise<string | undefined> {
    return typeof text === 'string' ? text : this.decrypt(text);
  }

  /** Destroys the subject's key. The caller appends the event of it. */
  async shred(subject: string): Promise<void> {
    await this.options.pool.query(
      `insert into personal.keys (subject, wrapped, shredded_at) values ($1, null, now())
       on conflict (subject) do update set wrapped = null, shredded_at = coalesce(personal.keys.shredded_at, now())`,
      [subject],
    );
  }

  private async keyOf(subject: string, create: boolean): Promise<Buffer | undefined> {
    if (create)
      await this.options.pool.query(
        'insert into personal.keys (subject, wrapped) values ($1, $2) on conflict do nothing',
        [subject, this.wrap(subject, randomBytes(32))],
      );
    const { rows } = await this.options.pool.query<{ wrapped: Buffer | null }>(
      'select wrapped from personal.keys where subject = $1',
      [subject],
    );
    const wrapped = rows[0]?.wrapped;
    return wrapped ? this.unwrap(subject, wrapped) : undefined;
  }

  private wrap(subject: string, key: Buffer): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.options.masterKey, nonce);
    cipher.setAAD(Buffer.from(`key of ${subject}`));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  private unwrap(subject: string, wrapped: Buffer): Buffer {
    const nonce = wrapped.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.options.masterKey, nonce);
    decipher.setAAD(Buffer.from(`key of ${subject}`));
    decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
    return Buffer.concat([
      decipher.update(wrapped.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
  }
}

/** AES-GCM alone lets one ciphertext open under two keys; the commitment ties it to one. */
const commitmentOf = (key: Buffer): Buffer =>
  hash('sha256', Buffer.concat([Buffer.from('esep key commitment v1\0'), key]), 'buffer');
