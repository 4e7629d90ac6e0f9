import type { LicensingAct } from '../licensing-acts.js';
import type { LicensingEvent } from '../licensing.js';
import {
  ADDRESS,
  APRIL,
  BIN,
  CASE,
  DEPOSIT_ADDRESS,
  EXCHANGE,
  LICENCE,
  LICENSEE,
  MARCH,
  OTHER_PARTY,
  PARTY,
  POOL,
  POOL_ADDRESS,
  PROPOSAL,
  RULE_PACK_BYTES,
  RULE_PACK_HASH,
} from './cast.js';
import type { SamplesOf } from './sample.js';

const FROM_2025 = '2024-12-31T19:00:00.000Z';
const RULE_PACK = {
  packId: 'aifc-2026',
  hash: RULE_PACK_HASH,
  bytes: RULE_PACK_BYTES,
  effectiveFrom: FROM_2025,
};
const DATA_CENTRE = 'ekibastuz-2';
const MACHINE_TOTALS = {
  ...{ dataCentreId: DATA_CENTRE, algorithm: 'sha256', at: FROM_2025 },
  ...{ machines: 1, hashrate: 23_400, power: 3_510 },
};
const DATA_CENTRE_TERMS = {
  name: 'Ekibastuz 2',
  region: 'KZ-55',
  address: 'Industrial zone 14, Ekibastuz',
  tenure: 'leased',
  control: 'full',
  leasedUntil: '2034-12-31T19:00:00.000Z',
  powerKw: 45_000,
  cooling: 'Immersion, ASHRAE TC 9.9 class W32',
  powerRedundancy: 'N+1, two feeders',
  security: 'ST RK ISO/IEC 27001-2023',
  evidence: [
    { of: 'lease', sha256: '11'.repeat(32) },
    { of: 'power-contract', sha256: '22'.repeat(32) },
    { of: 'access-logs', sha256: '33'.repeat(32) },
    { of: 'cooling', sha256: '44'.repeat(32) },
    { of: 'power-redundancy', sha256: '55'.repeat(32) },
    { of: 'security', sha256: '66'.repeat(32) },
  ],
};
const SANCTION = {
  licenceId: LICENCE,
  licenseeId: LICENSEE,
  from: APRIL,
  ground: 'SUP-2: 25 BTC of March 2026 were not sold on a licensed exchange',
  caseId: CASE,
};
const PROPOSED = {
  proposalId: PROPOSAL,
  by: 'officer-7',
  proposedAt: '2026-04-13T05:00:00.000Z',
};
const CONFIRMED = {
  proposalId: PROPOSAL,
  by: 'officer-9',
  confirmedAt: '2026-04-13T06:30:00.000Z',
};
const DECLINED = { proposalId: PROPOSAL, by: 'officer-9', declinedAt: '2026-04-13T06:30:00.000Z' };

export const LICENSING_SAMPLES = {
  PoolApproved: {
    stream: `pool-${POOL}`,
    body: {
      poolId: POOL,
      name: 'Altyn Block Pool',
      lei: '2138001AIFCDMP000193',
      from: FROM_2025,
      coinbaseTags: ['/altynblock.example/', 'Altyn Block'],
      payoutAddresses: [POOL_ADDRESS],
    },
  },
  PoolApprovalWithdrawn: {
    stream: `pool-${POOL}`,
    body: {
      poolId: POOL,
      from: FROM_2025,
      at: '2026-06-30T19:00:00.000Z',
      reason: 'No reports for two months',
    },
  },
  ExchangeLicensed: {
    stream: `exchange-${EXCHANGE}`,
    body: {
      exchangeId: EXCHANGE,
      name: 'KZT Crypto Market',
      kind: 'DATF',
      from: FROM_2025,
      depositAddresses: [DEPOSIT_ADDRESS],
    },
  },
  ExchangeLicenceWithdrawn: {
    stream: `exchange-${EXCHANGE}`,
    body: {
      exchangeId: EXCHANGE,
      from: FROM_2025,
      at: '2026-06-30T19:00:00.000Z',
      reason: 'Licence returned',
    },
  },
  SenderRosterChanged: {
    stream: 'pools',
    body: { roster: 'pools', sender: POOL, at: FROM_2025 },
  },
  DepositAddressesAdded: {
    stream: `exchange-${EXCHANGE}`,
    body: { exchangeId: EXCHANGE, asset: 'BTC', addresses: [DEPOSIT_ADDRESS], from: FROM_2025 },
  },
  DepositAddressesEnded: {
    stream: `exchange-${EXCHANGE}`,
    body: {
      exchangeId: EXCHANGE,
      asset: 'BTC',
      addresses: [DEPOSIT_ADDRESS],
      from: FROM_2025,
      to: APRIL,
    },
  },
  PayoutAddressesAdded: {
    stream: `pool-${POOL}`,
    body: { poolId: POOL, asset: 'BTC', addresses: [POOL_ADDRESS], from: FROM_2025 },
  },
  PayoutAddressesEnded: {
    stream: `pool-${POOL}`,
    body: { poolId: POOL, asset: 'BTC', addresses: [POOL_ADDRESS], from: FROM_2025, to: APRIL },
  },
  SenderKeyRegistered: {
    stream: `pool-${POOL}`,
    body: {
      sender: POOL,
      keyId: 'dmp-1-2026',
      publicKey: 'mFzZBxw5OvGKvbAmqf0f8dlrCWuEnSvOezK1uhhIiCg=',
      from: FROM_2025,
    },
  },
  SenderKeyRevoked: {
    stream: `pool-${POOL}`,
    body: { sender: POOL, keyId: 'dmp-1-2026', at: APRIL },
  },
  RulePackAdopted: { stream: 'rule-packs', body: RULE_PACK },
  RulePackAdoptionProposed: { stream: 'rule-packs', body: { ...RULE_PACK, ...PROPOSED } },
  RulePackAdoptionConfirmed: { stream: 'rule-packs', body: { ...RULE_PACK, ...CONFIRMED } },
  RulePackAdoptionDeclined: { stream: 'rule-packs', body: { ...RULE_PACK, ...DECLINED } },
  LicenseeRegistered: {
    stream: `licensee-${LICENSEE}`,
    body: {
      licenseeId: LICENSEE,
      kind: 'legal-entity',
      partyId: PARTY,
      bin: BIN,
      name: 'ТОО «Дала Майнинг»',
      registeredAt: '2025-02-03T06:00:00.000Z',
    },
  },
  RelatedPartyDeclared: {
    stream: `licensee-${LICENSEE}`,
    body: {
      licenseeId: LICENSEE,
      partyId: OTHER_PARTY,
      bin: {
        enc: 'v1',
        subject: OTHER_PARTY,
        nonce: 'kKzJ0i1v2yq5rQ0b',
        ct: 'o1x0c1Jw2eF6H9n3pV7mT8uQ4sR5yB0kD2gL6iN1aXzWvUtSrQpOnMlKjIhGfEdC',
      },
      relation: 'beneficial-owner',
      from: FROM_2025,
    },
  },
  RelatedPartyEnded: {
    stream: `licensee-${LICENSEE}`,
    body: { licenseeId: LICENSEE, partyId: OTHER_PARTY, from: FROM_2025, to: APRIL },
  },
  OpeningStockDeclared: {
    stream: `licensee-${LICENSEE}`,
    body: { licenseeId: LICENSEE, asset: 'BTC', quantity: '1250000000', at: FROM_2025 },
  },
  LicenceImported: {
    stream: `licence-${LICENCE}`,
    body: {
      licenceId: LICENCE,
      licenseeId: LICENSEE,
      authority: 'AIFC',
      subtype: 'digital-mining',
      issuedAt: '2025-02-03T19:00:00.000Z',
      validUntil: '2028-02-03T19:00:00.000Z',
    },
  },
  LicenceSuspended: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, until: '2026-06-30T19:00:00.000Z' },
  },
  LicenceReinstated: {
    stream: `licence-${LICENCE}`,
    body: {
      ...SANCTION,
      at: '2026-05-14T19:00:00.000Z',
      ground: 'LIC-11: what was missing has been sold',
    },
  },
  LicenceRevoked: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, from: '2025-02-03T19:00:00.000Z', at: '2026-05-14T19:00:00.000Z' },
  },
  LicenceSuspensionProposed: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, until: '2026-06-30T19:00:00.000Z', ...PROPOSED },
  },
  LicenceSuspensionConfirmed: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, until: '2026-06-30T19:00:00.000Z', ...CONFIRMED },
  },
  LicenceSuspensionDeclined: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, until: '2026-06-30T19:00:00.000Z', ...DECLINED },
  },
  LicenceReinstatementProposed: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, ...PROPOSED },
  },
  LicenceReinstatementConfirmed: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, ...CONFIRMED },
  },
  LicenceReinstatementDeclined: {
    stream: `licence-${LICENCE}`,
    body: { ...SANCTION, ...DECLINED },
  },
  LicenceRevocationProposed: { stream: `licence-${LICENCE}`, body: { ...SANCTION, ...PROPOSED } },
  LicenceRevocationConfirmed: { stream: `licence-${LICENCE}`, body: { ...SANCTION, ...CONFIRMED } },
  LicenceRevocationDeclined: { stream: `licence-${LICENCE}`, body: { ...SANCTION, ...DECLINED } },
  PoolAffiliationDeclared: {
    stream: `licence-${LICENCE}`,
    body: {
      licenceId: LICENCE,
      licenseeId: LICENSEE,
      poolId: POOL,
      asset: 'BTC',
      from: '2025-02-03T19:00:00.000Z',
    },
  },
  PoolAffiliationEnded: {
    stream: `licence-${LICENCE}`,
    body: {
      licenceId: LICENCE,
      licenseeId: LICENSEE,
      poolId: POOL,
      asset: 'BTC',
      from: '2025-02-03T19:00:00.000Z',
      to: APRIL,
    },
  },
  DataCentreRegistered: {
    stream: `data-centre-${DATA_CENTRE}`,
    body: {
      dataCentreId: DATA_CENTRE,
      licenseeId: LICENSEE,
      licenceId: LICENCE,
      from: FROM_2025,
      ...DATA_CENTRE_TERMS,
    },
  },
  DataCentreAmended: {
    stream: `data-centre-${DATA_CENTRE}`,
    body: {
      dataCentreId: DATA_CENTRE,
      licenseeId: LICENSEE,
      from: MARCH,
      ...DATA_CENTRE_TERMS,
      powerKw: 60_000,
    },
  },
  DataCentreClosed: {
    stream: `data-centre-${DATA_CENTRE}`,
    body: {
      dataCentreId: DATA_CENTRE,
      licenseeId: LICENSEE,
      at: APRIL,
      reason: 'The lease was not renewed.',
    },
  },
  MachinesRegistered: {
    stream: `machines-${LICENCE}`,
    body: {
      ...{ licenceId: LICENCE, licenseeId: LICENSEE, from: FROM_2025, sha256: 'c'.repeat(64) },
      ...{
        machines: 2,
        arrived: [{ ...MACHINE_TOTALS, machines: 2, hashrate: 46_800, power: 7_020 }],
      },
    },
  },
  MachinesMoved: {
    stream: `machines-${LICENCE}`,
    body: {
      ...{ licenceId: LICENCE, licenseeId: LICENSEE, from: MARCH, sha256: 'd'.repeat(64) },
      ...{ machines: 1, left: [{ ...MACHINE_TOTALS, at: MARCH }], arrived: [] },
    },
  },
  MachinesRetired: {
    stream: `machines-${LICENCE}`,
    body: {
      ...{ licenceId: LICENCE, licenseeId: LICENSEE, at: APRIL, sha256: 'e'.repeat(64) },
      ...{ machines: 1, left: [{ ...MACHINE_TOTALS, at: APRIL }] },
    },
  },
  MachineRegisterChanged: { stream: 'machine-register', body: { at: FROM_2025 } },
  WalletBound: {
    stream: `wallet-BTC-${ADDRESS}`,
    body: {
      asset: 'BTC',
      address: ADDRESS,
      licenseeId: LICENSEE,
      licenceId: LICENCE,
      from: MARCH,
      proof: 'Signed with the key of the address on 27 February 2026',
    },
  },
  WalletReleased: {
    stream: `wallet-BTC-${ADDRESS}`,
    body: { asset: 'BTC', address: ADDRESS, licenseeId: LICENSEE, from: MARCH, to: APRIL },
  },
} satisfies SamplesOf<Exclude<LicensingEvent, LicensingAct>>;
