import type { Envelope, JsonObject } from '@esep/ledger-format';

import { catalogueEntry } from './catalogue.js';

// Logs keep for ever what was once written, and code knows only the version that is written today.
// Between the two stands one step per type and version that was ever left behind. A step is pure,
// is never changed and never deleted (corpus/ has a sample that must pass it), and never gives a fact
// another meaning: what means something else has another name.

/** Makes a body of one schema version of a type one of the next version. */
export type Upcaster = (body: JsonObject) => JsonObject;

/** The steps by type and version they start from: `FillRecorded@1`. */
export type Upcasters = { readonly [from: string]: Upcaster };

/** Version 2 of a finding's events knows more kinds of findings; each event of version 1 is one. */
const asItIs: Upcaster = (body) => body;

export const UPCASTERS: Upcasters = {
  'FindingRaised@1': asItIs,
  'FindingRevised@1': asItIs,
  'FindingReopened@1': asItIs,
  'FindingWithdrawn@1': asItIs,
  'FindingContradicted@1': asItIs,
  'FindingExplained@1': asItIs,
  'FindingConfirmed@1': asItIs,
  'FindingDismissed@1': asItIs,
  'FindingDismissalProposed@1': asItIs,
  'FindingDismissalConfirmed@1': asItIs,
  'FindingDismissalDeclined@1': asItIs,
};

/**
 * A way to read bodies, given the steps and the version in which each type is written today. Throws
 * when a step is missing, and on a version of the future: half-understood evidence is worse than
 * none. A type that nobody declared is given back as it is.
 */
export const upcastingBy =
  (upcasters: Upcasters, versionOf: (type: string) => number | undefined) =>
  (type: string, schemaVersion: number, body: JsonObject): JsonObject => {
    const today = versionOf(type) ?? schemaVersion;
    if (schemaVersion > today)
      throw new Error(`${type} in version ${schemaVersion} was written by a newer release.`);
    let current = body;
    for (let version = schemaVersion; version < today; version += 1) {
      const step = upcasters[`${type}@${version}`];
      if (!step) throw new Error(`${type} in version ${version} can no longer be read.`);
      current = step(current);
    }
    return current;
  };

const versionToday = (type: string): number | undefined => catalogueEntry(type)?.schemaVersion;

/** The body of an event, of whatever version, in the version that is written today. */
export const upcast = upcastingBy(UPCASTERS, versionToday);

/** An envelope for those who act on it. What was hashed stays what it was: verify the bytes. */
export const readableNow = (envelope: Envelope): Envelope => {
  const { type, schemaVersion, body } = envelope;
  const today = versionToday(type) ?? schemaVersion;
  if (schemaVersion === today) return envelope;
  return { ...envelope, schemaVersion: today, body: upcast(type, schemaVersion, body) };
};
