import type { DataCentreAmended, DataCentreEvent, DataCentreRegistered } from '@esep/contracts';
import {
  accept,
  refuse,
  sameContent,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

// Where a licensee's machines stand (LIC-9): owned, or leased with full operational control; a rack in a
// shared hall does not do. One stream each: `data-centre-<id>`. What is known of it is dated, and what
// is said again with the same date replaces what was said.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type DataCentreCommand = RegisterDataCentre | AmendDataCentre | CloseDataCentre;

export const TENURES = ['owned', 'leased'] as const;

/** What the rule pack asks of a data centre. */
export interface SiteLaw {
  readonly tenures: readonly string[];
  readonly evidence: readonly string[];
}

/** Regions of Kazakhstan by ISO 3166-2, as of its change of November 2022. */
export const REGIONS = [
  ...['KZ-10', 'KZ-11', 'KZ-15', 'KZ-19', 'KZ-23', 'KZ-27', 'KZ-31', 'KZ-33', 'KZ-35', 'KZ-39'],
  ...['KZ-43', 'KZ-47', 'KZ-55', 'KZ-59', 'KZ-61', 'KZ-62', 'KZ-63', 'KZ-71', 'KZ-75', 'KZ-79'],
] as const;

/** What holds of a data centre from an instant on. */
export type DataCentreTerms = Omit<
  DataCentreAmended,
  'type' | 'dataCentreId' | 'licenseeId' | 'from'
>;

export interface RegisterDataCentre {
  readonly type: 'RegisterDataCentre';
  readonly dataCentreId: string;
  readonly licenseeId: string;
  readonly licenceId: string;
  readonly from: Instant;
  readonly terms: DataCentreTerms;
  readonly law: SiteLaw;
}

/** All its terms from `from` on, until a later amendment. */
export interface AmendDataCentre {
  readonly type: 'AmendDataCentre';
  readonly from: Instant;
  readonly terms: DataCentreTerms;
  readonly law: SiteLaw;
}

/** No machine stands there from `at` on. A closed one is not opened again; said again it moves the end. */
export interface CloseDataCentre {
  readonly type: 'CloseDataCentre';
  readonly at: Instant;
  readonly reason: string;
}

export type DataCentreRefusal =
  | 'data-centre-unknown'
  | 'data-centre-registered-before'
  | 'data-centre-closed'
  | 'before-registration'
  | 'closed-before-amendment'
  | 'control-not-full'
  | 'tenure-not-allowed'
  | 'lease-end-missing'
  | 'lease-ended'
  | 'evidence-missing';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface DatedTerms {
  readonly from: Instant;
  readonly terms: DataCentreTerms;
}

export type DataCentre =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'registered';
      readonly dataCentreId: string;
      readonly licenseeId: string;
      readonly licenceId: string;
      readonly from: Instant;
      /** By `from`, earliest first; the first is that of the registration. */
      readonly dated: readonly DatedTerms[];
      readonly closed?: { readonly at: Instant; readonly reason: string };
    };

type Registered = Extract<DataCentre, { status: 'registered' }>;
type DataCentreDecision = Decision<DataCentreEvent, DataCentreRefusal>;

/** What held of a data centre at an instant; undefined before its registration and once it was closed. */
export const dataCentreAt = (dataCentre: DataCentre, at: Instant): DataCentreTerms | undefined => {
  if (dataCentre.status !== 'registered') return undefined;
  if (dataCentre.closed !== undefined && at >= dataCentre.closed.at) return undefined;
  return dataCentre.dated.findLast(({ from }) => from <= at)?.terms;
};

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: DataCentreCommand, dataCentre: DataCentre): DataCentreDecision => {
  if (command.type === 'RegisterDataCentre') return register(command, dataCentre);
  if (dataCentre.status !== 'registered') return refuse('data-centre-unknown');
  switch (command.type) {
    case 'AmendDataCentre':
      return amend(command, dataCentre);
    case 'CloseDataCentre':
      return close(command, dataCentre);
    default:
      return unreachable(command);
  }
};

const register = (
  { dataCentreId, licenseeId, licenceId, from, terms, law }: RegisterDataCentre,
  known: DataCentre,
): DataCentreDecision => {
  const registered: DataCentreRegistered = {
    type: 'DataCentreRegistered',
    ...{ dataCentreId, licenseeId, licenceId, from },
    ...terms,
  };
  if (known.status === 'registered') {
    const first = known.dated.find((dated) => dated.from === known.from);
    const same =
      sameContent([known.licenseeId, known.licenceId, known.from], [licenseeId, licenceId, from]) &&
      sameContent(first?.terms, terms);
    return same ? accept() : refuse('data-centre-registered-before');
  }
  const wrong = termsObjection(terms, from, law);
  return wrong === undefined ? accept(registered) : refuse(wrong);
};

const amend = (
  { from, terms, law }: AmendDataCentre,
  { dataCentreId, licenseeId, dated, closed, from: registeredFrom }: Registered,
): DataCentreDecision => {
  const known = dated.find((one) => one.from === from);
  if (sameContent(known?.terms, terms)) return accept();
  if (from < registeredFrom) return refuse('before-registration');
  if (closed !== undefined && from >= closed.at) return refuse('data-centre-closed');
  const wrong = termsObjection(terms, from, law);
  if (wrong !== undefined) return refuse(wrong);
  return accept({ type: 'DataCentreAmended', dataCentreId, licenseeId, from, ...terms });
};

const close = (
  { at, reason }: CloseDataCentre,
  { dataCentreId, licenseeId, dated, closed, from }: Registered,
): DataCentreDecision => {
  if (closed?.at === at) return accept();
  if (at < from) return refuse('before-registration');
  if (dated.some((one) => one.from > at)) return refuse('closed-before-amendment');
  return accept({ type: 'DataCentreClosed', dataCentreId, licenseeId, at, reason });
};

/** LIC-9: its own, or leased with full control; and a document for each thing that is claimed. */
const termsObjection = (
  { tenure, control, leasedUntil, evidence }: DataCentreTerms,
  from: Instant,
  law: SiteLaw,
): DataCentreRefusal | undefined => {
  if (control !== 'full') return 'control-not-full';
  if (!law.tenures.includes(tenure)) return 'tenure-not-allowed';
  if (tenure === 'leased' && leasedUntil === undefined) return 'lease-end-missing';
  if (leasedUntil !== undefined && leasedUntil <= from) return 'lease-ended';
  const shown = new Set(evidence.map(({ of }) => of));
  const ofOthers = tenure === 'owned' ? 'lease' : 'deed';
  return law.evidence.every((of) => of === ofOthers || shown.has(of))
    ? undefined
    : 'evidence-missing';
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (dataCentre: DataCentre, event: DataCentreEvent): DataCentre => {
  switch (event.type) {
    case 'DataCentreRegistered': {
      const { type: _, dataCentreId, licenseeId, licenceId, from, ...terms } = event;
      const ids = { dataCentreId, licenseeId, licenceId, from };
      return { status: 'registered', ...ids, dated: [{ from, terms }] };
    }
    case 'DataCentreAmended': {
      if (dataCentre.status !== 'registered') return dataCentre;
      const { type: _, dataCentreId: __, licenseeId: ___, from, ...terms } = event;
      const others = dataCentre.dated.filter((one) => one.from !== from);
      const dated = [...others, { from, terms }].sort((a, b) => (a.from < b.from ? -1 : 1));
      return { ...dataCentre, dated };
    }
    case 'DataCentreClosed':
      return dataCentre.status !== 'registered'
        ? dataCentre
        : { ...dataCentre, closed: { at: event.at, reason: event.reason } };
    default:
      return unreachable(event);
  }
};

export const dataCentreDecider: Decider<
  DataCentre,
  DataCentreCommand,
  DataCentreEvent,
  DataCentreRefusal
> = { initial: { status: 'unknown' }, decide, evolve };
