import { hash } from 'node:crypto';

import type {
  LicenceImported,
  LicenceTransferred,
  WalletBound,
  WalletReleased,
} from '@esep/contracts';
import type { Envelope } from '@esep/ledger-format';
import { EventStore, LogDirectory, type Role } from '@esep/platform';
import { address } from 'bitcoinjs-lib';
import { licenseeIdOf, testContext, type TestContextOptions } from '@esep/platform/testing';

import { poolReportingParts, startPoolReporting } from '../index.js';

/** An address that is nobody's else than that of a name. */
export const addressNamed = (name: string): string =>
  address.toBech32(hash('sha256', name, 'buffer').subarray(0, 20), 0, 'bc');

const FIRST_DAY = '2024-01-01T00:00:00.000Z';

/** The pool reporting of a specification: behind HTTP, on PostgreSQL, beside a log of licensing. */
export type TestPoolReporting = Awaited<ReturnType<typeof startTestPoolReporting>>;

export const startTestPoolReporting = async (options: TestContextOptions = {}) => {
  const test = await testContext(poolReportingParts({ logs: new LogDirectory() }), options);
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
    license(licenceId: string, name: string, but: Partial<LicenceImported> = {}) {
      const licenseeId = licenseeIdOf(name);
      const licence = { licenceId, licenseeId, authority: 'AIFC', issuedAt: FIRST_DAY };
      const event: LicenceImported = { type: 'LicenceImported', ...licence, ...but };
      return licensing.record(`licence-${licenceId}`, event);
    },
    transferLicence(licenceId: string, before: string, after: string, from: string) {
      const event: LicenceTransferred = {
        type: 'LicenceTransferred',
        licenceId,
        licenseeId: licenseeIdOf(after),
        fromLicenseeId: licenseeIdOf(before),
        from,
        ground: 'merger',
      };
      return licensing.record(`licence-${licenceId}`, event);
    },
    bindWallet(address: string, name: string, but: Partial<WalletBound> = {}) {
      const [licenseeId, licenceId] = [licenseeIdOf(name), `L-${name}`];
      const wallet = { asset: 'BTC', address, licenseeId, licenceId, from: FIRST_DAY };
      const event: WalletBound = { type: 'WalletBound', ...wallet, proof: 'signed', ...but };
      return licensing.record(`wallet-${event.asset}-${address}`, event);
    },
    releaseWallet(address: string, name: string, to: string) {
      const wallet = { asset: 'BTC', address, licenseeId: licenseeIdOf(name), from: FIRST_DAY };
      const event: WalletReleased = { type: 'WalletReleased', ...wallet, to };
      return licensing.record(`wallet-BTC-${address}`, event);
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
