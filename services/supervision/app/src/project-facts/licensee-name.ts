import type { Subject } from './subject.js';

/** How a licensee is named to those who may see its figures. */
export interface LicenseeName {
  /** Null of an individual entrepreneur: a person's name is encrypted, and is in no projection. */
  readonly name: string | null;
  /** All that it ever held, the first recorded first. */
  readonly licences: readonly string[];
}

export type NamedSubject = Subject & LicenseeName;

/** Columns of a query that joins `licensees` as `l`. */
export const NAME_COLUMNS = "l.name, coalesce(l.licences, '{}') as licences";

/** The name of an organisation; of a person, what it is and its licence, which is public. */
export const displayNameOf = ({ name, licences }: LicenseeName): string =>
  name ??
  [
    'Individual entrepreneur',
    licences[0] === undefined ? 'no licence' : `licence ${licences[0]}`,
  ].join(' · ');

/** As bodies of rows and findings have it. */
export const shownName = ({ name, licences }: LicenseeName) => ({
  displayName: displayNameOf({ name, licences }),
  licences,
});
