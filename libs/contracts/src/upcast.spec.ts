import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { envelopeOf } from '@esep/ledger-format';

import { CATALOGUE, catalogueEntry } from './catalogue.js';
import { sampleEnvelope } from './corpus/samples.js';
import { readableNow, UPCASTERS, upcast, upcastingBy, type Upcasters } from './upcast.js';

// Version 1 of a fill had its fee in the same asset, version 2 called the amount by another name.
const planted: Upcasters = {
  'FillRecorded@1': ({ fee, ...rest }) => ({ ...rest, fee: { amount: fee, asset: rest['asset'] } }),
  'FillRecorded@2': ({ quantity, ...rest }) => ({ ...rest, sold: quantity }),
};
const versions: { [type: string]: number } = { FillRecorded: 3, FillBusted: 1, FillCorrected: 2 };
const read = upcastingBy(planted, (type) => versions[type]);

describe('The body of an event', () => {
  const first = { asset: 'BTC', quantity: '7500000000', fee: '100' };

  it('of the first version passes every step up to today', () =>
    expect(read('FillRecorded', 1, first)).toEqual({
      asset: 'BTC',
      sold: '7500000000',
      fee: { amount: '100', asset: 'BTC' },
    }));

  it('of a later version passes only the steps behind it', () =>
    expect(read('FillRecorded', 2, first)).toEqual({
      asset: 'BTC',
      sold: '7500000000',
      fee: '100',
    }));

  it('of today’s version is what was written', () =>
    expect(read('FillRecorded', 3, first)).toBe(first));

  it('is not changed where it stands', () => {
    const frozen = Object.freeze({ ...first });
    read('FillRecorded', 1, frozen);
    expect(frozen).toEqual(first);
  });

  it('of a type that nobody declared is what was written', () =>
    expect(read('Undeclared', 7, first)).toBe(first));

  it('is refused where a step is missing', () =>
    expect(() => read('FillCorrected', 1, first)).toThrow('can no longer be read'));

  it('is refused when a newer release wrote it', () =>
    expect(() => read('FillBusted', 2, first)).toThrow('newer release'));
});

describe('Today’s steps', () => {
  it('each start from a version that a type has left behind', () => {
    const astray = Object.keys(UPCASTERS).filter((from) => {
      const [type = '', version] = from.split('@');
      return !(
        Number(version) >= 1 && Number(version) < (catalogueEntry(type)?.schemaVersion ?? 0)
      );
    });
    expect(astray).toEqual([]);
  });

  it('read every event that was ever written', () => {
    const path = join(import.meta.dirname, 'corpus/corpus.json');
    const corpus = JSON.parse(readFileSync(path, 'utf8')) as readonly { bytes: string }[];
    for (const { bytes } of corpus) {
      const envelope = readableNow(envelopeOf(bytes));
      const entry = catalogueEntry(envelope.type);
      expect(envelope.schemaVersion).toBe(entry?.schemaVersion);
      expect(envelope.body).toHaveProperty(entry?.validAt ?? '');
    }
  });

  it.each(Object.keys(CATALOGUE))('leave %s of today as it is', (type) => {
    const envelope = sampleEnvelope(type as keyof typeof CATALOGUE);
    expect(readableNow(envelope)).toBe(envelope);
    expect(upcast(type, envelope.schemaVersion, envelope.body)).toBe(envelope.body);
  });

  it('do not read what a newer release wrote', () => {
    const envelope = sampleEnvelope('FillRecorded');
    const newer = { ...envelope, schemaVersion: envelope.schemaVersion + 1 };
    expect(() => readableNow(newer)).toThrow('newer release');
  });
});
