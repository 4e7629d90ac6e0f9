import type { LicenseeRegistered } from '@esep/contracts';
import type { Envelope } from '@esep/ledger-format';
import { EventStore, PersonalData, type Role, type SubmissionAnswer } from '@esep/platform';
import { licenseeIdOf, testContext, type TestContextOptions } from '@esep/platform/testing';

import { exchangeSettlementParts, startExchangeSettlement } from '../index.js';

/** Two numbers whose check digits are right, and one of somebody who is no licensee. */
export const ALPHA = '061211600012';
export const BETA = '791028302728';
export const NOBODY = '990140000007';

/** The exchange settlement of a specification: behind HTTP, on PostgreSQL, beside a log of licensing. */
export type TestExchangeSettlement = Awaited<ReturnType<typeof startTestExchangeSettlement>>;

export const startTestExchangeSettlement = async (options: TestContextOptions = {}) => {
  const test = await testContext(exchangeSettlementParts, options);
  const licensing = await test.log('licensing');
  const app = await startExchangeSettlement(test.context);
  const { call } = await test.serve(app);
  const store = app.get(EventStore);
  const personal = app.get(PersonalData);

  const tokenOf = (organisation: string, role: Role = 'exchange', ttlSeconds?: number) =>
    test.token({ subject: `${role}-of-${organisation}`, organisation, roles: [role] }, ttlSeconds);

  const send = async (what: string, body: unknown, token?: string) => {
    const sent = { token: token ?? (await tokenOf('ex-1')), body };
    return answerOf(await call(`exchange-settlement/v1/${what}`, sent));
  };

  return {
    ...test,
    app,
    store,
    tokenOf,
    partyOf: (bin: string) => personal.partyId(bin),
    /** Sends something as `ex-1`, unless a token says otherwise. */
    send,
    /** Sends a report that is taken, whatever becomes of its rows. */
    async report(kind: string, reportId: string, rows: readonly object[], but: object = {}) {
      const body = { reportId, version: 1, exchangeId: 'ex-1', rows, ...but };
      const answer = await send(kind, body);
      expect(answer.status).toBe(201);
      return answer.body as SubmissionAnswer;
    },
    async get(path: string, token?: string) {
      const asking = { token: token ?? (await tokenOf('ex-1')) };
      return answerOf(await call(path.replace(/^\//, ''), asking));
    },
    /** Records in licensing's log that there is a licensee of this number. */
    register(bin: string, name: string) {
      const licenseeId = licenseeIdOf(name);
      const registeredAt = '2024-01-01T00:00:00.000Z';
      const party = { partyId: personal.partyId(bin), bin, name, registeredAt };
      const kind = 'legal-entity';
      const event: LicenseeRegistered = { type: 'LicenseeRegistered', licenseeId, kind, ...party };
      return licensing.record(`licensee-${licenseeId}`, event);
    },
    /** What happened in a stream. */
    async eventsOf(stream: string): Promise<Envelope[]> {
      return (await store.readStream(stream)).map(({ envelope }) => envelope);
    },
    /** The log from a position on. */
    async recorded(from = 0): Promise<Envelope[]> {
      return (await store.read(from, 100_000)).map(({ envelope }) => envelope);
    },
  };
};

const answerOf = async (response: Response) => {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const body: unknown = isJson ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body };
};
