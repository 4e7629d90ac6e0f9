import type { Schemas } from '@esep/client';
import type { Asset, Instant } from '@esep/kernel';

import { ApiProblem, type Api, type Call } from './api.js';

// The calls of the API that a sector makes, with the fields it sends and reads.

// ── What goes over the wire ─────────────────────────────────────────────────────────────────────
// Quantities are decimal strings of base units; instants carry an offset.

type Licensing = Schemas['licensing'];
type PoolReporting = Schemas['pool-reporting'];
type ExchangeSettlement = Schemas['exchange-settlement'];
type Supervision = Schemas['supervision'];

export type DemoToken = Schemas['dev']['TokenItem'];
export type PoolBody = Licensing['ApprovePoolBody'];
export type ExchangeBody = Licensing['LicenseExchangeBody'];
export type LicenceBody = Licensing['ImportLicenceBody'];
export type MachineLine = Licensing['MachineRegistrationBody'];
export type DistributionRow = PoolReporting['DistributionRowBody'];
export type FillRow = ExchangeSettlement['FillRowBody'];

/** The kinds of reports, and the rows of each. */
export interface ReportRows {
  readonly distributions: DistributionRow;
  readonly payouts: PoolReporting['PayoutRowBody'];
  readonly deposits: ExchangeSettlement['TransferRowBody'];
  readonly fills: FillRow;
  readonly busts: ExchangeSettlement['BustRowBody'];
  readonly withdrawals: ExchangeSettlement['TransferRowBody'];
}

export type ReportKind = keyof ReportRows;

export type SenderRole = 'pool' | 'exchange';

/** What is read of an answer about a report, and of figures. */
export type SubmissionAnswer = Pick<PoolReporting['SubmissionAnswer'], 'accepted' | 'rejected'>;
export type ReconciliationRowAnswer = Pick<
  Supervision['RestatedRowBody'],
  'period' | 'mined' | 'required' | 'soldInTime' | 'soldLate' | 'surplus' | 'verdict'
>;
export interface ReconciliationAnswer {
  readonly rows: readonly ReconciliationRowAnswer[];
  readonly findings: readonly Pick<Supervision['FoundBody'], 'type' | 'period' | 'quantity'>[];
  readonly ledger: Pick<Supervision['LedgerBody'], 'knownThrough' | 'complete'>;
}

interface Proposed {
  readonly proposalId: string;
}

/** With the id of a proposal when it waits for a second person. */
export type MaybeProposed = Pick<Licensing['CommandAnswer'], 'proposalId'>;

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────

interface Report<Kind extends ReportKind> {
  readonly reportId: string;
  readonly version: number;
  readonly rows: ReportRows[Kind][];
}

type Reported<Kind extends ReportKind> = (
  sender: string,
  report: Report<Kind>,
  params: { query?: { dryRun: boolean } },
) => Call<SubmissionAnswer>;

/** Where each kind of report goes, and who sends it. */
const REPORTS: { readonly [Kind in ReportKind]: Reported<Kind> } = {
  distributions: (poolId, report, params) => (esep) =>
    esep.POST('/pool-reporting/v1/distributions', { params, body: { ...report, poolId } }),
  payouts: (poolId, report, params) => (esep) =>
    esep.POST('/pool-reporting/v1/payouts', { params, body: { ...report, poolId } }),
  deposits: (exchangeId, report, params) => (esep) =>
    esep.POST('/exchange-settlement/v1/deposits', { params, body: { ...report, exchangeId } }),
  fills: (exchangeId, report, params) => (esep) =>
    esep.POST('/exchange-settlement/v1/fills', { params, body: { ...report, exchangeId } }),
  busts: (exchangeId, report, params) => (esep) =>
    esep.POST('/exchange-settlement/v1/busts', { params, body: { ...report, exchangeId } }),
  withdrawals: (exchangeId, report, params) => (esep) =>
    esep.POST('/exchange-settlement/v1/withdrawals', { params, body: { ...report, exchangeId } }),
};

/** What is open to everybody in development. */
export const demoTokens = async (api: Api): Promise<readonly DemoToken[]> =>
  (await api.send((esep) => esep.GET('/dev/v1/tokens'))).items;

/** The API in the hands of one organisation or person. */
export class Caller {
  constructor(
    private readonly api: Api,
    private readonly token: string,
  ) {}

  /** False when the clock is past `now` already: it never goes back. */
  async moveClock(now: Instant): Promise<boolean> {
    try {
      await this.send((esep) => esep.POST('/dev/v1/clock', { body: { now } }));
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.fact === 'clock-moves-forward-only') return false;
      throw error;
    }
  }

  /** What is dated back is proposed only; a second person has to confirm it. */
  approvePool(body: PoolBody): Promise<MaybeProposed> {
    return this.command((esep) => esep.POST('/licensing/v1/pools', { body }));
  }

  licenseExchange(body: ExchangeBody): Promise<MaybeProposed> {
    return this.command((esep) => esep.POST('/licensing/v1/exchanges', { body }));
  }

  /** Proposes to end the licence of an exchange; a second person has to confirm it. */
  proposeExchangeWithdrawal(id: string, body: Licensing['WithdrawBody']): Promise<Proposed> {
    const path = '/licensing/v1/exchanges/{id}/withdraw-approval';
    return this.propose((esep) => esep.POST(path, { params: { path: { id } }, body }));
  }

  importLicence(body: LicenceBody): Promise<{ readonly licenseeId: string }> {
    return this.command((esep) => esep.POST('/licensing/v1/licences/import', { body }));
  }

  registerDataCentre(body: Licensing['RegisterDataCentreBody']): Promise<unknown> {
    return this.command((esep) => esep.POST('/licensing/v1/data-centres', { body }));
  }

  /** Lines of machines, as one file. */
  registerMachines(lines: readonly MachineLine[]): Promise<Licensing['MachinesAnswer']> {
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    const headers = { 'content-type': 'application/x-ndjson' };
    return this.send((esep) =>
      esep.POST('/licensing/v1/machines', { body, headers, bodySerializer: String }),
    );
  }

  bindWallet(licenceId: string, body: Licensing['BindWalletBody']): Promise<MaybeProposed> {
    const path = '/licensing/v1/licences/{licenceId}/wallets';
    return this.command((esep) => esep.POST(path, { params: { path: { licenceId } }, body }));
  }

  /** Proposes a suspension; a second person has to confirm it. */
  proposeSuspension(licenceId: string, body: Licensing['SuspensionBody']): Promise<Proposed> {
    const path = '/licensing/v1/licences/{licenceId}/suspend';
    return this.propose((esep) => esep.POST(path, { params: { path: { licenceId } }, body }));
  }

  /** Proposes what a coin was worth on a day; a second person has to confirm it. */
  proposePrice(body: Schemas['tax']['PriceBody']): Promise<Proposed> {
    return this.propose((esep) => esep.POST('/tax/v1/prices', { body }));
  }

  async confirm(service: 'licensing' | 'tax', proposalId: string): Promise<void> {
    const params = { path: { proposalId } };
    await this.command((esep) =>
      esep.POST(`/${service}/v1/proposals/{proposalId}/confirm`, { params }),
    );
  }

  /** Undefined when nobody has the number. */
  async licenseeIdOf(bin: string): Promise<string | undefined> {
    try {
      const path = '/licensing/v1/licensees/lookup';
      return (await this.send((esep) => esep.POST(path, { body: { bin } }))).licenseeId;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Version 1 of a report. A dry run answers the same and records nothing. */
  submit<Kind extends ReportKind>(
    kind: Kind,
    sender: string,
    reportId: string,
    rows: readonly ReportRows[Kind][],
    { dryRun = false } = {},
  ): Promise<SubmissionAnswer> {
    const report = { reportId, version: 1, rows: [...rows] };
    return this.send(REPORTS[kind](sender, report, dryRun ? { query: { dryRun } } : {}));
  }

  async reportThrough(role: SenderRole, sender: string, through: string): Promise<void> {
    await this.command((esep) =>
      role === 'pool'
        ? esep.POST('/pool-reporting/v1/completeness', { body: { poolId: sender, through } })
        : esep.POST('/exchange-settlement/v1/completeness', {
            body: { exchangeId: sender, through },
          }),
    );
  }

  /** Figures and findings, as known at `knownAt` and judged then. */
  reconciliation(
    licenseeId: string,
    asset: Asset['code'],
    knownAt: Instant,
  ): Promise<ReconciliationAnswer> {
    const path = '/supervision/v1/reconciliations/{licenseeId}/{asset}';
    const params = { path: { licenseeId, asset }, query: { knownAt, asOf: knownAt } };
    return this.send((esep) => esep.GET(path, { params }));
  }

  /** What a service has said, from a position of its log on. */
  events(
    service: 'supervision' | 'pool-reporting',
    from: number,
  ): Promise<Supervision['LoggedEvents']> {
    const params = { query: { from, limit: 500 } };
    return this.send((esep) => esep.GET(`/${service}/v1/events`, { params }));
  }

  private send<Body>(call: Call<Body>): Promise<Body> {
    return this.api.send(call, { token: this.token });
  }

  private command<Body>(call: Call<Body>): Promise<Body> {
    return this.api.send(call, { token: this.token, isCommand: true });
  }

  private async propose(call: Call<MaybeProposed>): Promise<Proposed> {
    const { proposalId } = await this.command(call);
    if (proposalId === undefined) throw new Error('What two persons do was done at once.');
    return { proposalId };
  }
}
