import type { Schemas } from '@esep/client';

import { failed, type LedgerApi } from './ledger-api.js';
import { tableOf } from './table.js';
import { readText, type ExitCode, type World } from './world.js';

export const SUBMISSION_PATHS = {
  distributions: '/pool-reporting/v1/distributions',
  payouts: '/pool-reporting/v1/payouts',
  reversals: '/pool-reporting/v1/reversals',
  'pool-completeness': '/pool-reporting/v1/completeness',
  fills: '/exchange-settlement/v1/fills',
  busts: '/exchange-settlement/v1/busts',
  corrections: '/exchange-settlement/v1/corrections',
  deposits: '/exchange-settlement/v1/deposits',
  withdrawals: '/exchange-settlement/v1/withdrawals',
  'exchange-completeness': '/exchange-settlement/v1/completeness',
} as const;

export type SubmissionKind = keyof typeof SUBMISSION_PATHS;

export interface SubmitOptions {
  readonly kind?: SubmissionKind;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Of a report. A word that all is reported has no rows, and its answer says nothing of any. */
type Taken = Partial<Schemas['pool-reporting']['SubmissionAnswer']>;

/** The file goes out as its text is, unchanged: what a sender's system wrote is what is digested. */
export const submit = async (
  file: string,
  { kind, dryRun, json }: SubmitOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const text = readText(file);
  if (text === undefined) return unusable(`There is no file in UTF-8 to read at ${file}.`, world);
  const body = readJson(text);
  if (body === undefined) return unusable(`${file} is no JSON object.`, world);
  const known = kind ?? kindOf(body);
  if (known === undefined) return unusable(UNTOLD, world);
  const answer = await api.ask<Taken>((esep) =>
    esep.POST(SUBMISSION_PATHS[known], {
      ...(dryRun && { params: { query: { dryRun: true } } }),
      // Its form is for the service to judge.
      body: body as never,
      bodySerializer: () => text,
    }),
  );
  if (!answer.ok) return failed(answer, world);
  const taken = answer.body;
  world.out(json ? JSON.stringify(taken, null, 2) : answerText(known, taken, dryRun === true));
  return (taken.rejected ?? []).length > 0 ? 1 : 0;
};

const UNTOLD = `The fields do not tell what this report is about. Say it with --kind, one of: ${Object.keys(SUBMISSION_PATHS).join(', ')}.`;

const unusable = (problem: string, world: World): ExitCode => {
  world.err(problem);
  return 2;
};

type JsonFields = { readonly [field: string]: unknown };

const isFields = (value: unknown): value is JsonFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readJson = (text: string): JsonFields | undefined => {
  try {
    const body: unknown = JSON.parse(text);
    return isFields(body) ? body : undefined;
  } catch {
    return undefined;
  }
};

/**
 * The kind that the fields leave no doubt about. Busts and corrections, deposits and withdrawals
 * look alike, and the one must never be taken for the other.
 */
const kindOf = (body: JsonFields): SubmissionKind | undefined => {
  const isPool = 'poolId' in body;
  if ('through' in body) return isPool ? 'pool-completeness' : 'exchange-completeness';
  const [row] = Array.isArray(body['rows']) ? (body['rows'] as unknown[]) : [];
  if (!isFields(row)) return undefined;
  if (isPool && 'scheme' in row) return 'distributions';
  if (isPool && 'paidAt' in row) return 'payouts';
  if (isPool && 'cause' in row) return 'reversals';
  if ('executedAt' in row && 'side' in row && !('reason' in row)) return 'fills';
  return undefined;
};

const answerText = (kind: SubmissionKind, answer: Taken, dryRun: boolean): string => {
  const { reportId, version, accepted, rejected = [], receipt } = answer;
  const report = reportId === undefined ? kind : `${kind} ${reportId} version ${version}`;
  const would = dryRun ? ' (dry run, nothing was recorded)' : '';
  const counts =
    accepted === undefined ? '' : `: ${accepted} accepted, ${rejected.length} rejected`;
  return [
    `${report}${counts}${would}`,
    ...(receipt === undefined ? [] : [`receipt: ${receipt}`]),
    ...(rejected.length === 0
      ? []
      : [
          '',
          tableOf(
            ['row', 'code', 'why'],
            rejected.map(({ rowId, code, message }) => [rowId, code, message]),
          ),
        ]),
  ].join('\n');
};
