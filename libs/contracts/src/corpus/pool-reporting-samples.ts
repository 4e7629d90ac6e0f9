import type { PoolReportingEvent } from '../pool-reporting.js';
import {
  ADDRESS,
  APRIL,
  BLOCK,
  DEPOSIT_ADDRESS,
  LICENCE,
  LICENSEE,
  OTHER_LICENSEE,
  OTHER_TXID,
  PARTY,
  POOL,
  POOL_ADDRESS,
  PREVIOUS_BLOCK,
  TXID,
} from './cast.js';
import type { SamplesOf } from './sample.js';

const REPORT = { reportId: '2026-03-05', version: 1 };
const SUBMISSION = {
  kind: 'distributions',
  sender: POOL,
  ...REPORT,
  receivedAt: '2026-03-06T01:00:00.000Z',
};
const DISTRIBUTION = {
  poolId: POOL,
  rowId: '2026-03-05-0017',
  licenseeId: LICENSEE,
  licenceId: LICENCE,
  asset: 'BTC',
};

const TELEMETRY = {
  ...{ poolId: POOL, sequence: 7, version: 1, receivedAt: '2026-03-20T07:09:00.000Z' },
  ...{ format: 'ndjson', sha256: 'a'.repeat(64) },
  ...{ from: '2026-03-20T07:00:00.000Z', until: '2026-03-20T07:01:00.000Z' },
  ...{ rows: 1, refused: [{ code: 'unknown-machine', rows: 1 }] },
  files: [{ sha256: 'b'.repeat(64), rows: 1, bytes: 4_096 }],
  holders: [LICENSEE],
  totals: [
    {
      ...{ licenseeId: LICENSEE, licenceId: LICENCE, dataCentreId: 'ekibastuz-2' },
      ...{ algorithm: 'sha256', readings: 1, seconds: '60', accepted: '12034', stale: '0' },
      ...{ rejected: '0', hashrateSeconds: '1200000', energy: '210000', meteredSeconds: '60' },
    },
  ],
};

export const POOL_REPORTING_SAMPLES = {
  SubmissionRecorded: {
    stream: `submission-distributions-${POOL}-2026-03-05`,
    body: {
      ...SUBMISSION,
      digest: '5f8a0b6d2c3e4f1a9b7c8d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a',
      rows: 84,
      rejected: 1,
      firstPosition: 120_401,
      lastPosition: 120_483,
    },
  },
  RowRejected: {
    stream: `submission-distributions-${POOL}-2026-03-05`,
    body: {
      ...SUBMISSION,
      rowId: '2026-03-05-0085',
      code: 'net-is-not-gross-minus-fee',
      content: {
        rowId: '2026-03-05-0085',
        licenceId: LICENCE,
        licensee: PARTY,
        asset: 'BTC',
        scheme: 'FPPS',
        gross: '1000',
        fee: '20',
        net: '981',
        distributedAt: '2026-03-05T07:00:00.000Z',
      },
    },
  },
  DistributionRecorded: {
    stream: `distribution-${POOL}-2026-03-05-0017`,
    body: {
      ...DISTRIBUTION,
      ...REPORT,
      scheme: 'FPPS',
      gross: '10204081633',
      fee: '204081633',
      net: '10000000000',
      distributedAt: '2026-03-05T07:00:00.000Z',
      wallet: ADDRESS,
      payoutTxid: TXID,
    },
  },
  DistributionReplaced: {
    stream: `distribution-${POOL}-2026-03-05-0017`,
    body: {
      ...DISTRIBUTION,
      ...REPORT,
      version: 2,
      scheme: 'PPLNS',
      gross: '10000000000',
      fee: '200000000',
      net: '9800000000',
      distributedAt: '2026-03-05T07:00:00.000Z',
      wallet: ADDRESS,
      block: BLOCK,
    },
  },
  DistributionWithdrawn: {
    stream: `distribution-${POOL}-2026-03-05-0017`,
    body: { ...DISTRIBUTION, ...REPORT, version: 3, withdrawnAt: '2026-03-07T01:00:00.000Z' },
  },
  DistributionReversed: {
    stream: `distribution-${POOL}-2026-03-05-0017`,
    body: {
      ...DISTRIBUTION,
      cause: `block ${BLOCK} was orphaned`,
      reversedAt: '2026-03-06T09:00:00.000Z',
    },
  },
  PayoutReported: {
    stream: `payout-${POOL}-2026-03-06-0017`,
    body: {
      ...DISTRIBUTION,
      ...REPORT,
      rowId: '2026-03-06-0017',
      amount: '10000000000',
      txid: TXID,
      vout: 1,
      paidAt: '2026-03-06T02:10:00.000Z',
      wallet: ADDRESS,
    },
  },
  PayoutWithdrawn: {
    stream: `payout-${POOL}-2026-03-06-0017`,
    body: {
      poolId: POOL,
      rowId: '2026-03-06-0017',
      reportId: '2026-03-05',
      version: 2,
      licenseeId: LICENSEE,
      asset: 'BTC',
      withdrawnAt: '2026-03-07T01:00:00.000Z',
    },
  },
  PoolReportedThrough: {
    stream: `completeness-${POOL}`,
    body: { poolId: POOL, through: APRIL },
  },
  ChainMovementObserved: {
    stream: `chain-movement-${OTHER_TXID}`,
    body: {
      asset: 'BTC',
      txid: OTHER_TXID,
      height: 939_402,
      hash: BLOCK,
      blockTime: '2026-03-20T06:12:44.000Z',
      inputs: [{ txid: TXID, vout: 1, address: ADDRESS, amount: '10000000000' }],
      foreignInputs: 0,
      outputs: [
        { vout: 0, address: DEPOSIT_ADDRESS, amount: '7500000000' },
        { vout: 1, address: ADDRESS, amount: '2499990000' },
        { vout: 2, amount: '0' },
      ],
      holders: [LICENSEE, OTHER_LICENSEE],
    },
  },
  ChainMovementReversed: {
    stream: `chain-movement-${OTHER_TXID}`,
    body: {
      asset: 'BTC',
      txid: OTHER_TXID,
      height: 939_402,
      hash: BLOCK,
      holders: [LICENSEE, OTHER_LICENSEE],
      reversedAt: '2026-03-20T07:00:00.000Z',
    },
  },
  BlockAttributed: {
    stream: 'chain-BTC',
    body: {
      asset: 'BTC',
      height: 939_402,
      hash: BLOCK,
      previousHash: PREVIOUS_BLOCK,
      blockTime: '2026-03-20T06:12:44.000Z',
      registryVersion: 212,
      poolId: POOL,
      byTag: '/altynblock.example/',
      byAddress: POOL_ADDRESS,
    },
  },
  ChainSpendsUnresolved: {
    stream: 'chain-BTC',
    body: {
      asset: 'BTC',
      height: 939_402,
      hash: BLOCK,
      blockTime: '2026-03-20T06:12:44.000Z',
      inputs: 3,
    },
  },
  ChainSpendsResolved: {
    stream: 'chain-BTC',
    body: {
      asset: 'BTC',
      fromHeight: 939_402,
      throughHeight: 939_410,
      resolvedAt: '2026-03-20T08:00:00.000Z',
    },
  },
  BlockOrphaned: {
    stream: 'chain-BTC',
    body: {
      asset: 'BTC',
      height: 939_402,
      hash: BLOCK,
      orphanedAt: '2026-03-20T07:00:00.000Z',
    },
  },
  AddressWatched: {
    stream: `chain-watch-BTC-${ADDRESS}`,
    body: {
      asset: 'BTC',
      address: ADDRESS,
      licenseeId: LICENSEE,
      from: '2026-01-01T00:00:00.000Z',
      needsRescan: true,
      watchedAt: '2026-03-20T07:00:00.000Z',
    },
  },
  AddressesRescanned: {
    stream: 'chain-rescan-BTC',
    body: {
      asset: 'BTC',
      watches: 12,
      fromHeight: 930_100,
      throughHeight: 939_402,
      rescannedAt: '2026-03-20T07:09:00.000Z',
    },
  },
  TelemetryChunkRecorded: {
    stream: `telemetry-${POOL}-7`,
    body: TELEMETRY,
  },
  TelemetryChunkReplaced: {
    stream: `telemetry-${POOL}-7`,
    body: { ...TELEMETRY, version: 2, rows: 2, refused: [] },
  },
} satisfies SamplesOf<PoolReportingEvent>;
