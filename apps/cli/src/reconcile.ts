import type { Schemas } from '@esep/client';
import { assetOf, ASSETS, inWholeUnits } from '@esep/kernel';

import { failed, type LedgerApi } from './ledger-api.js';
import { licenseeIdOf } from './licensee.js';
import { tableOf } from './table.js';
import type { ExitCode, World } from './world.js';

export interface ReconcileOptions {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly json?: boolean;
}

type Reconciliation = Schemas['supervision']['ReconciliationBody'];

export const reconcile = async (
  who: string,
  asset: string,
  { asOf, knownAt, json }: ReconcileOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const known = assetOf(asset);
  if (known === undefined) {
    world.err(`${asset} is no asset: it is one of ${ASSETS.map(({ code }) => code).join(', ')}.`);
    return 2;
  }
  const found = await licenseeIdOf(who, api);
  if (!found.ok) return failed(found, world);
  const { licenseeId } = found;
  const query = { ...(asOf && { asOf }), ...(knownAt && { knownAt }) };
  const answer = await api.ask((esep) =>
    esep.GET('/supervision/v1/reconciliations/{licenseeId}/{asset}', {
      params: { path: { licenseeId, asset: known.code }, query },
    }),
  );
  if (!answer.ok) return failed(answer, world);
  const reconciliation = answer.body;
  world.out(
    json ? JSON.stringify(reconciliation, null, 2) : textOf(reconciliation, known.exponent),
  );
  return 0;
};

const textOf = (reconciliation: Reconciliation, exponent: number): string => {
  const { rows, findings, used, early, unexplained, stockAtEnd, boughtAtEnd } = reconciliation;
  const coins = (quantity: string) => inWholeUnits(BigInt(quantity), exponent);
  const totals = { used, early, unexplained, 'stock at end': stockAtEnd, bought: boughtAtEnd };
  return [
    rows.length === 0 ? 'Nothing was mined, held or sold.' : rowsText(rows, coins),
    Object.entries(totals)
      .map(([name, quantity]) => `${name} ${coins(quantity)}`)
      .join(', '),
    ...(findings.length === 0 ? [] : [findingsText(findings, coins)]),
    knowledgeText(reconciliation),
  ].join('\n\n');
};

type Coins = (quantity: string) => string;

const rowsText = (rows: Reconciliation['rows'], coins: Coins): string => {
  const head = ['period', 'mined', 'required', 'sold in time', 'sold late', 'outstanding', 'sold'];
  return tableOf(
    [...head, 'state', 'verdict', 'due'],
    rows.map((row) => [
      row.period,
      coins(row.mined),
      coins(row.required),
      coins(row.soldInTime),
      coins(row.soldLate),
      coins(row.outstanding),
      percent(row.soldBps),
      row.state,
      row.verdict,
      row.due,
    ]),
    head.slice(1),
  );
};

const findingsText = (findings: Reconciliation['findings'], coins: Coins): string =>
  tableOf(
    ['finding', 'period', 'quantity', 'rules', 'facts'],
    findings.map(({ type, period, quantity, rules, facts }) => [
      type,
      period,
      coins(quantity),
      rules.join(', '),
      facts.length > 3
        ? `${facts.slice(0, 3).join(', ')} and ${facts.length - 3} more`
        : facts.join(', '),
    ]),
    ['quantity'],
  );

/** 7499 basis points are 74.99 %; exact, because a share just below the law's must not look like it. */
const percent = (bps: number | null): string => (bps === null ? '' : `${(bps / 100).toFixed(2)} %`);

const knowledgeText = ({ knownAt, asOf, ledger }: Reconciliation): string => {
  const { knownThrough, complete } = ledger;
  const until = knownAt < knownThrough ? knownAt : knownThrough;
  const known = complete
    ? `Everything recorded until ${until} is in these figures, and nothing later.`
    : `INCOMPLETE: only what was recorded until ${until} is in these figures.`;
  return asOf < knownAt ? `${known} Judged as of ${asOf}.` : known;
};
