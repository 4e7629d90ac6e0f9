import { hash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { startOfDay, type Asset } from '@esep/kernel';
import { SITE_EVIDENCE } from '@esep/rulebook';

import { timeOf } from './acts.js';
import { ApiProblem } from './api.js';
import type {
  Caller,
  DistributionRow,
  FillRow,
  LicenceBody,
  MachineLine,
  MaybeProposed,
  ReportKind,
  ReportRows,
  SubmissionAnswer,
} from './caller.js';
import type { Participants } from './participants.js';
import { inventedAddress } from './invented-chain.js';
import type { Day } from './sector-days.js';
import {
  coinbaseTagOf,
  type DataCentrePlan,
  type ExchangePlan,
  type LicenseePlan,
  type PoolPlan,
  type Sector,
} from './sector-plan.js';

/** Licensee ids by licence: what the ledger calls everyone. */
export type LicenseeIds = ReadonlyMap<string, string>;

const AUTHORITY = 'AIFC';

/** Fills the register: pools, exchanges, licences with their holders, wallets. */
export const registerSector = async (
  sector: Sector,
  participants: Participants,
): Promise<LicenseeIds> => {
  const officer = participants.of('licensing-officer');
  const second = participants.of('enforcement-officer');
  for (const pool of sector.pools) await byTwo(officer.approvePool(poolBody(pool, sector)), second);
  for (const exchange of sector.exchanges)
    await registerExchange(exchange, sector, officer, second);
  const ids = await Promise.all(
    sector.licensees.map(async (licensee) => {
      const { licenseeId } = await officer.importLicence(licenceBody(licensee, sector));
      for (const wallet of walletBodies(licensee, sector))
        await byTwo(officer.bindWallet(licensee.licenceId, wallet), second);
      if (licensee.dataCentre !== undefined)
        await officer.registerDataCentre(dataCentreBody(licensee, licensee.dataCentre));
      return [licensee.licenceId, licenseeId] as const;
    }),
  );
  await officer.registerMachines(machineLines(sector));
  return new Map(ids);
};

/** What is dated back waits for a second person. */
const byTwo = async (said: Promise<MaybeProposed>, second: Caller): Promise<void> => {
  const { proposalId } = await said;
  if (proposalId !== undefined) await second.confirm('licensing', proposalId);
};

export const assetsOf = ({ licensees }: Sector): Asset['code'][] => [
  ...new Set(licensees.flatMap(({ holdings }) => holdings.map(({ asset }) => asset))),
];

const poolBody = (pool: PoolPlan, sector: Sector) => ({
  id: pool.id,
  name: pool.name,
  approvedFrom: timeOf(pool.approvedFrom, 0),
  coinbaseTags: [coinbaseTagOf(pool)],
  payoutAddresses: assetsOf(sector).map((asset) => inventedAddress(asset, pool.id)),
});

const registerExchange = async (
  { id, name, licensedFrom, withdrawn }: ExchangePlan,
  sector: Sector,
  officer: Caller,
  second: Caller,
): Promise<void> => {
  const depositAddresses = assetsOf(sector).map((asset) => inventedAddress(asset, id));
  const approvedFrom = timeOf(licensedFrom, 0);
  await byTwo(officer.licenseExchange({ id, name, approvedFrom, depositAddresses }), second);
  if (withdrawn === undefined) return;
  const { from, reason } = withdrawn;
  const end = { at: timeOf(from, 0), reason, correction: from < sector.opensOn };
  const { proposalId } = await officer.proposeExchangeWithdrawal(id, end);
  await second.confirm('licensing', proposalId);
};

const licenceBody = (licensee: LicenseePlan, { opensOn }: Sector): LicenceBody => {
  const { licenceId, bin: licenseeBin, name, kind, relatedParties = [], holdings } = licensee;
  const at = timeOf(opensOn, 0);
  const issuedAt = timeOf(licensee.licensedFrom, 0);
  return {
    licenceId,
    licenseeBin,
    name,
    kind,
    authority: AUTHORITY,
    issuedAt,
    openingStock: holdings.flatMap(({ asset, openingStock }) =>
      openingStock === undefined ? [] : [{ asset, quantity: openingStock.toString(), at }],
    ),
    relatedParties: relatedParties.map((party) => ({ ...party, from: issuedAt })),
    affiliations: holdings.flatMap(({ asset, pools }) =>
      pools.map((poolId) => ({ poolId, asset, from: at })),
    ),
  };
};

const walletBodies = ({ licenceId, holdings }: LicenseePlan, { opensOn }: Sector) =>
  holdings.map(({ asset }) => ({
    asset,
    address: inventedAddress(asset, licenceId),
    from: timeOf(opensOn, 0),
    // The digest of a statement that nobody wrote.
    proof: { method: 'custodian-statement' as const, content: hash('sha256', licenceId) },
  }));

/** The digests are of documents that nobody wrote. */
const dataCentreBody = (
  { licenceId, licensedFrom }: LicenseePlan,
  { id, name, region, tenure, powerKw }: DataCentrePlan,
) => ({
  ...{ id, licenceId, name, region, tenure, powerKw },
  from: timeOf(licensedFrom, 0),
  address: `Industrial zone, ${name}`,
  control: 'full' as const,
  ...(tenure === 'leased' && { leasedUntil: '2035-01-01T00:00:00+05:00' }),
  cooling: 'Free air, ASHRAE TC 9.9 class A3',
  powerRedundancy: 'N+1, two feeders',
  security: 'Guarded, access by card',
  evidence: SITE_EVIDENCE.filter((of) => of !== (tenure === 'owned' ? 'lease' : 'deed')).map(
    (of) => ({ of, sha256: hash('sha256', `${id} ${of}`) }),
  ),
});

const machineLines = ({ licensees }: Sector): MachineLine[] =>
  licensees.flatMap(({ licenceId, licensedFrom, dataCentre }) =>
    (dataCentre?.machines ?? []).flatMap(({ count, ...make }, model) =>
      Array.from({ length: count }, (_, n) => ({
        serial: `${dataCentre?.id}-${model + 1}${String(n + 1).padStart(3, '0')}`,
        ...{ kind: 'asic' as const, algorithm: 'sha256' as const, ...make },
        ...{ dataCentreId: dataCentre?.id ?? '', licenceId, from: timeOf(licensedFrom, 0) },
      })),
    ),
  );

// ── Until pools and exchanges can report ────────────────────────────────────────────────────────

const NOT_KNOWN_YET = new Set([
  'licence-unknown',
  'licensee-unknown',
  'pool-unknown',
  'exchange-unknown',
]);

/**
 * Waits until pool reporting and exchange settlement have heard of everyone from licensing: reports
 * that come earlier would be rejected. Asks by dry runs, so nothing is recorded.
 */
export const untilRegisterIsKnown = async (
  { opensOn }: Sector,
  days: readonly Day[],
  participants: Participants,
  patienceMs: number,
): Promise<void> => {
  const at = startOfDay(opensOn);
  const trials = [
    ...firstRows(days, 'distributions').map(([pool, rows]) => () => {
      const asked = rows.map((row) => ({ ...row, distributedAt: at }));
      return dryRun(participants.of('pool', pool), 'distributions', pool, asked);
    }),
    ...firstRows(days, 'fills').map(([exchange, rows]) => () => {
      const asked = rows.map((row) => ({ ...row, executedAt: at }));
      return dryRun(participants.of('exchange', exchange), 'fills', exchange, asked);
    }),
  ];
  const giveUpAt = performance.now() + patienceMs;
  await Promise.all(
    trials.map(async (isKnown) => {
      while (!(await isKnown())) {
        if (performance.now() > giveUpAt)
          throw new Error(`The register did not arrive within ${patienceMs / 1_000} s.`);
        await sleep(100);
      }
    }),
  );
};

/** By sender, one row of a kind about each licensee. */
const firstRows = <Kind extends 'distributions' | 'fills'>(days: readonly Day[], kind: Kind) => {
  const rows = days
    .flatMap(({ senders }) => senders)
    .flatMap(({ sender, reports }) =>
      reports
        .filter((report) => report.kind === kind)
        .flatMap((report) => report.rows)
        .map(({ row }) => ({ sender, row: row as ReportRows[Kind] })),
    );
  return [...Map.groupBy(rows, ({ sender }) => sender)].map(([sender, own]) => {
    const byLicensee = new Map(own.map(({ row }) => [licenseeIn(row), row]));
    return [sender, [...byLicensee.values()]] as const;
  });
};

const licenseeIn = (row: DistributionRow | FillRow): string =>
  'licenceId' in row ? row.licenceId : row.licenseeBin;

const dryRun = async <Kind extends ReportKind>(
  caller: Caller,
  kind: Kind,
  sender: string,
  rows: readonly ReportRows[Kind][],
): Promise<boolean> => {
  try {
    const answer = await caller.submit(kind, sender, 'is-the-register-known', rows, {
      dryRun: true,
    });
    return !isEarly(answer);
  } catch (error) {
    if (error instanceof ApiProblem && NOT_KNOWN_YET.has(error.fact)) return false;
    throw error;
  }
};

const isEarly = ({ rejected }: SubmissionAnswer): boolean =>
  rejected.some(({ code }) => NOT_KNOWN_YET.has(code));
