import {
  accept,
  isReportedId,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

import type { RowRejected, SubmissionRecorded } from './shared.js';

// A report of a pool or an exchange, in all its versions. One stream per kind, sender and report id:
// `submission-<kind>-<sender>-<reportId>`.
//
// It says whether a version is taken at all. What becomes of its rows is decided by the aggregates
// that the rows belong to; their events and the events of this stream are recorded together.

/**
 * What happens when a report of a kind is sent again in a higher version. `replaced`: rows change by
 * id, and rows that it no longer has are withdrawn. `final`: nothing it said can be taken back, so
 * there is no second version; what is new goes into a new report.
 */
export const REPORT_KINDS = {
  distributions: 'replaced',
  payouts: 'replaced',
  reversals: 'final',
  fills: 'final',
  busts: 'final',
  corrections: 'final',
  deposits: 'replaced',
  withdrawals: 'replaced',
} as const satisfies Readonly<Record<string, 'replaced' | 'final'>>;

export type ReportKind = keyof typeof REPORT_KINDS;

export type SubmissionEvent = SubmissionRecorded | RowRejected;

/** A report version as it arrives. `digest` says what "same content" means: SHA-256 over RFC 8785. */
export interface ReportVersion {
  readonly kind: ReportKind;
  readonly sender: string;
  readonly reportId: string;
  readonly version: number;
  readonly digest: string;
}

/** Asked once the rows are decided. */
export interface Submit extends ReportVersion {
  readonly type: 'Submit';
  /** Rows sent, the rejected ones among them. */
  readonly rows: number;
  readonly rejected: readonly {
    readonly rowId: string;
    readonly code: string;
    readonly content: RowRejected['content'];
  }[];
  readonly at: Instant;
}

export type SubmissionRefusal =
  | 'report-id-malformed'
  | 'report-id-ambiguous'
  | 'version-malformed'
  | 'report-changed'
  | 'version-superseded'
  | 'fills-are-corrected-not-replaced'
  | 'report-is-final';

/** What is wrong, and what to do. */
export const SUBMISSION_MESSAGES: Readonly<Record<SubmissionRefusal, string>> = {
  'report-id-malformed':
    'reportId is not 1 to 128 of the characters A–Z a–z 0–9 . _ : ~ - with a letter or a digit in front. Send the report under an id of that shape.',
  'report-id-ambiguous':
    'Together with your own id, reportId reads the same as a report of another sender. Send the report under another id.',
  'version-malformed':
    'version is no whole number from 1 up. Count the versions of a report 1, 2, 3.',
  'report-changed':
    'This version of the report was taken before with other content. Send the new content as the next version.',
  'version-superseded':
    'A higher version of this report was taken before. Send the change in a version above the latest.',
  'fills-are-corrected-not-replaced':
    'A report of fills has one version only. Send busts and corrections for fills that were wrong, and new fills under a new reportId with version 1.',
  'report-is-final':
    'Busts, corrections and reversals cannot be taken back, so their reports have one version only. Send what is new under a new reportId with version 1.',
};

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export type Submission =
  | { readonly status: 'absent' }
  | {
      readonly status: 'taken';
      readonly sender: string;
      /** Every version that was taken, lowest first. Together their positions cover all rows. */
      readonly versions: readonly SubmissionRecorded[];
    };

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

/** Whether the rows of a report version are to be decided at all. */
export type Admission =
  | { readonly outcome: 'new' }
  /** The same content again: answer as the first time, with the receipt of `recorded`. */
  | { readonly outcome: 'replay'; readonly recorded: SubmissionRecorded }
  | { readonly outcome: 'refused'; readonly reason: SubmissionRefusal };

/** Asked before the rows are decided, so that a repeated report costs nothing more. */
export const admit = (report: ReportVersion, submission: Submission): Admission => {
  const malformed = malformationOf(report);
  if (malformed) return refused(malformed);
  if (submission.status === 'absent') return { outcome: 'new' };
  if (submission.sender !== report.sender) return refused('report-id-ambiguous');

  const recorded = submission.versions.find(({ version }) => version === report.version);
  if (recorded)
    return recorded.digest === report.digest
      ? { outcome: 'replay', recorded }
      : refused('report-changed');
  const latest = submission.versions.at(-1);
  return latest && report.version < latest.version
    ? refused('version-superseded')
    : { outcome: 'new' };
};

const refused = (reason: SubmissionRefusal): Admission => ({ outcome: 'refused', reason });

const malformationOf = (report: ReportVersion): SubmissionRefusal | undefined => {
  if (!isReportedId(report.reportId)) return 'report-id-malformed';
  if (!Number.isSafeInteger(report.version) || report.version < 1) return 'version-malformed';
  if (REPORT_KINDS[report.kind] === 'replaced' || report.version === 1) return undefined;
  return report.kind === 'fills' ? 'fills-are-corrected-not-replaced' : 'report-is-final';
};

const decide = (
  command: Submit,
  submission: Submission,
): Decision<SubmissionEvent, SubmissionRefusal> => {
  const admission = admit(command, submission);
  switch (admission.outcome) {
    case 'refused':
      return refuse(admission.reason);
    case 'replay':
      return accept();
    case 'new':
      return accept(...recordOf(command));
    default:
      return unreachable(admission);
  }
};

const recordOf = (command: Submit): readonly SubmissionEvent[] => {
  const { kind, sender, reportId, version, digest, rows, rejected, at: receivedAt } = command;
  const report = { kind, sender, reportId, version };
  return [
    {
      type: 'SubmissionRecorded',
      ...report,
      digest,
      rows,
      rejected: rejected.length,
      receivedAt,
    },
    ...rejected.map(({ rowId, code, content }): RowRejected => {
      return { type: 'RowRejected', ...report, rowId, code, content, receivedAt };
    }),
  ];
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (submission: Submission, event: SubmissionEvent): Submission => {
  switch (event.type) {
    case 'SubmissionRecorded': {
      const earlier = submission.status === 'taken' ? submission.versions : [];
      return { status: 'taken', sender: event.sender, versions: [...earlier, event] };
    }
    case 'RowRejected':
      // Kept for the sender's answer and for people; nothing is decided by it.
      return submission;
    default:
      return unreachable(event);
  }
};

export const submissionDecider: Decider<Submission, Submit, SubmissionEvent, SubmissionRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};

// ── Names and answers ───────────────────────────────────────────────────────────────────────────

export const submissionStream = ({
  kind,
  sender,
  reportId,
}: Pick<ReportVersion, 'kind' | 'sender' | 'reportId'>): string =>
  `submission-${kind}-${sender}-${reportId}`;

/** The rows of one version that were rejected, in the order of the report: for answering a replay. */
export const rejectionsOf = (
  version: number,
  events: readonly SubmissionEvent[],
): readonly RowRejected[] =>
  events.filter(
    (event): event is RowRejected => event.type === 'RowRejected' && event.version === version,
  );
