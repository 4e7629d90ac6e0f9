import { randomBytes } from 'node:crypto';

import type { Pool } from 'pg';

import { PERSONAL_SCHEMA, PersonalData } from './personal-data.js';
import { testDatabase, testPool } from '../testing/testing.js';

describe('Personal data', () => {
  let pool: Pool;
  let data: PersonalData;
  const keys = { masterKey: randomBytes(32), indexKey: randomBytes(32) };
  beforeAll(async () => {
    pool = testPool(await testDatabase('personal'));
    await pool.query(PERSONAL_SCHEMA);
    data = new PersonalData({ pool, ...keys });
  });
  afterAll(() => pool.end());

  it('is read back by whoever holds the key, and stands nowhere in plain', async () => {
    const field = await data.encrypt('person-1', 'Айгүл Серікқызы');
    expect(JSON.stringify(field)).not.toContain('Айгүл');
    expect(await data.decrypt(field)).toBe('Айгүл Серікқызы');
    expect(await data.read('plain')).toBe('plain');
  });

  it('looks different each time it is written', async () => {
    const [a, b] = [await data.encrypt('person-1', 'x'), await data.encrypt('person-1', 'x')];
    expect(a.ct).not.toBe(b.ct);
  });

  it('is erased by destroying its key, for ever', async () => {
    const field = await data.encrypt('person-2', 'x');
    await data.shred('person-2');
    expect(await data.decrypt(field)).toBeUndefined();
    await expect(data.encrypt('person-2', 'y')).rejects.toThrow('destroyed');
  });

  it('does not open as another subject, nor when a byte was changed', async () => {
    const field = await data.encrypt('person-3', 'secret');
    await data.encrypt('person-4', 'other');
    await expect(data.decrypt({ ...field, subject: 'person-4' })).rejects.toThrow('another key');
    const bytes = Buffer.from(field.ct, 'base64url');
    bytes[40]! ^= 1;
    await expect(data.decrypt({ ...field, ct: bytes.toString('base64url') })).rejects.toThrow();
  });

  it('does not open without the master key', async () => {
    const field = await data.encrypt('person-5', 'secret');
    const thief = new PersonalData({ pool, ...keys, masterKey: randomBytes(32) });
    await expect(thief.decrypt(field)).rejects.toThrow();
  });

  it('gives equal numbers equal party ids, and tells nothing without the index key', () => {
    expect(data.partyId('061211600012')).toBe(data.partyId('061211600012'));
    expect(data.partyId('061211600012')).not.toBe(data.partyId('791028302728'));
    const elsewhere = new PersonalData({ pool, ...keys, indexKey: randomBytes(32) });
    expect(elsewhere.partyId('061211600012')).not.toBe(data.partyId('061211600012'));
    expect(data.partyId('061211600012')).toMatch(/^p[\w-]{22}$/);
  });
});
