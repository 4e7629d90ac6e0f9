import {
  REGISTER,
  rejectionsOf,
  type DistributionWithdrawn,
  type RowRejected,
} from '@esep/contracts';
import { decideRows, inStream } from '@esep/kernel';
import { v7 as uuidv7 } from 'uuid';

import { fixedClock } from '../runtime/clock.js';
import { eventToAppend } from '../event-store/command-handler.js';
import { openDatabase, type Database } from '../postgres/database.js';
import { ServiceConfig } from '../runtime/config.js';
import type { EventStore } from '../event-store/event-store.js';
import { LogDirectory } from '../event-store/log-directory.js';
import { REGIME_BEGINNINGS_TABLE, RegimeBeginning } from './regime-beginning.js';
import type { KnownRows, ReportRules } from './report-rules.js';
import { SubmissionIntake } from './submission-intake.js';
import { Subscriptions } from '../projections/subscriptions.js';
import { Subscriptions1769990400001 } from '../subscriptions/subscription-migration.js';
import { TEST_NOW, testContext, testDatabase, type TestContext } from '../testing/testing.js';

// Rows that say nothing but their id, in a report of the least possible: what is the same for every
// kind of report is specified by it.

let test: TestContext;
let database: Database;
let subscriptions: Subscriptions;
let store: EventStore;
let intake: SubmissionIntake;
beforeAll(async () => {
  const clock = fixedClock(TEST_NOW);
  const logs = new LogDirectory();
  test = await testContext('intake', { clock, logs });
  ({ store } = await test.log('intake'));
  const config = new ServiceConfig();
  config.ESEP_DATABASE_URL = await testDatabase('register');
  const migrations = [Subscriptions1769990400001];
  database = await openDatabase(config, { service: 'intake', migrations });
  await database.dataSource.query(REGIME_BEGINNINGS_TABLE);
  const onTrouble = () => undefined;
  subscriptions = new Subscriptions({
    database: database.dataSource,
    clock,
    logs,
    service: 'pool-reporting',
    ownLog: store.log,
    onTrouble,
  });
  await subscriptions.start({
    name: REGISTER,
    logs: ['esep/nowhere/test'],
    wants: new Set(),
    handle: () => Promise.resolve(),
  });
  const regime = new RegimeBeginning(database.dataSource, clock);
  intake = new SubmissionIntake(store, clock, subscriptions, regime);
});
afterAll(async () => {
  await subscriptions.stop();
  await database.close();
  await test.close();
});

describe('A report', () => {
  it('says where its rows stand, whatever else is recorded at the same time', async () => {
    const reports = Array.from({ length: 30 }, (_, i) =>
      send(`together-${i}`, [`t-${i}-a`, `t-${i}-bad`, `t-${i}-b`]),
    );
    await Promise.all(reports);
    for (let i = 0; i < 30; i += 1) {
      const stream = `submission-distributions-dmp-1-together-${i}`;
      const [submission] = await store.readStream(stream);
      const { firstPosition, lastPosition } = submission?.envelope.body ?? {};
      const rows = await store.read(Number(firstPosition), 2);
      expect(rows.map(({ envelope }) => envelope.body['rowId'])).toEqual([`t-${i}-a`, `t-${i}-b`]);
      expect(rows.at(-1)?.position).toBe(lastPosition);
    }
  });

  it('is decided again when a stream changed that it only read', async () => {
    let decisions = 0;
    const outcome = await send('again', ['again-a'], {
      streamsOf: () => ['distribution-dmp-1-again-a', 'watched'],
      decide(report, known) {
        decisions += 1;
        // Somebody else is a moment faster, the first time.
        if (decisions === 1) void touch('watched', 0);
        expect(known.eventsOf('watched')).toHaveLength(decisions - 1);
        return RULES.decide(report, known);
      },
    });
    expect([outcome.accepted, decisions]).toEqual([true, 2]);
    expect(await store.readStream('distribution-dmp-1-again-a')).toHaveLength(1);
    expect(await store.readStream('watched')).toHaveLength(1);
  });

  it('does not race without end', async () => {
    let faster = 0;
    const racing = send('race', ['race-a'], {
      streamsOf: () => ['raced'],
      decide(report, known) {
        void touch('raced', faster);
        faster += 1;
        return RULES.decide(report, known);
      },
    });
    await expect(racing).rejects.toThrow('20 writers in a row were faster on the rows of race.');
    expect(await store.readStream('submission-distributions-dmp-1-race')).toEqual([]);
  });

  it('does not wait without end for a register whose source cannot be asked', async () => {
    const began = performance.now();
    let looks = 0;
    const resolve: typeof RULES.resolve = (rows) => {
      looks += 1;
      return Promise.resolve(rows);
    };
    await send('unasked', ['unasked-a'], { resolve, isInRegister: () => false });
    expect(looks).toBe(2);
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('keeps a rejected row as it was sent', async () => {
    await send('kept', ['kept-bad']);
    const stream = 'submission-distributions-dmp-1-kept';
    const events = (await store.readStream(stream)).map(({ envelope: { type, body } }) => {
      return { ...body, type } as unknown as RowRejected;
    });
    expect(rejectionsOf(1, events)).toMatchObject([
      { rowId: 'kept-bad', code: 'row-unknown', content: { rowId: 'kept-bad' } },
    ]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Row = { readonly rowId: string };
type Rules = ReportRules<Row, Row, DistributionWithdrawn, string>;

const RULES: Rules = {
  kind: 'distributions',
  messages: {},
  bringsNewRows: true,
  resolve: (rows) => Promise.resolve(rows),
  isInRegister: () => true,
  streamsOf: (sender, { rowId }) => [`distribution-${sender}-${rowId}`],
  decide: ({ rows, sender }, _known: KnownRows) =>
    decideRows<Row, DistributionWithdrawn, string>(rows, {
      idOf: ({ rowId }) => rowId,
      decide: ({ rowId }) =>
        inStream(
          `distribution-${sender}-${rowId}`,
          rowId.endsWith('bad')
            ? { accepted: false, reason: 'row-unknown' }
            : { accepted: true, events: [withdrawn(rowId)] },
        ),
      messages: {},
    }),
  kept: (sent) => sent,
};

function withdrawn(rowId: string): DistributionWithdrawn {
  return {
    type: 'DistributionWithdrawn',
    poolId: 'dmp-1',
    rowId,
    reportId: 'r',
    version: 1,
    licenseeId: 'alpha',
    licenceId: 'L-alpha',
    asset: 'BTC',
    withdrawnAt: TEST_NOW,
  };
}

function send(reportId: string, rowIds: readonly string[], but: Partial<Rules> = {}) {
  const rows = rowIds.map((rowId) => ({ rowId }));
  const body = { reportId, version: 1, rows };
  const principal = { subject: 'p', organisation: 'dmp-1', roles: ['pool'] as const };
  const sending = { principal, content: body, meta: META, dryRun: false };
  return intake.take({ ...RULES, ...but }, 'dmp-1', body, sending);
}

const META = { actor: 'p', organisation: 'dmp-1', correlationId: uuidv7(), causationId: uuidv7() };

async function touch(stream: string, expectedVersion: number): Promise<void> {
  const events = [eventToAppend(withdrawn('other'))];
  await store.append({ writes: [{ stream, expectedVersion, events }], meta: META });
}
