// Words that several services' events share. Everything here is wire: JSON, as it is hashed.
// `type`, never `interface`, so that an event is assignable to a JSON object.
//
// The comments are published: schemas/ is made of these types, and what stands behind `@pattern`,
// `@minimum` or `@asType` is checked of every event (docs/adr/0014). A kind of text has a name of its
// own even where another kind looks the same, because its name says what it means.

/**
 * Decimal string of an asset's base units, e.g. `"7500000000"`.
 * @pattern ^(0|[1-9][0-9]{0,77})$
 */
export type BaseUnits = string;

/**
 * A difference of base units: as `BaseUnits`, with a minus in front where something became less.
 * @pattern ^(0|-?[1-9][0-9]{0,77})$
 */
export type SignedUnits = string;

/**
 * Decimal string of a currency's minor units: tiyn, cents.
 * @pattern ^(0|[1-9][0-9]{0,77})$
 */
export type MinorUnits = string;

/**
 * A difference of minor units, with a minus in front where something became less.
 * @pattern ^(0|-?[1-9][0-9]{0,77})$
 */
export type SignedMinorUnits = string;

/**
 * Code of a currency: ISO 4217, or what a venue quotes in beside them (SALE-8).
 * @pattern ^[A-Z][A-Z0-9]{2,9}$
 */
export type Currency = string;

export type WireMoney = { readonly amount: MinorUnits; readonly currency: Currency };

/** What an amount of money differs by from another. */
export type MoneyDifference = { readonly amount: SignedMinorUnits; readonly currency: Currency };

/**
 * UTC instant with milliseconds, see `Instant` of the kernel.
 * @pattern ^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$
 */
export type At = string;

/**
 * A calendar day without a zone, e.g. `2026-03-05`.
 * @pattern ^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$
 */
export type CalendarDay = string;

/**
 * A calendar month in Almaty, e.g. `2026-03`.
 * @pattern ^[0-9]{4}-(0[1-9]|1[0-2])$
 */
export type CalendarMonth = string;

/**
 * A tax period, e.g. `2026-Q1`.
 * @pattern ^[0-9]{4}-Q[1-4]$
 */
export type CalendarQuarter = string;

/**
 * Code of a coin, e.g. `BTC`; which ones there are is said by `ASSETS` of the kernel.
 * @pattern ^[A-Z][A-Z0-9]{1,15}$
 */
export type AssetCode = string;

/**
 * UUID (RFC 9562) in lower case.
 * @pattern ^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$
 */
export type Uuid = string;

/**
 * A licensee by the opaque id that licensing gave it: UUIDv7.
 * @pattern ^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$
 */
export type LicenseeId = string;

/**
 * Number of a licence, as the authority gave it.
 * @pattern ^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$
 */
export type LicenceId = string;

/**
 * A pool or an exchange, by the id it is registered under.
 * @pattern ^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$
 */
export type SenderId = string;

/**
 * An id that a pool or an exchange gave to a report, a row or a trade of its own.
 * @pattern ^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$
 */
export type ReportedId = string;

/**
 * SHA-256 in hex.
 * @pattern ^[0-9a-f]{64}$
 */
export type Sha256 = string;

/**
 * A transaction: 64 lower-case hex digits, with `0x` in front where the chain writes it so.
 * @pattern ^(0x)?[0-9a-f]{64}$
 */
export type Txid = string;

/**
 * Hash of a block as explorers show it.
 * @pattern ^[0-9a-f]{64}$
 */
export type BlockHash = string;

/**
 * Index of an output within its transaction.
 * @asType integer
 * @minimum 0
 * @maximum 4294967295
 */
export type Vout = number;

/**
 * How many.
 * @asType integer
 * @minimum 0
 */
export type Count = number;

/**
 * Electric power.
 * @asType integer
 * @minimum 1
 * @maximum 100000000
 */
export type Kilowatts = number;

/**
 * A sum that may leave the numbers that JSON readers keep exactly: a decimal string.
 * @pattern ^(0|[1-9][0-9]{0,77})$
 */
export type WholeNumber = string;

/**
 * Electric power of machines together.
 * @asType integer
 * @minimum 0
 */
export type Watts = number;

/**
 * Hash rate of machines of one algorithm together, in hundredths of the unit that the algorithm is told in
 * (`HASH_ALGORITHMS` of the kernel): of `sha256`, 1 is 0.01 TH/s.
 * @asType integer
 * @minimum 0
 */
export type HashrateHundredths = number;

/**
 * 1, 2, 3 …: the first, the second, the third of its kind.
 * @asType integer
 * @minimum 1
 */
export type Ordinal = number;

/**
 * Place of an event in its log, from 0.
 * @asType integer
 * @minimum 0
 */
export type LogPosition = number;

/**
 * The last position of a log that was known; −1 when nothing was.
 * @asType integer
 * @minimum -1
 */
export type KnownPosition = number;

/**
 * Hundredths of a percent.
 * @asType integer
 * @minimum 0
 */
export type BasisPoints = number;

/**
 * Bytes in the alphabet of base64url (RFC 4648) without padding.
 * @pattern ^[A-Za-z0-9_-]+$
 */
export type Base64Url = string;

/**
 * A personal field, encrypted under its subject's key (AES-256-GCM, key commitment in front of the
 * ciphertext). Destroying the subject's key erases the field; the proof stays valid, because the
 * ciphertext is what was hashed.
 */
export type Encrypted = {
  readonly enc: 'v1';
  readonly subject: string;
  readonly nonce: Base64Url;
  readonly ct: Base64Url;
};

/** Plain for a legal entity, encrypted for a person or an individual entrepreneur. */
export type PersonalText = string | Encrypted;

/**
 * A keyed blind index of an IIN or BIN: equal for equal numbers, and tells nothing else. Nothing may
 * be read out of its letters; two of them are compared, and that is all.
 * @pattern ^[A-Za-z0-9_-]{16,128}$
 */
export type PartyId = string;

/** Adds the discriminating name to a body. */
export type Event<Type extends string, Body> = { readonly type: Type } & Readonly<Body>;

/** The three events of an act that takes two persons (see `answerProposal` in the kernel). */
export type TwoPersonEvents<Act extends string, Terms> =
  Proposed<Act, Terms> | Confirmed<Act, Terms> | Declined<Act, Terms>;

/** One person proposes an act. Nothing follows from it until another person confirms. */
export type Proposed<Act extends string, Terms> = Event<
  `${Act}Proposed`,
  Terms & {
    readonly proposalId: Uuid;
    readonly by: string;
    readonly proposedAt: At;
    /** From this instant on it can no longer be confirmed; absent from proposals that did not say. */
    readonly expiresAt?: At;
  }
>;
/** A second person confirms what was proposed; what follows from it stands in an event of its own. */
export type Confirmed<Act extends string, Terms> = Event<
  `${Act}Confirmed`,
  Terms & { readonly proposalId: Uuid; readonly by: string; readonly confirmedAt: At }
>;
/** A person declines what was proposed. Nothing follows. */
export type Declined<Act extends string, Terms> = Event<
  `${Act}Declined`,
  Terms & { readonly proposalId: Uuid; readonly by: string; readonly declinedAt: At }
>;

/**
 * What a report is a report of, e.g. `fills`; which kinds there are is said by `REPORT_KINDS`.
 * @pattern ^[a-z][a-z-]*$
 */
export type ReportKindName = string;

/** Every submission of a pool or an exchange leaves one, whatever became of its rows. */
export type SubmissionRecorded = Event<
  'SubmissionRecorded',
  {
    kind: ReportKindName;
    sender: SenderId;
    reportId: ReportedId;
    version: Ordinal;
    /** SHA-256 (hex) over the RFC 8785 bytes of the content: what "same content" means. */
    digest: Sha256;
    /** Rows sent, the rejected ones among them. */
    rows: Count;
    rejected: Count;
    receivedAt: At;
    /** Positions of the row events that stand beside it in the same transaction; absent when none. */
    firstPosition?: LogPosition;
    lastPosition?: LogPosition;
  }
>;

/** A row that broke a rule: kept, so that nothing sent is lost, and may be sent again. */
export type RowRejected = Event<
  'RowRejected',
  {
    kind: ReportKindName;
    sender: SenderId;
    reportId: ReportedId;
    version: Ordinal;
    /** As it was sent, which may be the very thing that is wrong with it. */
    rowId: string;
    /** What is wrong, as the answer to the sender says it. */
    code: string;
    /** The row as sent, but for identity numbers, which are replaced by their blind index. */
    content: { readonly [field: string]: unknown };
    receivedAt: At;
  }
>;
