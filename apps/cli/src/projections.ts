import { setTimeout as sleep } from 'node:timers/promises';

import type { Answered, EsepClient, Schemas, ServiceName } from '@esep/client';

import { failed, type Answer, type Failure, type LedgerApi } from './ledger-api.js';
import { SERVICES } from './status.js';
import { tableOf } from './table.js';
import type { ExitCode, World } from './world.js';

type Projection = Schemas['licensing']['ProjectionItem'];
type Comparison = Schemas['licensing']['ComparisonAnswer'];

export interface ProjectionsOptions {
  readonly json?: boolean;
  /** False for `--no-wait`. */
  readonly wait?: boolean;
  readonly changed?: string;
}

/** How often is asked how far a copy is, and how often that is said. */
const POLL_INTERVAL_MS = 500;
const PROGRESS_INTERVAL_MS = 5_000;

// ── What there is ───────────────────────────────────────────────────────────────────────────────

export const listProjections = async (
  { json }: ProjectionsOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const answers = await Promise.all(
    SERVICES.map(async (service) => ({ service, answer: await listOf(service, api) })),
  );
  const failures = answers.flatMap(({ answer }) => (answer.ok ? [] : [answer]));
  const found = answers.flatMap(({ service, answer }) =>
    answer.ok ? answer.body.items.map((item) => ({ service, ...item })) : [],
  );
  if (json) world.out(JSON.stringify({ projections: found }, null, 2));
  else if (found.length > 0)
    world.out(
      tableOf(
        ['projection', 'version', 'events', 'next copy', 'earlier copy'],
        found.map((item) => [
          `${item.service}/${item.name}`,
          versionText(item),
          String(eventsIn(item, 'live')),
          nextText(item),
          item.old ? 'kept' : '',
        ]),
        ['events'],
      ),
    );
  for (const problem of new Set(failures.map((failure) => failure.problem))) world.err(problem);
  const [failure] = failures;
  return failure === undefined ? 0 : failure.status === undefined ? 2 : 1;
};

const versionText = ({ live, version }: Projection): string =>
  live && live.version !== version
    ? `${live.version}, and ${version} in this release`
    : String(version);

const nextText = (projection: Projection): string => {
  const { next } = projection;
  if (!next) return '';
  if (next.trouble !== null) return `cannot go on: ${next.trouble}`;
  const behind = behindOf(projection);
  if (behind > 0) return `${percentOf(projection)} %, ${behind} events to go`;
  if (!next.comparison) return 'built, not compared';
  return next.comparison.equal ? 'built, equal' : 'built, not equal';
};

const eventsIn = ({ logs }: Projection, copy: 'live' | 'next'): number =>
  logs.reduce((sum, log) => sum + log[copy], 0);

const behindOf = (projection: Projection): number =>
  eventsIn(projection, 'live') - eventsIn(projection, 'next');

const percentOf = (projection: Projection): number =>
  Math.floor((eventsIn(projection, 'next') / Math.max(eventsIn(projection, 'live'), 1)) * 100);

// ── What is done ────────────────────────────────────────────────────────────────────────────────

export const rebuildProjection = async (
  which: string,
  options: ProjectionsOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const begun = await act(which, api, (esep, service, params) =>
    esep.POST(`/${service}/v1/projections/{name}/rebuild`, { params }),
  );
  if (!begun.ok) return failed(begun, world);
  const reached = options.wait === false ? begun : await whenBuilt(which, api, world);
  if (!reached.ok) return failed(reached, world);
  if (options.json) world.out(JSON.stringify(reached.body, null, 2));
  else if (options.wait === false)
    world.out(`${which} is being built beside the copy that is read.`);
  else
    world.out(
      `${which} is built beside the copy that is read, from ${eventsIn(reached.body, 'next')} events. Next: esep projections compare ${which}`,
    );
  return 0;
};

/** Follows a copy until it is as far as the one that is read, and says now and then how far it is. */
const whenBuilt = async (
  which: string,
  api: LedgerApi,
  world: World,
): Promise<Answer<Projection>> => {
  const named = projectionOf(which);
  if (!named.ok) return named;
  for (let said = Date.now(); ; await sleep(POLL_INTERVAL_MS)) {
    const answer = await listOf(named.service, api);
    if (!answer.ok) return answer;
    const projection = answer.body.items.find(({ name }) => name === named.name);
    if (!projection?.next)
      return { ok: false, status: 404, problem: `The copy of ${which} was given up.` };
    if (behindOf(projection) === 0 && projection.next.trouble === null)
      return { ok: true, body: projection };
    if (Date.now() - said < PROGRESS_INTERVAL_MS) continue;
    said = Date.now();
    world.err(`${which}: ${nextText(projection)}`);
  }
};

export const compareProjection = async (
  which: string,
  { json }: ProjectionsOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const answer = await act(which, api, (esep, service, params) =>
    esep.POST(`/${service}/v1/projections/{name}/compare`, { params }),
  );
  if (!answer.ok) return failed(answer, world);
  const comparison = answer.body;
  world.out(json ? JSON.stringify(comparison, null, 2) : comparisonText(which, comparison));
  return comparison.equal ? 0 : 1;
};

const comparisonText = (which: string, { equal, tables }: Comparison): string =>
  [
    tableOf(
      ['table', 'rows', 'checksum', 'rows of the next copy', 'its checksum', 'equal'],
      tables.map(({ table, live, next, equal: same }) => [
        table,
        live ? String(live.rows) : '',
        live?.checksum ?? '',
        next ? String(next.rows) : '',
        next?.checksum ?? '',
        same ? 'yes' : 'no',
      ]),
      ['rows', 'rows of the next copy'],
    ),
    ...tables.flatMap(({ table, added, lost, differences }) => [
      ...(added.length > 0 ? [`${table} has new columns: ${added.join(', ')}`] : []),
      ...(lost.length > 0 ? [`${table} has lost columns: ${lost.join(', ')}`] : []),
      ...differences.map(
        ({ in: copy, row }) =>
          `${table}, only in the ${copy === 'live' ? 'copy that is read' : 'next copy'}: ${row}`,
      ),
    ]),
    equal
      ? `Both copies are equal. Next: esep projections switch ${which}`
      : `The copies are not equal. If that is meant: esep projections switch ${which} --changed "<why>"`,
  ].join('\n');

export const switchProjection = async (
  which: string,
  { json, changed }: ProjectionsOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const body = changed === undefined ? {} : { changed };
  const answer = await act(which, api, (esep, service, params) =>
    esep.POST(`/${service}/v1/projections/{name}/switch`, { params, body }),
  );
  if (!answer.ok) return failed(answer, world);
  world.out(
    json
      ? JSON.stringify(answer.body, null, 2)
      : `The new copy of ${which} is read from now on. The earlier one is kept until: esep projections drop ${which} old`,
  );
  return 0;
};

export const dropProjection = async (
  which: string,
  copy: Schemas['licensing']['DropBody']['copy'],
  { json }: ProjectionsOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const answer = await act(which, api, (esep, service, params) =>
    esep.POST(`/${service}/v1/projections/{name}/drop`, { params, body: { copy } }),
  );
  if (!answer.ok) return failed(answer, world);
  const said = `The ${copy === 'old' ? 'earlier' : 'next'} copy of ${which} is gone.`;
  world.out(json ? JSON.stringify(answer.body, null, 2) : said);
  return 0;
};

// ── Asking ──────────────────────────────────────────────────────────────────────────────────────

const listOf = (
  service: ServiceName,
  api: LedgerApi,
): Promise<Answer<Schemas['licensing']['ProjectionList']>> =>
  api.ask((esep) => esep.GET(`/${service}/v1/projections`));

const act = async <Body>(
  which: string,
  api: LedgerApi,
  call: (
    esep: EsepClient,
    service: ServiceName,
    params: { path: { name: string } },
  ) => Promise<Answered<Body>>,
): Promise<Answer<Body>> => {
  const named = projectionOf(which);
  if (!named.ok) return named;
  const { service, name } = named;
  return api.ask((esep) => call(esep, service, { path: { name } }), LONG_MS);
};

const projectionOf = (
  which: string,
): { readonly ok: true; readonly service: ServiceName; readonly name: string } | Failure => {
  const [first, name = '', ...more] = which.split('/');
  const service = SERVICES.find((one) => one === first);
  if (service !== undefined && /^[a-z_]+$/.test(name) && more.length === 0)
    return { ok: true, service, name };
  return {
    ok: false,
    problem: `${which} names no projection. It is a service and a name, e.g. supervision/reconciliation.`,
  };
};

/** A comparison reads two copies whole. */
const LONG_MS = 290_000;
