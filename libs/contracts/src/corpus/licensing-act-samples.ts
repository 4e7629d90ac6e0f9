import type { LicensingAct } from '../licensing-acts.js';
import {
  ADDRESS,
  APRIL,
  BIN,
  EXCHANGE,
  LICENCE,
  LICENSEE,
  MARCH,
  OTHER_LICENSEE,
  OTHER_PARTY,
  PARTY,
  POOL,
  PROPOSAL,
} from './cast.js';
import type { SamplesOf } from './sample.js';

const ISSUED = '2025-02-03T19:00:00.000Z';
const JULY = '2026-06-30T19:00:00.000Z';

const POOL_STREAM = `pool-${POOL}`;
const EXCHANGE_STREAM = `exchange-${EXCHANGE}`;
const LICENCE_STREAM = `licence-${LICENCE}`;
const LICENSEE_STREAM = `licensee-${LICENSEE}`;

/** The samples of an act: its terms, and who said what to them when. */
const proposed = <Terms extends object>(stream: string, terms: Terms) => ({
  stream,
  body: {
    ...terms,
    proposalId: PROPOSAL,
    by: 'officer-7',
    proposedAt: '2026-04-13T05:00:00.000Z',
    expiresAt: '2026-04-27T05:00:00.000Z',
  },
});
const confirmed = <Terms extends object>(stream: string, terms: Terms) => ({
  stream,
  body: {
    ...terms,
    proposalId: PROPOSAL,
    by: 'officer-9',
    confirmedAt: '2026-04-13T06:30:00.000Z',
  },
});
const declined = <Terms extends object>(stream: string, terms: Terms) => ({
  stream,
  body: {
    ...terms,
    proposalId: PROPOSAL,
    by: 'officer-9',
    declinedAt: '2026-04-13T06:30:00.000Z',
  },
});

const POOL_AGAIN = {
  poolId: POOL,
  name: 'Altyn Block Pool',
  from: JULY,
  coinbaseTags: ['/altynblock.example/'],
  payoutAddresses: [],
};
const POOL_WITHDRAWAL = {
  poolId: POOL,
  from: '2024-12-31T19:00:00.000Z',
  at: APRIL,
  reason: 'No reports since 1 April',
  correction: true as const,
};
const EXCHANGE_AGAIN = {
  exchangeId: EXCHANGE,
  name: 'KZT Crypto Market',
  kind: 'DATF' as const,
  from: JULY,
  depositAddresses: [],
};
const EXCHANGE_WITHDRAWAL = {
  exchangeId: EXCHANGE,
  from: '2024-12-31T19:00:00.000Z',
  at: JULY,
  reason: 'Licence returned',
};
const RENEWAL = {
  licenceId: LICENCE,
  licenseeId: LICENSEE,
  from: ISSUED,
  until: '2031-02-03T19:00:00.000Z',
  ground: 'Renewed on application of 2 April 2026',
};
const TRANSFER = {
  licenceId: LICENCE,
  licenseeId: LICENSEE,
  toLicenseeId: OTHER_LICENSEE,
  at: JULY,
  ground: 'Merger of 1 June 2026',
};
const AFFILIATION = {
  licenceId: LICENCE,
  licenseeId: LICENSEE,
  poolId: POOL,
  asset: 'BTC',
  from: ISSUED,
  to: APRIL,
  reason: 'The contract with the pool ended on 31 March 2026',
};
const NAME = {
  licenseeId: LICENSEE,
  name: 'ТОО «Дала Майнинг Астана»',
  from: APRIL,
  ground: 'Re-registration of 1 April 2026',
};
const NUMBER = {
  licenseeId: LICENSEE,
  partyId: OTHER_PARTY,
  bin: BIN,
  previousPartyId: PARTY,
  ground: 'Two digits were exchanged at go-live',
};
const STOCK = {
  licenseeId: LICENSEE,
  asset: 'BTC',
  quantity: '1200000000',
  at: '2024-12-31T19:00:00.000Z',
  reason: 'The audit of 10 April 2026 found 12 BTC',
};
const RELATION = {
  licenseeId: LICENSEE,
  partyId: OTHER_PARTY,
  bin: BIN,
  relation: 'parent',
  from: ISSUED,
  to: MARCH,
  reason: 'The shares were sold on 28 February 2026',
};
const WALLET = {
  asset: 'BTC',
  address: ADDRESS,
  licenseeId: LICENSEE,
  from: MARCH,
  to: MARCH,
  reason: 'The key is held by another licensee',
};
const BINDING = {
  asset: 'BTC',
  address: ADDRESS,
  licenseeId: LICENSEE,
  licenceId: LICENCE,
  from: ISSUED,
  proof: 'a'.repeat(64),
  proofMethod: 'custodian-statement',
};
const WALLET_STREAM = `wallet-BTC-${ADDRESS}`;

export const LICENSING_ACT_SAMPLES = {
  PoolApprovalProposed: proposed(POOL_STREAM, POOL_AGAIN),
  PoolApprovalConfirmed: confirmed(POOL_STREAM, POOL_AGAIN),
  PoolApprovalDeclined: declined(POOL_STREAM, POOL_AGAIN),
  PoolApprovalWithdrawalProposed: proposed(POOL_STREAM, POOL_WITHDRAWAL),
  PoolApprovalWithdrawalConfirmed: confirmed(POOL_STREAM, POOL_WITHDRAWAL),
  PoolApprovalWithdrawalDeclined: declined(POOL_STREAM, POOL_WITHDRAWAL),
  ExchangeLicensingProposed: proposed(EXCHANGE_STREAM, EXCHANGE_AGAIN),
  ExchangeLicensingConfirmed: confirmed(EXCHANGE_STREAM, EXCHANGE_AGAIN),
  ExchangeLicensingDeclined: declined(EXCHANGE_STREAM, EXCHANGE_AGAIN),
  ExchangeLicenceWithdrawalProposed: proposed(EXCHANGE_STREAM, EXCHANGE_WITHDRAWAL),
  ExchangeLicenceWithdrawalConfirmed: confirmed(EXCHANGE_STREAM, EXCHANGE_WITHDRAWAL),
  ExchangeLicenceWithdrawalDeclined: declined(EXCHANGE_STREAM, EXCHANGE_WITHDRAWAL),
  LicenceRenewalProposed: proposed(LICENCE_STREAM, RENEWAL),
  LicenceRenewalConfirmed: confirmed(LICENCE_STREAM, RENEWAL),
  LicenceRenewalDeclined: declined(LICENCE_STREAM, RENEWAL),
  LicenceRenewed: { stream: LICENCE_STREAM, body: RENEWAL },
  LicenceTransferProposed: proposed(LICENCE_STREAM, TRANSFER),
  LicenceTransferConfirmed: confirmed(LICENCE_STREAM, TRANSFER),
  LicenceTransferDeclined: declined(LICENCE_STREAM, TRANSFER),
  LicenceRelinquished: { stream: LICENCE_STREAM, body: { ...TRANSFER, from: ISSUED } },
  LicenceTransferred: {
    stream: LICENCE_STREAM,
    body: {
      licenceId: LICENCE,
      licenseeId: OTHER_LICENSEE,
      fromLicenseeId: LICENSEE,
      from: JULY,
      until: '2028-02-03T19:00:00.000Z',
      ground: 'Merger of 1 June 2026',
    },
  },
  BarImposed: {
    stream: `bar-${LICENSEE}`,
    body: {
      licenseeId: LICENSEE,
      from: JULY,
      until: '2027-06-30T19:00:00.000Z',
      ground: 'LIC-11: a licence was revoked',
    },
  },
  PoolAffiliationCorrectionProposed: proposed(LICENCE_STREAM, AFFILIATION),
  PoolAffiliationCorrectionConfirmed: confirmed(LICENCE_STREAM, AFFILIATION),
  PoolAffiliationCorrectionDeclined: declined(LICENCE_STREAM, AFFILIATION),
  LicenseeRenamingProposed: proposed(LICENSEE_STREAM, NAME),
  LicenseeRenamingConfirmed: confirmed(LICENSEE_STREAM, NAME),
  LicenseeRenamingDeclined: declined(LICENSEE_STREAM, NAME),
  LicenseeRenamed: { stream: LICENSEE_STREAM, body: NAME },
  LicenseeNumberCorrectionProposed: proposed(LICENSEE_STREAM, NUMBER),
  LicenseeNumberCorrectionConfirmed: confirmed(LICENSEE_STREAM, NUMBER),
  LicenseeNumberCorrectionDeclined: declined(LICENSEE_STREAM, NUMBER),
  LicenseeNumberCorrected: {
    stream: LICENSEE_STREAM,
    body: { ...NUMBER, correctedAt: '2026-04-13T06:30:00.000Z' },
  },
  OpeningStockCorrectionProposed: proposed(LICENSEE_STREAM, STOCK),
  OpeningStockCorrectionConfirmed: confirmed(LICENSEE_STREAM, STOCK),
  OpeningStockCorrectionDeclined: declined(LICENSEE_STREAM, STOCK),
  OpeningStockCorrected: { stream: LICENSEE_STREAM, body: STOCK },
  RelatedPartyCorrectionProposed: proposed(LICENSEE_STREAM, RELATION),
  RelatedPartyCorrectionConfirmed: confirmed(LICENSEE_STREAM, RELATION),
  RelatedPartyCorrectionDeclined: declined(LICENSEE_STREAM, RELATION),
  WalletBindingProposed: proposed(WALLET_STREAM, BINDING),
  WalletBindingConfirmed: confirmed(WALLET_STREAM, BINDING),
  WalletBindingDeclined: declined(WALLET_STREAM, BINDING),
  WalletCorrectionProposed: proposed(WALLET_STREAM, WALLET),
  WalletCorrectionConfirmed: confirmed(WALLET_STREAM, WALLET),
  WalletCorrectionDeclined: declined(WALLET_STREAM, WALLET),
} satisfies SamplesOf<LicensingAct>;
