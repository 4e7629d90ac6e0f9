// Words that several services' events share. Everything here is wire: JSON, as it is hashed.
// `type`, never `interface`, so that an event is assignable to a JSON object.

/** Decimal string of an asset's base units, e.g. `"7500000000"`. */
export type BaseUnits = string;

/** Minor units of an ISO 4217 currency. */
export type WireMoney = { readonly amount: string; readonly currency: string };

/** UTC instant with milliseconds, see `Instant` of the kernel. */
export type At = string;

/**
 * A personal field, encrypted under its subject's key (AES-256-GCM, key commitment in front of the
 * ciphertext). Destroying the subject's key erases the field; the proof stays valid, because the
 * ciphertext is what was hashed.
 */
export type Encrypted = {
  readonly enc: 'v1';
  readonly subject: string;
  readonly nonce: string;
  readonly ct: string;
};

/** Plain for a legal entity, encrypted for a person or an individual entrepreneur. */
export type PersonalText = string | Encrypted;

/** A keyed blind index of an IIN or BIN: equal for equal numbers, and tells nothing else. */
export type PartyId = string;

/** Adds the discriminating name to a body. */
export type Event<Type extends string, Body> = { readonly type: Type } & Readonly<Body>;

/** The three events of an act that takes two persons (see `answerProposal` in the kernel). */
export type TwoPersonEvents<Act extends string, Terms> =
  | Event<
      `${Act}Proposed`,
      Terms & { readonly proposalId: string; readonly by: string; readonly proposedAt: At }
    >
  | Event<
      `${Act}Confirmed`,
      Terms & { readonly proposalId: string; readonly by: string; readonly confirmedAt: At }
    >
  | Event<
      `${Act}Declined`,
      Terms & { readonly proposalId: string; readonly by: string; readonly declinedAt: At }
    >;

/** Every submission of a pool or an exchange leaves one, whatever became of its rows. */
export type SubmissionRecorded = Event<
  'SubmissionRecorded',
  {
    kind: string;
    sender: string;
    reportId: string;
    version: number;
    /** SHA-256 (hex) over the RFC 8785 bytes of the content: what "same content" means. */
    digest: string;
    rows: number;
    rejected: number;
    receivedAt: At;
    /** Positions of the row events that stand beside it in the same transaction; absent when none. */
    firstPosition?: number;
    lastPosition?: number;
  }
>;

/** A row that broke a rule: kept, so that nothing sent is lost, and may be sent again. */
export type RowRejected = Event<
  'RowRejected',
  {
    kind: string;
    sender: string;
    reportId: string;
    version: number;
    rowId: string;
    code: string;
    /** The row as sent, but for identity numbers, which are replaced by their blind index. */
    content: { readonly [field: string]: unknown };
    receivedAt: At;
  }
>;
