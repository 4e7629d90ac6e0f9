import { nameBasedId } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';

import { CATALOGUE, type EventType } from '../catalogue.js';
import { EXCHANGE_SETTLEMENT_SAMPLES } from './exchange-settlement-samples.js';
import { LICENSING_ACT_SAMPLES } from './licensing-act-samples.js';
import { LICENSING_SAMPLES } from './licensing-samples.js';
import { POOL_REPORTING_SAMPLES } from './pool-reporting-samples.js';
import type { Sample } from './sample.js';
import { SUPERVISION_SAMPLES } from './supervision-samples.js';
import { TAX_SAMPLES } from './tax-samples.js';

// One event of each type in its current version, for the corpus of everything ever written. The
// types make sure that no type is missing and that each body is what its contract says.

const SAMPLES = {
  licensing: { ...LICENSING_SAMPLES, ...LICENSING_ACT_SAMPLES },
  'pool-reporting': POOL_REPORTING_SAMPLES,
  'exchange-settlement': EXCHANGE_SETTLEMENT_SAMPLES,
  tax: TAX_SAMPLES,
  supervision: SUPERVISION_SAMPLES,
};

const ALL = {
  ...LICENSING_SAMPLES,
  ...LICENSING_ACT_SAMPLES,
  ...POOL_REPORTING_SAMPLES,
  ...EXCHANGE_SETTLEMENT_SAMPLES,
  ...TAX_SAMPLES,
  ...SUPERVISION_SAMPLES,
} satisfies Record<EventType, Sample>;

/** The sample of a type, whole. Nothing in it is left to chance, so its bytes are always the same. */
export const sampleEnvelope = (type: EventType): Envelope => {
  const { stream, body }: Sample = ALL[type];
  const { schemaVersion, validAt } = CATALOGUE[type];
  const identity = ['corpus', type, String(schemaVersion)];
  return {
    v: 1,
    log: `esep/${serviceOf(type)}/corpus`,
    eventId: nameBasedId(...identity, 'event'),
    stream,
    version: 1,
    type,
    schemaVersion,
    validAt: String((body as Record<string, unknown>)[validAt]),
    recordedAt: '2026-05-20T07:00:00.000Z',
    authority: 'AIFC',
    salt: nameBasedId(...identity, 'salt').replaceAll('-', ''),
    meta: {
      actor: 'corpus',
      organisation: 'esep',
      correlationId: nameBasedId(...identity, 'correlation'),
      causationId: nameBasedId(...identity, 'cause'),
    },
    body,
  };
};

const serviceOf = (type: EventType): string => {
  const service = Object.entries(SAMPLES).find(([, samples]) => type in samples);
  if (!service) throw new Error(`No sample of ${type}`);
  return service[0];
};
