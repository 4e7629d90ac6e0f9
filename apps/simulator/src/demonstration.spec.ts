import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { instantIn, instantOf, millisOf, type Instant } from '@esep/kernel';
import { aifc2026, reconciliationRules } from '@esep/rulebook';
import {
  noFacts,
  reconcile,
  toWire,
  type FactList,
  type FactOf,
  type GrowingFacts,
} from '@esep/supervision-domain';

import type { Chain } from './acts.js';
import type { DistributionRow, ExchangeBody, FillRow, LicenceBody, PoolBody } from './caller.js';
import { runDemonstration, type DemonstrationProgress } from './demonstration.js';
import { randomSector } from './random-sector.js';
import { demonstrationSector } from './sector.js';

// The demonstration against a ledger of a page: the reconciliation behind the few calls that a sector
// makes, all in memory. The real host is held to the same demonstration end to end; here stands what
// no real host does: ledgers that are wrong.

const small = randomSector({ seed: 11, licensees: 6, months: 1 });

describe('The demonstration', () => {
  it('finds all as it must be on a ledger that is right', async () => {
    const progress: DemonstrationProgress[] = [];
    const result = await withLedger({}, (baseUrl) =>
      runDemonstration({ baseUrl, onProgress: (each) => progress.push(each) }),
    );
    expect(result.mismatches).toEqual([]);
    expect(result.rows).toHaveLength(39);
    expect(result.rows.filter(({ verdict }) => verdict === 'breach')).toHaveLength(10);
    expect(result.days).toBe(102);
    expect(progress.map(({ dayNumber }) => dayNumber)).toEqual(
      Array.from({ length: 102 }, (_, i) => i + 1),
    );
    expect(progress.at(-1)).toMatchObject({
      day: '2026-04-12',
      submissions: result.submissions,
      rows: result.rowsSent,
    });
  });

  it('FIGURES-26: publishes what each coin was worth on each day, by two persons', async () => {
    const published = new Map<string, bigint>();
    await withLedger({ published }, (baseUrl) => runDemonstration({ baseUrl }));
    expect([...published.keys()].filter((price) => price.startsWith('BTC'))).toHaveLength(102);
    for (const asset of new Set(
      demonstrationSector.licensees.flatMap(({ holdings }) =>
        holdings.map((holding) => holding.asset),
      ),
    ))
      expect(published.get(`${asset} 2026-03-31`)).toBeGreaterThan(0n);
  });

  it('may be begun anew on the ledger on which it broke off', async () => {
    const [first, second] = await withLedger({}, async (baseUrl) => {
      const stop = new Error('The power went out');
      const broken = runDemonstration({
        baseUrl,
        onProgress: ({ day }) => {
          if (day === '2026-03-20') throw stop;
        },
      });
      await expect(broken).rejects.toBe(stop);
      const begunAnew = await runDemonstration({ baseUrl });
      return [begunAnew, await runDemonstration({ baseUrl })];
    });
    expect(first?.mismatches).toEqual([]);
    expect(second?.mismatches).toEqual([]);
  });

  it('lives through any other sector', async () => {
    const result = await withLedger({}, (baseUrl) => runDemonstration({ baseUrl, sector: small }));
    expect(result.mismatches).toEqual([]);
    expect(result.rows).toHaveLength(6);
  });

  it('says which figures a ledger gets wrong that loses a sale', async () => {
    const result = await withLedger({ loses: '20260121.DM-00001.BTC' }, (baseUrl) =>
      runDemonstration({ baseUrl, sector: small }),
    );
    expect(result.mismatches.length).toBeGreaterThan(0);
    for (const sentence of result.mismatches)
      expect(sentence).toMatch(
        /^As known on 2026-02-20: Invented Miner 00001 LLP, BTC, 2026-01: expected .+, found .+\.$/,
      );
  });

  it('puts all that moves on a chain, if there is one, and waits until it is read', async () => {
    const blocks: string[] = [];
    const seen: string[] = [];
    const chain: Chain = {
      asset: 'BTC',
      mine: async (movements) => {
        seen.push(...movements.map(({ id }) => id));
        const hash = `block ${blocks.push(`block ${blocks.length + 1}`)}`;
        return { hash, places: new Map() };
      },
    };
    const result = await withLedger({ blocks }, (baseUrl) => runDemonstration({ baseUrl, chain }));
    expect(blocks.length).toBeGreaterThan(3);
    expect(seen.filter((id) => id.startsWith('sent away'))).toHaveLength(6);
    expect(seen.filter((id) => id.startsWith('payout'))).not.toHaveLength(0);
    expect(seen.filter((id) => id.includes('.ETC.'))).toHaveLength(0);
    // This ledger makes nothing of what it reads, so what left early stays unseen: and that is told.
    expect(result.mismatches).toContain(
      'As known on 2026-04-12: Sarydala Compute LLP, BTC, 2026-03: expected the findings early-release of 4.5 BTC, found none.',
    );
  });

  it('stops at a row that is rejected', async () => {
    const run = withLedger({ rejects: 'DM-00002.BTC.2026-01-03' }, (baseUrl) =>
      runDemonstration({ baseUrl, sector: small }),
    );
    await expect(run).rejects.toThrow(
      /^Of credits-2026-01-03 of dmp-\d, rows were rejected: DM-00002\.BTC\.2026-01-03 \(net-mismatch: /,
    );
  });

  it('begins only where its first day is still to come', async () => {
    const run = withLedger({ now: '2026-11-22T00:00:00.000Z' }, (baseUrl) =>
      runDemonstration({ baseUrl, sector: small }),
    );
    await expect(run).rejects.toThrow(
      'The clock of this ledger is past 2026-01-01, where the demonstration begins, and it goes forward only. Begin with an empty ledger.',
    );
  });
});

// ── A ledger in memory ──────────────────────────────────────────────────────────────────────────

interface Fault {
  /** A trade that is accepted and forgotten. */
  readonly loses?: string;
  /** A row that is rejected. */
  readonly rejects?: string;
  /** Where its clock begins. */
  readonly now?: Instant;
  /** The blocks of a chain that it reads. */
  readonly blocks?: readonly string[];
  /** Filled with the prices that two persons publish, by asset and day. */
  readonly published?: Map<string, bigint>;
}

async function withLedger<Result>(
  fault: Fault,
  run: (baseUrl: string) => Promise<Result>,
): Promise<Result> {
  const ledger = new LedgerInMemory(fault);
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://localhost');
      const [status, answer] = ledger.answer(url, bodyOf(request, body));
      response.writeHead(status).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A file of lines is no JSON, and nothing here asks what it says. */
const bodyOf = ({ headers }: IncomingMessage, text: string): Body =>
  text === '' || headers['content-type'] === 'application/x-ndjson'
    ? {}
    : (JSON.parse(text) as Body);

type Body = Record<string, unknown> & { readonly rows?: readonly Record<string, unknown>[] };
type Answer = readonly [status: number, body: unknown];

class LedgerInMemory {
  private readonly facts: GrowingFacts = noFacts();
  private readonly licences = new Map<string, LicenceBody>();
  private readonly owners = new Map<object, string>();
  private readonly answers = new Map<string, Answer>();
  private readonly said: { type: string; body: Record<string, unknown> }[] = [];
  private now: Instant;
  /** Facts since the clock was set. */
  private recorded = 0;

  constructor(private readonly fault: Fault) {
    this.now = fault.now ?? '2025-12-28T19:00:00.000Z';
  }

  answer({ pathname, searchParams }: URL, body: Body): Answer {
    if (searchParams.get('dryRun') === 'true') return [201, { accepted: 0, rejected: [] }];
    const [, service, , kind = '', id = '', asset = ''] = pathname.split('/');
    if (service === 'dev') return kind === 'clock' ? this.moveClock(body) : [200, tokens()];
    if (service === 'pool-reporting' && kind === 'events')
      return this.readBlocks(Number(searchParams.get('from')));
    if (service === 'supervision')
      return kind === 'events'
        ? this.events(Number(searchParams.get('from')))
        : this.figures(id, asset, searchParams.get('knownAt') ?? '');
    if (service === 'tax') return this.price(kind, id, body);
    if (kind === 'licensees') return this.lookUp(String(body['bin']));
    // What was said before is answered as the first time.
    const content = `${pathname} ${JSON.stringify(body)}`;
    const answer =
      this.answers.get(content) ??
      (service === 'licensing' ? this.register(kind, id, body) : this.take(kind, body));
    this.answers.set(content, answer);
    return answer;
  }

  private readBlocks(from: number): Answer {
    const events = (this.fault.blocks ?? []).map((hash, position) => {
      return { position, bytes: JSON.stringify({ type: 'BlockAttributed', body: { hash } }) };
    });
    return [200, { events: events.slice(from) }];
  }

  private readonly proposedPrices = new Map<string, Body>();

  private price(kind: string, id: string, body: Body): Answer {
    if (kind === 'prices') {
      const proposalId = `${String(body['asset'])} ${String(body['day'])}`;
      this.proposedPrices.set(proposalId.replace(' ', '-'), body);
      return [202, { proposalId: proposalId.replace(' ', '-') }];
    }
    const { amount } = (this.proposedPrices.get(id)?.['value'] ?? {}) as { amount?: string };
    this.fault.published?.set(id.replace('-', ' '), BigInt(amount ?? 0));
    return [201, {}];
  }

  private lookUp(bin: string): Answer {
    const known = [...this.licences.values()].find(({ licenseeBin }) => licenseeBin === bin);
    return known
      ? [201, { licenseeId: known.licenceId }]
      : [404, { type: 'urn:esep:problem:licensee-unknown' }];
  }

  private moveClock({ now }: Body): Answer {
    if ((now as Instant) < this.now)
      return [422, { type: 'urn:esep:problem:clock-moves-forward-only' }];
    this.now = now as Instant;
    this.recorded = 0;
    return [200, { now }];
  }

  private register(kind: string, id: string, body: Body): Answer {
    switch (kind === 'exchanges' && id !== '' ? 'withdraw' : kind) {
      case 'pools': {
        const { id: pool, approvedFrom } = body as unknown as PoolBody;
        this.keep('pools', { id: pool, approvedFrom: instantIn(approvedFrom), approvedTo: null });
        return [201, {}];
      }
      case 'exchanges': {
        const { id: venue, approvedFrom } = body as unknown as ExchangeBody;
        this.keep('venues', { id: venue, licensedFrom: instantIn(approvedFrom), licensedTo: null });
        return [201, {}];
      }
      case 'withdraw': {
        const known = this.facts.venues.find((venue) => venue.id === id);
        const licensedFrom = known?.licensedFrom ?? '';
        this.keep('venues', { id, licensedFrom, licensedTo: instantIn(String(body['at'])) });
        return [202, this.proposal];
      }
      case 'licences':
        return id === 'import' ? this.import(body as unknown as LicenceBody) : [201, this.proposal];
      default:
        return [201, {}];
    }
  }

  private readonly proposal = { proposalId: 'proposal-1' };

  private import(licence: LicenceBody): Answer {
    const { licenceId, licenseeBin } = licence;
    this.licences.set(licenceId, licence);
    const own = <List extends FactList>(list: List, fact: Omit<FactOf<List>, 'recordedAt'>) =>
      this.owners.set(this.keep(list, fact), licenseeBin);
    const from = instantIn(licence.issuedAt);
    own('licence', { licence: licenceId, status: 'active', from, to: null });
    for (const party of licence.relatedParties ?? [])
      own('relatedParties', { party: party.bin, from: instantIn(party.from), to: null });
    for (const { quantity, at } of licence.openingStock ?? [])
      own('openingStock', { quantity: BigInt(quantity), at: instantIn(at) });
    const affiliations = new Map(licence.affiliations?.map((each) => [each.poolId, each]));
    for (const { poolId: pool, from: start } of affiliations.values())
      own('affiliations', { pool, from: instantIn(start), to: null });
    return [201, { licenseeId: licenceId }];
  }

  private take(kind: string, body: Body): Answer {
    const sender = String(body['poolId'] ?? body['exchangeId']);
    if (kind === 'completeness')
      this.keep('completeness', { sender, through: instantIn(String(body['through'])) });
    const rows = body.rows ?? [];
    const rejected = rows.filter(
      ({ rowId }) => rowId !== undefined && rowId === this.fault.rejects,
    );
    for (const row of rows) this.takeRow(kind, sender, row as unknown as DistributionRow & FillRow);
    const faults = rejected.map(({ rowId }) => ({ rowId, code: 'net-mismatch', message: 'No.' }));
    return [201, { accepted: rows.length - rejected.length, rejected: faults }];
  }

  private takeRow(kind: string, sender: string, row: DistributionRow & FillRow): void {
    const { rowId, licenceId, tradeId, side, asset } = row;
    if (kind === 'distributions') {
      const [gross, fee, net] = [BigInt(row.gross), BigInt(row.fee), BigInt(row.net)];
      const at = instantIn(row.distributedAt);
      const id = `${sender}:${rowId}`;
      const fact = { id, version: 1, pool: sender, licence: licenceId, at, gross, fee, net };
      const owner = `${this.licences.get(licenceId)?.licenseeBin} ${asset}`;
      this.owners.set(this.keep('distributions', fact), owner);
    }
    if (kind === 'fills' && tradeId !== this.fault.loses) {
      const { counterpartyBin: counterparty } = row;
      const at = instantIn(row.executedAt);
      const terms = { at, quantity: BigInt(row.quantity), quote: row.quote.currency };
      const fact = {
        venue: sender,
        tradeId,
        side,
        ...terms,
        ...(counterparty && { counterparty }),
      };
      this.owners.set(this.keep('fills', fact), `${row.licenseeBin} ${asset}`);
    }
    if (kind === 'busts') this.keep('busts', { venue: sender, tradeId });
  }

  private keep<List extends FactList>(list: List, fact: Omit<FactOf<List>, 'recordedAt'>): object {
    // The clock runs on: every fact is recorded a moment after the one before.
    this.recorded += 1;
    const recordedAt = instantOf(millisOf(this.now) + this.recorded);
    const kept = { ...fact, recordedAt } as FactOf<List>;
    (this.facts[list] as FactOf<List>[]).push(kept);
    return kept;
  }

  private figures(licenceId: string, asset: string, knownAt: Instant): Answer {
    const bin = this.licences.get(licenceId)?.licenseeBin ?? '';
    const own = Object.fromEntries(
      Object.entries(this.facts).map(([list, facts]) => [
        list,
        (facts as object[]).filter((fact) =>
          [undefined, bin, `${bin} ${asset}`].includes(this.owners.get(fact)),
        ),
      ]),
    ) as unknown as GrowingFacts;
    const found = reconcile({ licenseeParty: bin, ...own }, rules, knownAt, knownAt);
    const { rows, findings } = toWire(found);
    for (const row of rows) this.judge({ licenseeId: licenceId, asset, ...row }, knownAt);
    return [200, { rows, findings, ledger: { knownThrough: knownAt, complete: true } }];
  }

  private judge(row: Record<string, unknown>, knownAt: Instant): void {
    const { licenseeId, asset, period, verdict } = row;
    const last = this.said.findLast(
      ({ body }) =>
        body['licenseeId'] === licenseeId && body['asset'] === asset && body['period'] === period,
    );
    if (last?.body['verdict'] === verdict) return;
    const restatement = last && last.body['verdict'] !== 'pending' ? 1 : 0;
    const body = { licenseeId, asset, period, verdict, restatement, knownAt };
    this.said.push({ type: 'PeriodJudged', body });
  }

  private events(from: number): Answer {
    const events = this.said.map((event, position) => ({ position, bytes: JSON.stringify(event) }));
    return [200, { events: events.slice(from, from + 50) }];
  }
}

const rules = reconciliationRules(aifc2026);

function tokens() {
  const staff = ['demo', 'licensing-officer', 'supervision-analyst', 'auditor'].map((role) => ({
    organisation: 'aifc',
    roles: [role],
    subject: role,
    token: role,
  }));
  const enforcers = ['one', 'two'].map((subject) => ({
    organisation: 'aifc',
    roles: ['enforcement-officer'],
    subject,
    token: subject,
  }));
  const taxOfficers = ['three', 'four'].map((subject) => ({
    organisation: 'aifc',
    roles: ['tax-officer'],
    subject,
    token: subject,
  }));
  const { pools, exchanges } = demonstrationSector;
  const senders = [
    ...pools.map(({ id }) => ({ role: 'pool', id })),
    ...exchanges.map(({ id }) => ({ role: 'exchange', id })),
  ].map(({ role, id }) => ({ organisation: id, roles: [role], subject: id, token: id }));
  return { items: [...staff, ...enforcers, ...taxOfficers, ...senders], next: null };
}
