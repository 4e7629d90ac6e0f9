import { createHash } from 'node:crypto';

import type { Verdict, WireMoney } from '@esep/contracts';
import type { Instant, Period } from '@esep/kernel';

import { ApiProblem, type Api } from './api.js';

// The calls of the API that a sector makes, with the fields it sends and reads.

// ── What goes over the wire ─────────────────────────────────────────────────────────────────────
// Quantities are decimal strings of base units; instants carry an offset.

export interface DemoToken {
  /** Pool id, exchange id, or `aifc` for regulator staff. */
  readonly organisation: string;
  readonly roles: readonly string[];
  readonly subject: string;
  readonly token: string;
}

export interface PoolBody {
  readonly id: string;
  readonly name: string;
  readonly approvedFrom: string;
  readonly coinbaseTags: readonly string[];
  readonly payoutAddresses: readonly string[];
}

export interface ExchangeBody {
  readonly id: string;
  readonly name: string;
  readonly approvedFrom: string;
  readonly depositAddresses: readonly string[];
}

export interface LicenceBody {
  readonly licenceId: string;
  readonly licenseeBin: string;
  readonly name: string;
  readonly kind: 'legal-entity' | 'individual-entrepreneur';
  readonly authority: string;
  readonly issuedAt: string;
  readonly openingStock: readonly {
    readonly asset: string;
    readonly quantity: string;
    readonly at: string;
  }[];
  readonly relatedParties: readonly {
    readonly bin: string;
    readonly relation: string;
    readonly from: string;
  }[];
  readonly affiliations: readonly {
    readonly poolId: string;
    readonly asset: string;
    readonly from: string;
  }[];
}

export interface WalletBody {
  readonly asset: string;
  readonly address: string;
  readonly from: string;
  readonly proof: { readonly method: string; readonly content: string };
}

export interface PriceBody {
  readonly asset: string;
  readonly day: string;
  readonly value: WireMoney;
  readonly source: string;
}

export interface DistributionRow {
  readonly rowId: string;
  readonly licenceId: string;
  readonly asset: string;
  readonly scheme: 'FPPS' | 'PPS' | 'PPS+' | 'PPLNS' | 'SOLO';
  readonly gross: string;
  readonly fee: string;
  readonly net: string;
  readonly distributedAt: string;
  readonly wallet: string;
}

export interface PayoutRow {
  readonly rowId: string;
  readonly licenceId: string;
  readonly asset: string;
  readonly amount: string;
  readonly txid: string;
  readonly vout: number;
  readonly paidAt: string;
  readonly wallet: string;
}

export interface FillRow {
  readonly tradeId: string;
  readonly side: 'sell' | 'buy';
  readonly licenseeBin: string;
  readonly asset: string;
  readonly quantity: string;
  readonly quote: WireMoney;
  readonly counterpartyBin?: string;
  readonly executedAt: string;
}

export interface BustRow {
  readonly tradeId: string;
  readonly reason: string;
}

export interface TransferRow {
  readonly rowId: string;
  readonly licenseeBin: string;
  readonly asset: string;
  readonly amount: string;
  readonly txid: string;
  readonly vout: number;
  readonly creditedAt: string;
}

/** The kinds of reports, and the rows of each. */
export interface ReportRows {
  readonly distributions: DistributionRow;
  readonly payouts: PayoutRow;
  readonly deposits: TransferRow;
  readonly fills: FillRow;
  readonly busts: BustRow;
  readonly withdrawals: TransferRow;
}

export type ReportKind = keyof ReportRows;

/** Who sends a kind of report, and so which service takes it. */
export const SENDER_OF = {
  distributions: 'pool',
  payouts: 'pool',
  deposits: 'exchange',
  fills: 'exchange',
  busts: 'exchange',
  withdrawals: 'exchange',
} as const satisfies Readonly<Record<ReportKind, SenderRole>>;

export type SenderRole = 'pool' | 'exchange';

const SERVICE_OF = { pool: 'pool-reporting', exchange: 'exchange-settlement' } as const;
const ID_FIELD_OF = { pool: 'poolId', exchange: 'exchangeId' } as const;

export interface SubmissionAnswer {
  readonly accepted: number;
  readonly rejected: readonly {
    readonly rowId: string;
    readonly code: string;
    readonly message: string;
  }[];
}

export interface ReconciliationRowAnswer {
  readonly period: Period;
  readonly mined: string;
  readonly required: string;
  readonly soldInTime: string;
  readonly soldLate: string;
  readonly surplus: string;
  readonly verdict: Verdict;
}

export interface ReconciliationAnswer {
  readonly rows: readonly ReconciliationRowAnswer[];
  readonly findings: readonly {
    readonly type: string;
    readonly period: Period;
    readonly quantity: string;
  }[];
  readonly ledger: { readonly knownThrough: Instant; readonly complete: boolean };
}

export interface EventsAnswer {
  readonly events: readonly { readonly position: number; readonly bytes: string }[];
}

/** With the id of a proposal when it waits for a second person. */
export interface MaybeProposed {
  readonly proposalId?: string;
}

// ── Calls ───────────────────────────────────────────────────────────────────────────────────────

/** What is open to everybody in development. */
export const demoTokens = async (api: Api): Promise<readonly DemoToken[]> => {
  const path = '/dev/v1/tokens';
  return (await api.send<{ items: readonly DemoToken[] }>({ method: 'GET', path })).items;
};

/** The API in the hands of one organisation or person. */
export class Caller {
  constructor(
    private readonly api: Api,
    private readonly token: string,
  ) {}

  /** False when the clock is past `now` already: it never goes back. */
  async moveClock(now: Instant): Promise<boolean> {
    try {
      await this.post('/dev/v1/clock', { now });
      return true;
    } catch (error) {
      if (error instanceof ApiProblem && error.fact === 'clock-moves-forward-only') return false;
      throw error;
    }
  }

  /** What is dated back is proposed only; a second person has to confirm it. */
  approvePool(pool: PoolBody): Promise<MaybeProposed> {
    return this.command('/licensing/v1/pools', pool);
  }

  licenseExchange(exchange: ExchangeBody): Promise<MaybeProposed> {
    return this.command('/licensing/v1/exchanges', exchange);
  }

  /** Proposes to end the licence of an exchange; a second person has to confirm it. */
  proposeExchangeWithdrawal(
    id: string,
    body: { readonly at: string; readonly reason: string; readonly correction: boolean },
  ): Promise<{ readonly proposalId: string }> {
    return this.command(`/licensing/v1/exchanges/${id}/withdraw-approval`, body);
  }

  importLicence(licence: LicenceBody): Promise<{ readonly licenseeId: string }> {
    return this.command('/licensing/v1/licences/import', licence);
  }

  bindWallet(licenceId: string, wallet: WalletBody): Promise<MaybeProposed> {
    return this.command(`/licensing/v1/licences/${licenceId}/wallets`, wallet);
  }

  /** Proposes a suspension; a second person has to confirm it. */
  proposeSuspension(
    licenceId: string,
    terms: { readonly from: string; readonly until: string; readonly ground: string },
  ): Promise<{ readonly proposalId: string }> {
    return this.command(`/licensing/v1/licences/${licenceId}/suspend`, terms);
  }

  /** Proposes what a coin was worth on a day; a second person has to confirm it. */
  proposePrice(price: PriceBody): Promise<{ readonly proposalId: string }> {
    return this.command('/tax/v1/prices', price);
  }

  confirm(service: 'licensing' | 'tax', proposalId: string): Promise<void> {
    return this.command(`/${service}/v1/proposals/${proposalId}/confirm`, {});
  }

  /** Undefined when nobody has the number. */
  async licenseeIdOf(bin: string): Promise<string | undefined> {
    try {
      const path = '/licensing/v1/licensees/lookup';
      return (await this.post<{ licenseeId: string }>(path, { bin })).licenseeId;
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
    const role = SENDER_OF[kind];
    const path = `/${SERVICE_OF[role]}/v1/${kind}${dryRun ? '?dryRun=true' : ''}`;
    return this.post(path, { reportId, version: 1, [ID_FIELD_OF[role]]: sender, rows });
  }

  reportThrough(role: SenderRole, sender: string, through: string): Promise<void> {
    const body = { [ID_FIELD_OF[role]]: sender, through };
    return this.command(`/${SERVICE_OF[role]}/v1/completeness`, body);
  }

  /** Figures and findings, as known at `knownAt` and judged then. */
  reconciliation(
    licenseeId: string,
    asset: string,
    knownAt: Instant,
  ): Promise<ReconciliationAnswer> {
    const path = `/supervision/v1/reconciliations/${licenseeId}/${asset}`;
    return this.get(`${path}?${new URLSearchParams({ knownAt, asOf: knownAt }).toString()}`);
  }

  /** What a service has said, from a position of its log on. */
  events(service: 'supervision' | 'pool-reporting', from: number): Promise<EventsAnswer> {
    return this.get(`/${service}/v1/events?from=${from}&limit=1000`);
  }

  private get<Answer>(path: string): Promise<Answer> {
    return this.api.send({ method: 'GET', path, token: this.token });
  }

  private post<Answer>(path: string, body: unknown, idempotencyKey?: string): Promise<Answer> {
    return this.api.send({
      method: 'POST',
      path,
      token: this.token,
      body,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
  }

  /** The key is made of the content, so that a run that broke off may be begun again. */
  private command<Answer>(path: string, body: unknown): Promise<Answer> {
    const content = JSON.stringify([path, body]);
    return this.post(path, body, createHash('sha256').update(content).digest('hex'));
  }
}
