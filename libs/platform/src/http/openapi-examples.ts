import { ASSETS } from '@esep/kernel';

import { SENDER_ID } from './request-context.js';
import { inAscii, PERIOD_PATTERN, PRINTABLE, QUARTER_PATTERN } from './schema-patterns.js';

// A field name means the same everywhere in the API, so its form in an address and its example are written
// once. The example of an operation is made of those of its fields.

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly example?: unknown;
}

const UUID = { type: 'string', format: 'uuid' } as const;
const text = (pattern: string) => ({ type: 'string', pattern });
const SENDER = { ...text(inAscii(SENDER_ID)), example: 'dmp-1' };

/** Forms of path parameters. A value of another form is answered with 404. */
const PATH: Readonly<Record<string, Schema>> = {
  address: { ...text(PRINTABLE), example: 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080' },
  asset: { type: 'string', enum: ASSETS.map(({ code }) => code) },
  eventId: UUID,
  findingId: UUID,
  hash: { ...text('^(in-force|[0-9a-f]{64})$'), example: 'in-force' },
  id: SENDER,
  kind: { ...text('^[a-z]+(-[a-z]+)*$'), example: 'distributions' },
  level: { ...text('^[0-9]{1,2}$'), example: '0' },
  licenceId: text('^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'),
  licenseeId: UUID,
  list: { ...text('^[A-Za-z]+$'), example: 'mined' },
  name: { ...text('^[a-z][a-z0-9_-]*$'), example: 'register' },
  path: { ...text('^(x[0-9]{3}/)*[0-9]{3}(\\.p/[0-9]{1,3})?$'), example: '000' },
  period: text(PERIOD_PATTERN),
  proposalId: UUID,
  quarter: text(QUARTER_PATTERN),
  reportId: text('^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$'),
  serial: { ...text('^[!#-\\[\\]-~]{1,64}$'), example: 'SMTTYRHBDJAAJ0123' },
  sha256: text('^[0-9a-f]{64}$'),
};

const ID = '0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61';
const DIGEST = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const ADDRESS = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const PERSON = 'aigerim';
const REASON = 'The bank has confirmed it, letter 17 of 4 March 2026.';

/** Examples of texts whose schema alone does not show one, by the name of their field. */
const TEXTS: Readonly<Record<string, unknown>> = {
  act: 'Price',
  added: 'closed_at',
  address: ADDRESS,
  addresses: ADDRESS,
  answer: 'accepted',
  answeredBy: 'dana',
  approvedBy: PERSON,
  algorithm: 'sha256',
  asset: 'BTC',
  authority: 'AIFC',
  block: '00000000000000000001b2f7b5d8e9a3c4d5e6f708192a3b4c5d6e7f8091a2b3',
  bytes: '{"v":1}',
  caseId: 'case-2026-17',
  cause: 'Block 884121 was orphaned.',
  changed: 'A finding names its sender.',
  checksum: '8713401125',
  code: 'licence-unknown',
  coinbaseTags: '/QazynaPool/',
  content: { rowId: '2026-03-05.0007', asset: 'BTC' },
  closedWhy: 'The lease was not renewed.',
  cooling: 'Immersion, ASHRAE TC 9.9 class W32',
  counterparty: null,
  currency: 'KZT',
  cursor: 'q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd',
  dataCentreId: 'ekibastuz-2',
  day: '2026-03-05',
  declaredBy: PERSON,
  depositAddresses: ADDRESS,
  detail: 'No price of BTC is published for 2026-03-05.',
  error: 'The licence of the row is not in the register.',
  event: '{"v":1}',
  evidence: 'Invoice 2026-118 of the power company',
  exchangeId: 'ex-1',
  facts: 'dmp-1:2026-03-05.0007',
  feeAsset: 'KZT',
  findingId: ID,
  ground: 'Order 12 of 4 March 2026',
  hash: DIGEST,
  id: 'dmp-1',
  key: ID,
  kind: 'distributions',
  'Last-Event-ID': '102',
  lei: '529900T8BM49AURSDO55',
  licenceId: 'AFSA-G-LA-2026-0001',
  licenseeBin: '990140000007',
  licenseeId: ID,
  log: 'esep/licensing/aifc',
  lost: 'opened_at',
  madeBy: PERSON,
  message: 'No licence of this id was in force. Check it in the feed of licensing.',
  model: 'Antminer S21',
  name: 'Qazyna Mining LLP',
  next: null,
  pack: { packId: 'aifc-2027' },
  packHash: DIGEST,
  packId: 'aifc-2026',
  past: '2026-03-05T07:00:00.000Z',
  payoutAddresses: ADDRESS,
  payoutTxid: DIGEST,
  period: '2026-03',
  pointer: '/rows/0/quantity',
  poolId: 'dmp-1',
  powerRedundancy: 'N+1, two feeders',
  proof: `/tax/v1/receipts/${ID}`,
  proofs: `/pool-reporting/v1/receipts/${ID}`,
  proposalId: ID,
  proposedBy: PERSON,
  publicKey: 'ed25519:11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
  quarter: '2026-Q1',
  reason: REASON,
  rejected: '0',
  remedy: 'Have the licensee register it, then send its readings.',
  receipt: `/licensing/v1/receipts/${ID}`,
  recordedBy: PERSON,
  reference: 'KKMF-2026-0317',
  relation: 'parent',
  reportId: '2026-03-05',
  retroactive: 'The order of the regulator names this day.',
  row: '{"licensee_id":"…"}',
  rowId: '2026-03-05.0007',
  rulePackHash: DIGEST,
  rules: 'SALE-1',
  search: 'Qazyna',
  sender: 'dmp-1',
  serial: 'SMTTYRHBDJAAJ0123',
  security: 'ST RK ISO/IEC 27001-2023',
  severity: 'critical',
  sha256: DIGEST,
  source: 'List 9 of 5 March 2026',
  state: 'final',
  stale: '12000',
  stream: 'licence-AFSA-G-LA-2026-0001',
  subscription: 'reconciliation_v1',
  subtype: 'data-centre',
  switchedBy: PERSON,
  switchedWhy: REASON,
  table: 'findings',
  terms: { asset: 'BTC', day: '2026-03-05' },
  text: 'BTC 2026-03-05: 0.1 BTC × 47384500 KZT = 4738450 KZT',
  title: 'Report changed',
  toLicenseeId: ID,
  tradeId: 'T-20260305-004711',
  trouble: null,
  txid: DIGEST,
  unit: 'TH/s',
  type: 'under-sold',
  verdict: 'compliant',
  verdicts: { compliant: 12 },
  verifierKey: 'esep/licensing/aifc+5e1b2c3d+AdVs…',
  wallet: ADDRESS,
};

/** Fields of coins and money, in base and minor units. */
const QUANTITY =
  /^(amount|baseFee|bought|boughtAtEnd|covered|early|fee|feeFrom\w+|free|gross|mined|net|openAfter|outstanding|quantity|quantityMax|quoteAmount|released|required|retained|room|shortfall|sold\w*|sourced|stockAtEnd|surplus|unexplained|unsourced|used|weighted)$/;

const BY_FORMAT: Readonly<Record<string, string>> = {
  date: '2026-03-05',
  'date-time': '2026-03-05T07:00:00.000Z',
  uuid: ID,
};

type Schemas = Readonly<Record<string, object>>;

/** The form of a path parameter; undefined for a name that has none yet. */
export const pathForm = (name: string): Schema | undefined => PATH[name];

/**
 * An example of what a schema describes, or undefined where a field of it has none. `name` is that of
 * the field.
 */
export const exampleOf = (schema: Schema, schemas: Schemas, name = ''): unknown => {
  const { $ref, allOf, oneOf, anyOf, items, properties } = schema;
  if (schema.example !== undefined) return schema.example;
  if ($ref !== undefined)
    return exampleOf(schemas[$ref.split('/').at(-1) ?? ''] as Schema, schemas, name);
  const choice = (oneOf ?? anyOf)?.find(({ type }) => type !== 'null');
  if (choice) return exampleOf(choice, schemas, name);
  if (allOf) return Object.assign({}, ...allOf.map((part) => exampleOf(part, schemas, name)));
  if (schema.enum) return schema.enum[0];
  if (properties) return exampleOfObject(properties, schemas);
  const type = [schema.type].flat().find((one) => one !== 'null');
  if (type === 'array') {
    const item = exampleOf(items ?? {}, schemas, name);
    return item === undefined ? undefined : [item];
  }
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1);
  if (schema.format !== undefined) return BY_FORMAT[schema.format];
  if (Object.hasOwn(TEXTS, name)) return TEXTS[name];
  return QUANTITY.test(name) ? '7500000000' : PATH[name]?.example;
};

const exampleOfObject = (
  properties: Readonly<Record<string, Schema>>,
  schemas: Schemas,
): object | undefined => {
  const fields = Object.entries(properties).map(
    ([name, field]) => [name, exampleOf(field, schemas, name)] as const,
  );
  return fields.every(([, example]) => example !== undefined)
    ? Object.fromEntries(fields)
    : undefined;
};
