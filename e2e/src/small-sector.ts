import { until } from '@esep/platform/testing';

import type { Caller, Json, TestHost } from './test-hosts.js';

// One pool, one exchange and one licensee that sold too little, told over the API: something of each
// kind to read, under the ids that the examples of the OpenAPI documents have.

const OFFICER: Caller = { role: 'licensing-officer', organisation: 'aifc' };
const SECOND: Caller = { role: 'enforcement-officer', organisation: 'aifc' };
const ANALYST: Caller = { role: 'supervision-analyst', organisation: 'aifc' };
const TAX_OFFICER: Caller = { role: 'tax-officer', organisation: 'aifc' };
const POOL: Caller = { role: 'pool', organisation: 'dmp-1' };
const EXCHANGE: Caller = { role: 'exchange', organisation: 'ex-1' };

export const BEFORE_SECTOR = '2026-01-02T00:00:00.000Z';
const FROM = '2026-01-01T00:00:00+05:00';
const NOW = '2026-05-01T00:00:00.000Z';
const MINED_AT = '2026-03-05T07:00:00.000Z';
const BIN = '990140000007';
const LICENCE = 'AFSA-G-LA-2026-0001';

/** Ids that the services gave, by the names of the parameters that take them. */
export interface SmallSector {
  readonly licenseeId: string;
  readonly findingId: string;
  /** Of the licence that was brought in, in the log of licensing. */
  readonly eventId: string;
}

/** The host has to stand at `BEFORE_SECTOR`. */
export const tellSmallSector = async (esep: TestHost): Promise<SmallSector> => {
  const say = async (path: string, as: Caller, body: object): Promise<Json> => {
    const answer = await esep.call(path, as, body);
    if (answer.status > 299) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    // What is dated back waits for a second person.
    const { proposalId } = answer.body;
    if (proposalId !== undefined)
      await say(`/licensing/v1/proposals/${String(proposalId)}/confirm`, SECOND, {});
    return answer.body;
  };
  const itemsOf = async (path: string, as: Caller): Promise<readonly Json[]> => {
    const { body } = await esep.call(path, as);
    return body['items'] as Json[];
  };

  const name = 'Qazyna Mining LLP';
  await say('/licensing/v1/pools', OFFICER, { id: 'dmp-1', name, approvedFrom: FROM });
  await say('/licensing/v1/exchanges', OFFICER, { id: 'ex-1', name, approvedFrom: FROM });
  const { licenseeId, receipt } = await say('/licensing/v1/licences/import', OFFICER, {
    licenceId: LICENCE,
    licenseeBin: BIN,
    name,
    kind: 'legal-entity',
    authority: 'AIFC',
    issuedAt: FROM,
    affiliations: [{ poolId: 'dmp-1', asset: 'BTC', from: FROM }],
  });
  await esep.moveClock(NOW);

  const mined = { asset: 'BTC', gross: '7500000000', fee: '0', net: '7500000000' };
  const distributions = {
    reportId: '2026-03-05',
    version: 1,
    poolId: 'dmp-1',
    rows: ['AFSA-G-LA-2026-0001', 'somebody-elses'].map((licenceId, n) => {
      return {
        rowId: `2026-03-05.000${n}`,
        licenceId,
        scheme: 'FPPS',
        distributedAt: MINED_AT,
        ...mined,
      };
    }),
  };
  // Pools and exchanges are known a moment after licensing has recorded them.
  await until(async () => {
    const path = '/pool-reporting/v1/distributions?dryRun=true';
    const { body } = await esep.call(path, POOL, distributions);
    return (body['rejected'] as Json[] | undefined)?.length === 1;
  });
  await say('/pool-reporting/v1/distributions', POOL, distributions);
  await say('/pool-reporting/v1/completeness', POOL, { poolId: 'dmp-1', through: NOW });
  await say('/exchange-settlement/v1/fills', EXCHANGE, {
    reportId: '2026-03-05',
    version: 1,
    exchangeId: 'ex-1',
    rows: [
      {
        tradeId: 'T-20260305-004711',
        side: 'sell',
        licenseeBin: BIN,
        asset: 'BTC',
        quantity: '1000000000',
        quote: { amount: '4738450000', currency: 'KZT' },
        executedAt: '2026-03-20T07:00:00.000Z',
      },
    ],
  });
  await say('/exchange-settlement/v1/completeness', EXCHANGE, { exchangeId: 'ex-1', through: NOW });

  await until(async () => (await itemsOf('/supervision/v1/findings', ANALYST)).length > 0);
  await until(async () => (await itemsOf('/tax/v1/assessments', TAX_OFFICER)).length > 0);
  const [finding] = await itemsOf('/supervision/v1/findings', ANALYST);
  return {
    licenseeId: String(licenseeId),
    findingId: String(finding?.['findingId']),
    eventId: String(receipt).split('/').at(-1) ?? '',
  };
};
