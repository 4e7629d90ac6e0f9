// Made by npm run client.

export interface paths {
  '/pool-reporting/v1/distributions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Report coins credited to miners
     * @description A malformed report is refused whole. Rows that break a rule are rejected one by one, each with a code, and the rest stand. The same reportId, version and content gives the same answer again, with `Idempotent-Replay: true`; other content under the same version is refused with `report-changed`.
     *
     *     **Who:** `pool`.
     */
    post: operations['ReportDistributions_report'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/payouts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Report coins sent to miners’ wallets
     * @description A malformed report is refused whole. Rows that break a rule are rejected one by one, each with a code, and the rest stand. The same reportId, version and content gives the same answer again, with `Idempotent-Replay: true`; other content under the same version is refused with `report-changed`.
     *
     *     **Who:** `pool`.
     */
    post: operations['ReportPayouts_report'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/reversals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Take back credits whose block was orphaned
     * @description A malformed report is refused whole. Rows that break a rule are rejected one by one, each with a code, and the rest stand. The same reportId, version and content gives the same answer again, with `Idempotent-Replay: true`; other content under the same version is refused with `report-changed`.
     *
     *     **Who:** `pool`.
     */
    post: operations['ReportReversals_report'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/completeness': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Say that everything up to an instant was reported
     * @description The greatest `through` counts; a smaller one changes nothing.
     *
     *     **Who:** `pool`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ReportCompleteness_report'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/submissions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Reports that were taken, the latest first
     * @description A sender sees its own, staff those of all. With `withRejections` only those of which rows are to be sent again.
     *
     *     **Who:** `pool`, `supervision-analyst`, `enforcement-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Submissions_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/submissions/{kind}/{reportId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One report, with its rejected rows
     * @description The latest version unless `version` is given. What was sent comes back, but for identity numbers.
     *
     *     **Who:** `pool`, `supervision-analyst`, `enforcement-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Submissions_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/submissions/{kind}/{reportId}/rejected-rows': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The rejected rows of one report, in the order of the report
     * @description Each with its code and what to do. Mend them and send a higher version, or the same row in another report.
     *
     *     **Who:** `pool`, `supervision-analyst`, `enforcement-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Submissions_rejected'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/calendar': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Which days each sender has reported, completed, or let pass
     * @description A line for each sender and day: what came, what was rejected, and whether the day is complete. A sender that never said anything is shown where `sender` names it. A sender sees its own.
     *
     *     **Who:** `pool`, `supervision-analyst`, `enforcement-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ReportCalendar_days'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/search': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a text stands for in this service, and where to go on
     * @description Ask each service: licensing knows licences, names, numbers and addresses, pool reporting transactions, supervision findings, and each its own events. What the caller may not see is not found.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Search_search'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/licensees/{licenseeId}/timeline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything that was recorded about a licensee, the newest first
     * @description Who did what and when, with the proof of each; the five services’ together are the whole story. A page may have fewer items than asked for, and `next` all the same. A licensee sees its own, without what was only proposed or declined.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `auditor`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Timeline_timeline'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/log/checkpoint': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The signed tree head of everything committed so far
     * @description A C2SP checkpoint (signed note). Keep it: a later head that does not contain it proves that the log was changed.
     *
     *     **Who:** anybody, without a token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Ledger_checkpoint'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/log/key': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The verifier key of this log, as sumdb/note writes it
     * @description Checks the signatures of checkpoints and receipts. Keep it apart from the log.
     *
     *     **Who:** anybody, without a token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Ledger_verifierKey'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/log/tile/entries/{path}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * An entry bundle of up to 256 events
     * @description C2SP tlog-tiles: each event by its length and bytes. A full bundle never changes and may be cached for ever.
     *
     *     **Who:** `auditor`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Ledger_entries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/log/tile/{level}/{path}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A tile of up to 256 hashes
     * @description C2SP tlog-tiles, to check that events stand in the tree of a checkpoint. A full tile never changes.
     *
     *     **Who:** anybody, without a token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Ledger_tile'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/receipts/{eventId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A file that proves offline that an event stands in the log
     * @description Commands and reports answer its address. Whom the event does not concern gets 404, as for one that is not there.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Ledger_receipt'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Events by position, type, stream, licensee and time, with the bytes that were hashed
     * @description For mirrors and auditors: go on from `next`. With `past`, the head promises that nothing earlier will come. `order=newest` begins at the end of the log.
     *
     *     **Who:** `auditor`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Events_events'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/subscriptions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How far the consumers are in each log that they read, and what holds them up
     * @description A line for each consumer and log. `GET …/parked` lists what is parked, and why. `head` and `behind` are null while the log’s service does not answer.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `auditor`, `operator`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Subscriptions_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/parked': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Facts that wait for a decision, and why
     * @description What a consumer could not process, and what waits behind it. Figures that depend on it are not `complete` meanwhile.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `auditor`, `operator`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Parked_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/parked/releases': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to replay or skip; a second person confirms
     * @description `replay` tries all that waits again, in order; `skip` drops the one fact that failed.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `operator`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Parked_propose'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/parked/releases/{proposalId}/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Confirm, as another person; the key then goes on
     * @description Answers how many facts took effect. A fact that fails again keeps the key parked (`still-not-digestible`).
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Parked_confirm'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/parked/releases/{proposalId}/decline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decline, as another person; the key stays parked
     * @description Nothing changes, and another release may be proposed.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Parked_decline'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/projections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The projections, and how far their copies are
     * @description Tables that reads are answered from: the copy that is read, the one that is built beside it, and the one before.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `auditor`, `operator`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Projections_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/projections/{name}/rebuild': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Build a projection anew from the logs, beside the copy that is read
     * @description Answers at once; the list says how far it is. Reads are not disturbed. Only one copy is built at a time (`copy-exists`).
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `operator`.
     */
    post: operations['Projections_rebuild'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/projections/{name}/compare': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Compare both copies, table by table, at one place of all logs
     * @description Waits until both are equally far. What differs is shown by example; figures are not to change unseen.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `operator`.
     */
    post: operations['Projections_compare'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/projections/{name}/switch': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Have the next copy read from now on; the present one is kept
     * @description Needs a comparison before. Copies that differ are switched only with the reason in `changed`.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `operator`.
     */
    post: operations['Projections_switch'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/projections/{name}/drop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Give up the next copy, or the one that was read before
     * @description `next` stops building; `old` frees its room, after which there is no way back.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `operator`.
     */
    post: operations['Projections_drop'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/proposals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Everything that was proposed, the latest first, and what became of it
     * @description The queue of the second person: `state=open` is what can be confirmed now, `act` is one kind only.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ProposalList_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/proposals/{proposalId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One proposal, with all its terms
     * @description Read it before confirming: names are decrypted here, and a rule pack is shown whole.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ProposalList_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who I am here, and what I may do
     * @description What the service knows by the access token. What needs no role of its own is not in `may`: what is public, the rule packs, receipts of what one may read.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Me_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export interface components {
  schemas: {
    DistributionRowBody: {
      /** @description The pool’s own id of the credit. */
      rowId: string;
      /** @description The licence the coins were mined under. */
      licenceId: string;
      /**
       * @description One of BTC, BCH, LTC, DOGE, ETC, KAS.
       * @example BTC
       */
      asset: string;
      /**
       * @description FPPS, PPS, PPS+, PPLNS or SOLO.
       * @example FPPS
       */
      scheme: string;
      /** @description Before the pool’s fee. */
      gross: string;
      /** @description The pool’s fee. */
      fee: string;
      /** @description gross − fee: what the miner was credited. */
      net: string;
      /**
       * Format: date-time
       * @description When it was credited to the miner.
       */
      distributedAt: string;
      /** @description Where the miner is paid. */
      wallet?: string;
      payoutTxid?: string;
      /** @description Hash of the block behind it, if any. */
      block?: string;
    };
    DistributionsBody: {
      /** @description The sender’s own id of the report. */
      reportId: string;
      /** @description 1, 2, 3 … */
      version: number;
      poolId: string;
      rows: components['schemas']['DistributionRowBody'][];
    };
    RejectedRow: {
      /** @description For a fill: its trade id and side. */
      rowId: string;
      /** @description Kebab-case fact, e.g. `net-mismatch`. */
      code: string;
      /** @description What is wrong, and what to do. */
      message: string;
    };
    SubmissionAnswer: {
      reportId: string;
      version: number;
      /** @description Rows that stand. */
      accepted: number;
      /** @description Kept, and may be sent again. */
      rejected: components['schemas']['RejectedRow'][];
      /** @description Where its proof is; none for a dry run. */
      receipt?: string;
    };
    PayoutRowBody: {
      /** @description The pool’s own id of the payout. */
      rowId: string;
      /** @description The licence of the miner. */
      licenceId: string;
      /**
       * @description One of BTC, BCH, LTC, DOGE, ETC, KAS.
       * @example BTC
       */
      asset: string;
      amount: string;
      /** @description 64 lower-case hex digits. */
      txid: string;
      /** @description Index of the output within the transaction. */
      vout: number;
      /**
       * Format: date-time
       * @description When the coins were sent.
       */
      paidAt: string;
      /** @description Where the coins were sent. */
      wallet: string;
    };
    PayoutsBody: {
      /** @description The sender’s own id of the report. */
      reportId: string;
      /** @description 1, 2, 3 … */
      version: number;
      poolId: string;
      rows: components['schemas']['PayoutRowBody'][];
    };
    ReversalRowBody: {
      /** @description The row of a report of distributions. */
      rowId: string;
      /** @description Why, e.g. the hash of the orphaned block. */
      cause: string;
    };
    ReversalsBody: {
      /** @description The sender’s own id of the report. */
      reportId: string;
      /** @description 1, 2, 3 … */
      version: number;
      poolId: string;
      rows: components['schemas']['ReversalRowBody'][];
    };
    CompletenessBody: {
      poolId: string;
      /**
       * Format: date-time
       * @description Everything up to this instant was reported.
       */
      through: string;
    };
    CommandAnswer: {
      stream: string;
      version: number;
      position: number;
      /** @description Where the proof of its event is. */
      receipt: string;
      /** @description What a second person confirms, if the command proposed an act. */
      proposalId?: string;
    };
    SubmissionItem: {
      /** @description What its rows are about, e.g. `distributions`. */
      kind: string;
      sender: string;
      reportId: string;
      version: number;
      /** @description Rows sent. */
      rows: number;
      rejected: number;
      /** Format: date-time */
      receivedAt: string;
      /** @description Where its proof is. */
      receipt: string;
    };
    RejectedRowKept: {
      /** @description For a fill: its trade id and side. */
      rowId: string;
      /** @description Kebab-case fact, e.g. `net-mismatch`. */
      code: string;
      /** @description What is wrong, and what to do. */
      message: string;
      /** @description The row as it was sent, but for identity numbers. */
      content: {
        [key: string]: unknown;
      };
    };
    SubmissionWithRejections: {
      /** @description What its rows are about, e.g. `distributions`. */
      kind: string;
      sender: string;
      reportId: string;
      version: number;
      /** @description Rows sent. */
      rows: number;
      rejected: number;
      /** Format: date-time */
      receivedAt: string;
      /** @description Where its proof is. */
      receipt: string;
      rejectedRows: components['schemas']['RejectedRowKept'][];
    };
    CalendarDay: {
      sender: string;
      /** Format: date */
      day: string;
      /**
       * @description `complete`: said to be complete in time. `late`: after `due`. `silent`: not by now, and it was due. `reported`: not due yet, and reports came that day. `open`: nothing yet.
       * @enum {string}
       */
      state: 'complete' | 'late' | 'silent' | 'reported' | 'open';
      /** @description Reports that came on the day. */
      reports: number;
      /** @description Their rows. */
      rows: number;
      rejected: number;
      /**
       * Format: date-time
       * @description When the sender said that everything up to the end of the day was reported.
       */
      completeAt: string | null;
      /**
       * Format: date-time
       * @description Until when the month of the day is to be reported; null where its law is not known here yet, and nothing is late or silent then.
       */
      due: string | null;
    };
    FoundItem: {
      /** @enum {string} */
      kind:
        | 'event'
        | 'licensee'
        | 'licence'
        | 'pool'
        | 'exchange'
        | 'wallet'
        | 'rule-pack'
        | 'transaction'
        | 'finding'
        | 'day'
        | 'month'
        | 'quarter';
      /**
       * @description Of what was found, as the API names it.
       * @example DM-2025-06
       */
      id: string;
      /**
       * @description What people call it.
       * @example Batys Mining LLP
       */
      title: string | null;
      /**
       * Format: uuid
       * @description Whom it is about.
       */
      licenseeId: string | null;
      /**
       * @description Where to go on.
       * @example /licensing/v1/licences/DM-2025-06
       */
      where: string | null;
    };
    FoundAnswer: {
      /** @description At most 20. */
      items: components['schemas']['FoundItem'][];
    };
    TimelineItem: {
      /** Format: uuid */
      eventId: string;
      /** @example WalletBound */
      type: string;
      /**
       * Format: date-time
       * @description When it happened.
       */
      at: string;
      /**
       * Format: date-time
       * @description When it was recorded.
       */
      recordedAt: string;
      /**
       * @description Who did it.
       * @example aigerim
       */
      by: string;
      /**
       * @description For whom.
       * @example aifc
       */
      organisation: string;
      /** @description What it happened to. */
      stream: string;
      position: number;
      /**
       * @description As the schema of the event has it (docs/asyncapi.yaml).
       * @example {
       *       "asset": "BTC",
       *       "period": "2026-03"
       *     }
       */
      body: {
        [key: string]: unknown;
      };
      /** @description Where its proof is. */
      receipt: string;
    };
    Receipt: {
      /** @description The event as it was hashed. */
      event: string;
      /** @description C2SP tlog-proof. */
      proof: string;
      verifierKey: string;
    };
    LogHeadAnswer: {
      /** @description The position that the next event gets. */
      next: number;
      /** Format: date-time */
      recordedAt: string;
    };
    LoggedEvent: {
      position: number;
      /** @description What was hashed. */
      bytes: string;
    };
    LoggedEvents: {
      log: string;
      head: components['schemas']['LogHeadAnswer'];
      events: components['schemas']['LoggedEvent'][];
      /** @description `from` of what follows; null at the end for now. A search may find nothing in what it looked at, and more follow all the same. */
      next: number | null;
    };
    SourceItem: {
      /** @example reconciliation_v1 */
      subscription: string;
      /** @example esep/licensing/aifc */
      log: string;
      /** @description Events of the log that took effect, or are parked. */
      position: number;
      /** @description Events in the log; null while its service does not answer. */
      head: number | null;
      /** @description Events that are yet to come. */
      behind: number | null;
      /**
       * Format: date-time
       * @description Everything recorded earlier took effect.
       */
      knownThrough: string;
      /** @description How long ago that was. */
      behindSeconds: number;
      /** @description Facts of the log that wait for two persons. */
      parked: number;
      /** Format: date-time */
      parkedSince: string | null;
      /**
       * @description `stopped`: a fact cannot be digested and concerns everybody. `forked`: it is not the log that was read so far.
       * @enum {string}
       */
      state: 'reading' | 'stopped' | 'forked';
    };
    ParkedItem: {
      subscription: string;
      key: string;
      log: string;
      position: number;
      /** @description 0 for what only waits behind another. */
      attempts: number;
      error: string | null;
      /** Format: date-time */
      parkedAt: string;
    };
    ReleaseBody: {
      subscription: string;
      key: string;
      /**
       * @description Try all again, or drop the fact that failed.
       * @enum {string}
       */
      how: 'replay' | 'skip';
      reason: string;
    };
    ReleaseAnswer: {
      stream: string;
      version: number;
      position: number;
      /** @description Where the proof of its event is. */
      receipt: string;
      /** @description What a second person confirms, if the command proposed an act. */
      proposalId?: string;
      /** @description Facts that took effect at last. */
      tookEffect: number;
    };
    CopyLog: {
      log: string;
      /** @description Events that took effect in the copy that is read. */
      live: number;
      /** @description And in the next copy. */
      next: number;
    };
    ComparisonSummary: {
      equal: boolean;
      /** Format: date-time */
      comparedAt: string;
    };
    CopyItem: {
      /** @description Of the code that made it. */
      version: number;
      /** Format: date-time */
      madeAt: string;
      madeBy: string | null;
      /** @description Why it cannot be built further. */
      trouble: string | null;
      comparison: components['schemas']['ComparisonSummary'] | null;
      /** Format: date-time */
      switchedAt: string | null;
      switchedBy: string | null;
      switchedWhy: string | null;
    };
    ProjectionItem: {
      name: string;
      subscription: string;
      /** @description Of the code that runs. */
      version: number;
      logs: components['schemas']['CopyLog'][];
      /** @description The copy that is read. */
      live: components['schemas']['CopyItem'] | null;
      /** @description The copy being built beside it. */
      next: components['schemas']['CopyItem'] | null;
      /** @description The copy that was read before. */
      old: components['schemas']['CopyItem'] | null;
    };
    ProjectionList: {
      items: components['schemas']['ProjectionItem'][];
      next: string | null;
    };
    TableSumItem: {
      rows: number;
      /** @description Of all rows, in whatever order. */
      checksum: string;
    };
    LoneRow: {
      /** @enum {string} */
      in: 'live' | 'next';
      /** @description As JSON, its beginning. */
      row: string;
    };
    TableItem: {
      table: string;
      live: components['schemas']['TableSumItem'] | null;
      next: components['schemas']['TableSumItem'] | null;
      /** @description Columns of the next copy only. */
      added: string[];
      /** @description Columns that it no longer has. */
      lost: string[];
      equal: boolean;
      /** @description Some rows of one copy only. */
      differences: components['schemas']['LoneRow'][];
    };
    ComparisonAnswer: {
      equal: boolean;
      /** Format: date-time */
      comparedAt: string;
      tables: components['schemas']['TableItem'][];
    };
    SwitchBody: {
      /** @description Why the next copy should differ from the one that is read. */
      changed?: string;
    };
    DropBody: {
      /**
       * @description Which copy.
       * @enum {string}
       */
      copy: 'next' | 'old';
    };
    ProposalItem: {
      /** Format: uuid */
      proposalId: string;
      /** @example Price */
      act: string;
      /** @description What it would change. */
      stream: string;
      /** @description What is proposed. */
      terms: {
        [key: string]: unknown;
      };
      /** @enum {string} */
      state: 'open' | 'confirmed' | 'declined' | 'expired';
      proposedBy: string;
      /** Format: date-time */
      proposedAt: string;
      /**
       * Format: date-time
       * @description It can be confirmed until then.
       */
      expiresAt: string;
      answeredBy?: string;
      /** Format: date-time */
      answeredAt?: string;
      /** @description Where the proof of its event is. */
      receipt: string;
    };
    AllowedOperation: {
      /** @example GET */
      method: string;
      /**
       * @description As in the OpenAPI document.
       * @example /licensing/v1/licences/{licenceId}
       */
      path: string;
      /** @example One licence */
      summary: string;
    };
    MeAnswer: {
      /**
       * @description What events record as their actor.
       * @example officer-aigerim
       */
      subject: string;
      /** @example Aigerim */
      name: string | null;
      /**
       * @description Id of a pool, an exchange or a licensee, or the regulator.
       * @example aifc
       */
      organisation: string;
      /** @description Those that count there. */
      roles: (
        | 'licensing-officer'
        | 'supervision-analyst'
        | 'enforcement-officer'
        | 'tax-officer'
        | 'auditor'
        | 'operator'
        | 'pool'
        | 'exchange'
        | 'licensee'
        | 'service'
        | 'demo'
      )[];
      /** @description The operations of this service that need a role which the token has. */
      may: components['schemas']['AllowedOperation'][];
    };
    FieldErrorSchema: {
      /** @description RFC 6901 pointer into what was sent. */
      pointer: string;
      /** @description Kebab-case fact. */
      code: string;
      message: string;
    };
    ProblemSchema: {
      /**
       * Format: uri
       * @example urn:esep:problem:report-changed
       * @enum {string}
       */
      type:
        | 'about:blank'
        | 'urn:esep:problem:already-confirmed'
        | 'urn:esep:problem:answer-too-large'
        | 'urn:esep:problem:before-regime'
        | 'urn:esep:problem:body-invalid'
        | 'urn:esep:problem:body-malformed'
        | 'urn:esep:problem:body-too-deep'
        | 'urn:esep:problem:body-too-large'
        | 'urn:esep:problem:charset-unsupported'
        | 'urn:esep:problem:content-encoding-unsupported'
        | 'urn:esep:problem:content-type-unsupported'
        | 'urn:esep:problem:copies-differ'
        | 'urn:esep:problem:copies-not-compared'
        | 'urn:esep:problem:copy-behind'
        | 'urn:esep:problem:copy-exists'
        | 'urn:esep:problem:copy-unknown'
        | 'urn:esep:problem:cursor-invalid'
        | 'urn:esep:problem:event-id-reused'
        | 'urn:esep:problem:event-unknown'
        | 'urn:esep:problem:fills-are-corrected-not-replaced'
        | 'urn:esep:problem:idempotency-key-malformed'
        | 'urn:esep:problem:idempotency-key-reused'
        | 'urn:esep:problem:identity-provider-unavailable'
        | 'urn:esep:problem:instant-in-future'
        | 'urn:esep:problem:internal-error'
        | 'urn:esep:problem:method-not-allowed'
        | 'urn:esep:problem:other-organisation'
        | 'urn:esep:problem:owner-elsewhere'
        | 'urn:esep:problem:parameter-invalid'
        | 'urn:esep:problem:parked-key-unknown'
        | 'urn:esep:problem:projection-changing'
        | 'urn:esep:problem:projection-in-use'
        | 'urn:esep:problem:projection-unknown'
        | 'urn:esep:problem:proposal-closed'
        | 'urn:esep:problem:proposal-expired'
        | 'urn:esep:problem:proposal-id-taken'
        | 'urn:esep:problem:proposal-unknown'
        | 'urn:esep:problem:range-malformed'
        | 'urn:esep:problem:release-already-proposed'
        | 'urn:esep:problem:report-changed'
        | 'urn:esep:problem:report-id-ambiguous'
        | 'urn:esep:problem:report-id-malformed'
        | 'urn:esep:problem:report-is-final'
        | 'urn:esep:problem:report-unknown'
        | 'urn:esep:problem:request-malformed'
        | 'urn:esep:problem:role-missing'
        | 'urn:esep:problem:route-unknown'
        | 'urn:esep:problem:second-person-required'
        | 'urn:esep:problem:starting'
        | 'urn:esep:problem:still-not-digestible'
        | 'urn:esep:problem:store-full'
        | 'urn:esep:problem:store-unavailable'
        | 'urn:esep:problem:tile-unknown'
        | 'urn:esep:problem:token-expired'
        | 'urn:esep:problem:token-invalid'
        | 'urn:esep:problem:token-missing'
        | 'urn:esep:problem:too-many-names'
        | 'urn:esep:problem:too-many-requests'
        | 'urn:esep:problem:too-many-rows'
        | 'urn:esep:problem:too-many-values'
        | 'urn:esep:problem:version-malformed'
        | 'urn:esep:problem:version-superseded'
        | 'urn:esep:problem:wrong-expected-version';
      title: string;
      status: number;
      detail?: string;
      /**
       * Format: uri
       * @description The request.
       */
      instance?: string;
      errors?: components['schemas']['FieldErrorSchema'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export interface operations {
  ReportDistributions_report: {
    parameters: {
      query?: {
        /**
         * @description Answer the same, and record nothing.
         * @example false
         */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DistributionsBody'];
      };
    };
    responses: {
      /** @description What would become of each row. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubmissionAnswer'];
        };
      };
      /** @description What became of each row. The same again for the same content. */
      201: {
        headers: {
          /** @description `true` when this version of the report was taken before. */
          'Idempotent-Replay'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubmissionAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  ReportPayouts_report: {
    parameters: {
      query?: {
        /**
         * @description Answer the same, and record nothing.
         * @example false
         */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PayoutsBody'];
      };
    };
    responses: {
      /** @description What would become of each row. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubmissionAnswer'];
        };
      };
      /** @description What became of each row. The same again for the same content. */
      201: {
        headers: {
          /** @description `true` when this version of the report was taken before. */
          'Idempotent-Replay'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubmissionAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  ReportReversals_report: {
    parameters: {
      query?: {
        /**
         * @description Answer the same, and record nothing.
         * @example false
         */
        dryRun?: boolean;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReversalsBody'];
      };
    };
    responses: {
      /** @description What would become of each row. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubmissionAnswer'];
        };
      };
      /** @description What became of each row. The same again for the same content. */
      201: {
        headers: {
          /** @description `true` when this version of the report was taken before. */
          'Idempotent-Replay'?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubmissionAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  ReportCompleteness_report: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Of your choice, a new one for each command: what is sent again under the same key is done once, and answered as before.
         * @example b51c9a44-approve-dmp-1
         */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CompletenessBody'];
      };
    };
    responses: {
      /** @description Where it stands in the log. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommandAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Submissions_list: {
    parameters: {
      query?: {
        /**
         * @description At most so many items.
         * @example 1
         */
        limit?: number;
        /**
         * @description `next` of the answer before.
         * @example q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd
         */
        cursor?: string;
        /**
         * @description Only reports of this kind.
         * @example distributions
         */
        kind?: string;
        /** @example 2026-03-05 */
        reportId?: string;
        /**
         * @description Only reports with rejected rows.
         * @example false
         */
        withRejections?: boolean;
        /**
         * @description Whose; a sender sees its own.
         * @example dmp-1
         */
        sender?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['SubmissionItem'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
          };
          'text/csv': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Submissions_one: {
    parameters: {
      query?: {
        /**
         * @description The latest without it.
         * @example 1
         */
        version?: number;
        /**
         * @description Whose; a sender sees its own.
         * @example dmp-1
         */
        sender?: string;
      };
      header?: never;
      path: {
        /** @example distributions */
        kind: string;
        /** @example 2026-03-05 */
        reportId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SubmissionWithRejections'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Submissions_rejected: {
    parameters: {
      query?: {
        /**
         * @description At most so many items.
         * @example 1
         */
        limit?: number;
        /**
         * @description `next` of the answer before.
         * @example q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd
         */
        cursor?: string;
        /**
         * @description The latest without it.
         * @example 1
         */
        version?: number;
        /**
         * @description Whose; a sender sees its own.
         * @example dmp-1
         */
        sender?: string;
      };
      header?: never;
      path: {
        /** @example distributions */
        kind: string;
        /** @example 2026-03-05 */
        reportId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['RejectedRowKept'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
          };
          'text/csv': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  ReportCalendar_days: {
    parameters: {
      query: {
        /**
         * @description At most so many items.
         * @example 1
         */
        limit?: number;
        /**
         * @description `next` of the answer before.
         * @example q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd
         */
        cursor?: string;
        /**
         * @description The first day, in Almaty.
         * @example 2026-03-05
         */
        from: string;
        /**
         * @description The last day, at most 92 days in all; none after today is given.
         * @example 2026-03-05
         */
        until: string;
        /**
         * @description Whose; a sender sees its own.
         * @example dmp-1
         */
        sender?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['CalendarDay'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
          };
          'text/csv': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Search_search: {
    parameters: {
      query: {
        /**
         * @description What is looked for, as it was copied: an id of an event, a licensee, a licence, a pool or an exchange, a BIN, a name or its beginning, an address, a transaction, the hash of a rule pack, a day, a month, a quarter. An IIN is refused; `POST /licensing/v1/licensees/lookup` takes it.
         * @example DM-2025-06
         */
        q: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FoundAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Timeline_timeline: {
    parameters: {
      query?: {
        /**
         * @description At most so many items.
         * @example 1
         */
        limit?: number;
        /**
         * @description `next` of the answer before.
         * @example q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd
         */
        cursor?: string;
        /**
         * @description Only events of this type.
         * @example WalletBound
         */
        type?: string;
        /**
         * @description Only what was recorded then or later.
         * @example 2026-03-05T07:00:00.000Z
         */
        since?: string;
        /**
         * @description Only what was recorded earlier.
         * @example 2026-03-05T07:00:00.000Z
         */
        until?: string;
      };
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['TimelineItem'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
          };
          'text/csv': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Ledger_checkpoint: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description When it was signed. */
          'Last-Modified'?: string;
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Ledger_verifierKey: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/plain': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Ledger_entries: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example 000 */
        path: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Ledger_tile: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example 0 */
        level: string;
        /** @example 000 */
        path: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/octet-stream': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Ledger_receipt: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        eventId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Check it with: esep verify <file> --key <verifier key> */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Receipt'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Events_events: {
    parameters: {
      query?: {
        /**
         * @description The first position to look at, in the order asked for. Default: the first of it.
         * @example 1
         */
        from?: number;
        /**
         * @description At most 500 are given.
         * @example 1
         */
        limit?: number;
        /**
         * @description An instant that the head shall promise to have passed.
         * @example 2026-03-05T07:00:00.000Z
         */
        past?: string;
        /**
         * @description Only events of this type.
         * @example FillRecorded
         */
        type?: string;
        /**
         * @description Only events of this stream, e.g. `pool-dmp-1`.
         * @example licence-AFSA-G-LA-2026-0001
         */
        stream?: string;
        /**
         * @description Only events about this licensee.
         * @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61
         */
        licenseeId?: string;
        /**
         * @description Only what was recorded then or later.
         * @example 2026-03-05T07:00:00.000Z
         */
        since?: string;
        /**
         * @description Only what was recorded earlier.
         * @example 2026-03-05T07:00:00.000Z
         */
        until?: string;
        /**
         * @description Which come first.
         * @example oldest
         */
        order?: 'oldest' | 'newest';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['LoggedEvents'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Subscriptions_list: {
    parameters: {
      query?: {
        /**
         * @description At most so many items.
         * @example 1
         */
        limit?: number;
        /**
         * @description `next` of the answer before.
         * @example q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd
         */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['SourceItem'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
          };
          'text/csv': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Parked_list: {
    parameters: {
      query?: {
        /**
         * @description At most so many items.
         * @example 1
         */
        limit?: number;
        /**
         * @description `next` of the answer before.
         * @example q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd
         */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ParkedItem'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
          };
          'text/csv': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Parked_propose: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Of your choice, a new one for each command: what is sent again under the same key is done once, and answered as before.
         * @example b51c9a44-approve-dmp-1
         */
        'Idempotency-Key'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReleaseBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommandAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Parked_confirm: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Of your choice, a new one for each command: what is sent again under the same key is done once, and answered as before.
         * @example b51c9a44-approve-dmp-1
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        proposalId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ReleaseAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Parked_decline: {
    parameters: {
      query?: never;
      header?: {
        /**
         * @description Of your choice, a new one for each command: what is sent again under the same key is done once, and answered as before.
         * @example b51c9a44-approve-dmp-1
         */
        'Idempotency-Key'?: string;
      };
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        proposalId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CommandAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Projections_list: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProjectionList'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Projections_rebuild: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example register */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProjectionItem'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Projections_compare: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example register */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ComparisonAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Projections_switch: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example register */
        name: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['SwitchBody'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProjectionItem'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Projections_drop: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example register */
        name: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DropBody'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProjectionItem'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  ProposalList_list: {
    parameters: {
      query?: {
        /**
         * @description At most so many items.
         * @example 1
         */
        limit?: number;
        /**
         * @description `next` of the answer before.
         * @example q83vEjRWeJCrze8SNFZ4kFsiMjAyNi0wMyJd
         */
        cursor?: string;
        /**
         * @description Default: all.
         * @example open
         */
        state?: 'open' | 'confirmed' | 'declined' | 'expired';
        /**
         * @description As in the names of its events, e.g. `Price`.
         * @example Price
         */
        act?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['ProposalItem'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
          };
          'text/csv': string;
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  ProposalList_one: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        proposalId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ProposalItem'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
  Me_read: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MeAnswer'];
        };
      };
      /** @description A refusal (RFC 9457). */
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['ProblemSchema'];
        };
      };
    };
  };
}
