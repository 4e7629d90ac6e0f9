import type { LicenceImported, WalletBound } from '@esep/contracts';
import type { Envelope } from '@esep/ledger-format';
import { EventStore, type Role } from '@esep/platform';
import { testContext, type TestContextOptions } from '@esep/platform/testing';

import { startPoolReporting } from './index.js';

/** The pool reporting of a specification: behind HTTP, on PostgreSQL, beside a log of licensing. */
export type TestPoolReporting = Awaited<ReturnType<typeof startTestPoolReporting>>;

export const startTestPoolReporting = async (options: TestContextOptions = {}) => {
  const test = await testContext('pool-reporting', options);
  const licensing = await test.log('licensing');
  const app = await startPoolReporting(test.context);
  const { call } = await test.serve(app);
  const store = app.get(EventStore);

  const tokenOf = (organisation: string, role: Role = 'pool', ttlSeconds?: number) =>
    test.token({ subject: `${role}-of-${organisation}`, organisation, roles: [role] }, ttlSeconds);

  return {
    ...test,
    app,
    store,
    licensing,
    tokenOf,
    /** Sends a report or a completeness, as `dmp-1` unless a token says otherwise. */
    async send(what: string, body: unknown, token?: string) {
      const sent = { token: token ?? (await tokenOf('dmp-1')), body };
      return answerOf(await call(`pool-reporting/v1/${what}`, sent));
    },
    async get(path: string, token?: string) {
      return answerOf(
        await call(path.replace(/^\//, ''), { token: token ?? (await tokenOf('dmp-1')) }),
      );
    },
    call,
    /** Records in licensing's log that somebody holds a licence. */
    license(licenceId: string, licenseeId: string, but: Partial<LicenceImported> = {}) {
      const issuedAt = '2024-01-01T00:00:00.000Z';
      const event = { type: 'LicenceImported', licenceId, licenseeId, authority: 'AIFC', issuedAt };
      return licensing.record(`licence-${licenceId}`, { ...event, ...but });
    },
    bindWallet(address: string, licenseeId: string, but: Partial<WalletBound> = {}) {
      const from = '2024-01-01T00:00:00.000Z';
      const wallet = { asset: 'BTC', address, licenseeId, licenceId: `L-${licenseeId}`, from };
      const event = { type: 'WalletBound', ...wallet, proof: 'signed', ...but };
      return licensing.record(`wallet-${event.asset}-${address}`, event);
    },
    /** Everything in the log, without the parts that chance decides. */
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
