import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import type { RowRejected, SubmissionRecorded } from './shared.js';
import {
  admit,
  rejectionsOf,
  SUBMISSION_MESSAGES,
  submissionDecider,
  submissionStream,
  type ReportKind,
  type SubmissionRefusal,
  type Submit,
} from './submission.js';

const { given } = specify(submissionDecider);

const NOW = '2026-03-05T07:00:00.000Z';
const DIGEST = 'a'.repeat(64);
const OTHER_DIGEST = 'b'.repeat(64);

describe('A report', () => {
  it('is recorded with what became of its rows', () =>
    given()
      .when(submit({ rows: 3 }))
      .then(taken({ rows: 3 })));

  it('keeps every rejected row as it was sent', () => {
    const rejected = [
      { rowId: 'r-2', code: 'net-mismatch', content: { gross: '5', fee: '1', net: '5' } },
      { rowId: 'r-3', code: 'duplicate-row', content: { gross: '1' } },
    ];
    given()
      .when(submit({ rows: 3, rejected }))
      .then(taken({ rows: 3, rejected: 2 }), ...rejected.map(rejectedRow));
  });

  it('may have no rows at all', () =>
    given()
      .when(submit({ rows: 0 }))
      .then(taken({ rows: 0 })));

  it('is recorded once, however often it is sent', () =>
    given(taken()).when(submit()).thenNothing());

  it('keeps its content under one version', () =>
    given(taken())
      .when(submit({ digest: OTHER_DIGEST }))
      .thenRefused('report-changed'));

  it('may be sent again in a higher version', () =>
    given(taken())
      .when(submit({ version: 2, digest: OTHER_DIGEST }))
      .then(taken({ version: 2, digest: OTHER_DIGEST })));

  it('may say the same in a higher version', () =>
    given(taken())
      .when(submit({ version: 2 }))
      .then(taken({ version: 2 })));

  it('may leave versions out', () =>
    given(taken())
      .when(submit({ version: 7 }))
      .then(taken({ version: 7 })));

  it('takes no version below the latest', () =>
    given(taken({ version: 3 }))
      .when(submit({ version: 2 }))
      .thenRefused('version-superseded'));

  it('still answers an old version that it took', () =>
    given(taken(), taken({ version: 2, digest: OTHER_DIGEST }))
      .when(submit())
      .thenNothing());

  it('still holds an old version to its content', () =>
    given(taken(), taken({ version: 2, digest: OTHER_DIGEST }))
      .when(submit({ digest: OTHER_DIGEST }))
      .thenRefused('report-changed'));

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53])('has no version %d', (version) =>
    given().when(submit({ version })).thenRefused('version-malformed'),
  );

  it.each(['', '-r', '.', 'a b', 'a/b', '../x', 'a\n', 'ä', '__proto__', 'x'.repeat(129)])(
    'cannot be called %j',
    (reportId) => given().when(submit({ reportId })).thenRefused('report-id-malformed'),
  );

  it('is not confused with a report of a sender whose id continues this one', () => {
    expect(submissionStream(submit({ sender: 'dmp', reportId: '1-r' }))).toBe(
      submissionStream(submit({ sender: 'dmp-1', reportId: 'r' })),
    );
    given(taken({ sender: 'dmp-1', reportId: 'r' }))
      .when(submit({ sender: 'dmp', reportId: '1-r' }))
      .thenRefused('report-id-ambiguous');
  });

  it('stands in a stream of its kind, sender and id', () =>
    expect(submissionStream(submit())).toBe('submission-distributions-dmp-1-march'));
});

describe('A kind of report', () => {
  const second = (kind: ReportKind) =>
    submissionDecider.decide(submit({ kind, version: 2 }), {
      status: 'absent',
    });

  it.each<[ReportKind, SubmissionRefusal]>([
    ['fills', 'fills-are-corrected-not-replaced'],
    ['busts', 'report-is-final'],
    ['corrections', 'report-is-final'],
    ['reversals', 'report-is-final'],
  ])('that cannot be taken back has one version: %s', (kind, reason) =>
    expect(second(kind)).toEqual({ accepted: false, reason }),
  );

  it.each(['distributions', 'payouts', 'deposits', 'withdrawals'] as const)(
    'whose rows are replaced by id has as many as it needs: %s',
    (kind) => expect(second(kind).accepted).toBe(true),
  );

  it.each(['fills', 'busts', 'corrections', 'reversals'] as const)(
    'that cannot be taken back is taken, and answered again: %s',
    (kind) => {
      given().when(submit({ kind })).then(taken({ kind }));
      given(taken({ kind })).when(submit({ kind })).thenNothing();
      given(taken({ kind }))
        .when(submit({ kind, digest: OTHER_DIGEST }))
        .thenRefused('report-changed');
    },
  );
});

describe('Admission', () => {
  const known = replay(submissionDecider, [
    taken({ firstPosition: 4, lastPosition: 9 }),
    rejectedRow({ rowId: 'r-2' }),
    taken({ version: 2, digest: OTHER_DIGEST }),
    rejectedRow({ rowId: 'r-5', version: 2 }),
  ]);

  it('tells a repeated report from a new one, and where the first is recorded', () => {
    expect(admit(submit(), known)).toEqual({
      outcome: 'replay',
      recorded: taken({ firstPosition: 4, lastPosition: 9 }),
    });
    expect(admit(submit({ version: 3 }), known)).toEqual({ outcome: 'new' });
  });

  it('gives the reason of a refusal', () =>
    expect(admit(submit({ digest: OTHER_DIGEST }), known)).toEqual({
      outcome: 'refused',
      reason: 'report-changed',
    }));

  it('finds the rejected rows of the version that is repeated', () =>
    expect(
      rejectionsOf(1, [taken(), rejectedRow({ rowId: 'r-2' }), rejectedRow({ version: 2 })]),
    ).toEqual([rejectedRow({ rowId: 'r-2' })]));
});

describe('A refusal of a report', () => {
  it.each(Object.entries(SUBMISSION_MESSAGES))('%s says what is wrong and what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function submit(but: Partial<Submit> = {}): Submit {
  return {
    type: 'Submit',
    kind: 'distributions',
    sender: 'dmp-1',
    reportId: 'march',
    version: 1,
    digest: DIGEST,
    rows: 2,
    rejected: [],
    at: NOW,
    ...but,
  };
}
function taken(but: Partial<SubmissionRecorded> = {}): SubmissionRecorded {
  return {
    type: 'SubmissionRecorded',
    kind: 'distributions',
    sender: 'dmp-1',
    reportId: 'march',
    version: 1,
    digest: DIGEST,
    rows: 2,
    rejected: 0,
    receivedAt: NOW,
    ...but,
  };
}
function rejectedRow(but: Partial<RowRejected> = {}): RowRejected {
  return {
    type: 'RowRejected',
    kind: 'distributions',
    sender: 'dmp-1',
    reportId: 'march',
    version: 1,
    rowId: 'r-2',
    code: 'net-mismatch',
    content: {},
    receivedAt: NOW,
    ...but,
  };
}
