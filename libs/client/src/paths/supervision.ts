// Made by npm run client.

export interface paths {
  '/supervision/v1/reconciliations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Rows of all licensees, by period, asset, verdict or licensee
     * @description One row for each licensee, asset and month: mined, required, sold in time, and the verdict. `sort` puts the largest of an amount first. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Reconciliations_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/reconciliations/counts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How many rows there are, by verdict
     * @description Of all months or one, all assets or one. A licensee counts its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Reconciliations_counts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/reconciliations/{licenseeId}/{asset}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One licensee’s figures and findings of one asset, at any two instants
     * @description All months from the beginning of the regime, by what was known at `knownAt` and had happened by `asOf`. Ask again with the `knownThrough` of an answer, and the figures are the same.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Reconciliations_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/reconciliations/{licenseeId}/{asset}/{period}/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The arithmetic of one row, each input with its event and its proof
     * @description From a figure back to the reports: every row, sale, payment and rule that it is made of. Long ones are asked for list by list.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Reconciliations_explain'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/reconciliations/{licenseeId}/{asset}/{period}/explain/{list}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One list of an explanation in pages
     * @description As in the explanation itself: mined, sales, paidBy, outflows, releases, senders, setAside, findings.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Reconciliations_explainList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/board': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Licensees by months: the verdict and the figures of each
     * @description One cell for each licensee and month of an asset, all of one moment, and the instants at which they changed. A licensee sees its own line. `If-None-Match` with the `ETag` of an answer gives 304 while its cells are the same.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Board_board'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/changes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Verdicts that changed, and what became of findings, latest first
     * @description Judgements with another verdict than the one before, and each event of a finding: raised, revised, withdrawn, decided. Since an instant, or since an event of the stream. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Changes_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/due': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Months that fall due and are still short, the largest shortfall first
     * @description Rows of months whose deadline is still to come, of which less is sold than is required by what was mined so far. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Due_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/findings': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The inbox of findings, latest first
     * @description What does not add up, by type, state, severity, month or licensee. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Findings_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/findings/counts': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * How many findings there are, by state, severity and type
     * @description Of all months or one, all assets or one. A licensee counts its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Findings_counts'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/findings/{findingId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One finding with its history
     * @description The revision that stands, the decision of a person, and each event with its receipt.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Findings_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/findings/{findingId}/decide': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Explain, confirm or dismiss the revision that was looked at
     * @description `revision` is the one that was read; if it was revised meanwhile, it is refused (`finding-revised-since`).
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Findings_decide'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/findings/{findingId}/dismissals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to dismiss a finding that a tax rate depends on; a second person confirms it
     * @description Other findings are dismissed by one person at `/decide`.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Findings_proposeDismissal'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/sector': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Licences, pools, what sales came to by currency; by asset what was mined, required, sold, and the verdicts
     * @description Totals of one month over all licensees, at any two instants.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `licensing-officer`, `tax-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Sector_totals'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/sector/trend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The sector month by month, in one answer
     * @description What `/sector` answers of each month, all of one moment; of one asset, what its sales came to. At most 60 months.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`, `licensing-officer`, `tax-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Sector_trend'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/flows/{licenseeId}/{asset}/{period}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Where the coins of a month came from and where they went
     * @description Pools to the licensee’s wallets, the licensee to venues and addresses: what was mined is the row’s `mined`, what was `sold` is what its sales counted with, and early and unexplained outflows are those of its findings. Both sides have the same total. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['CoinFlow_flow'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/stream': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Server-Sent Events: what is recorded, as it is recorded, in one stream
     * @description Each event has an id. Whoever comes back with it as `Last-Event-ID`, as browsers do, gets first what came meanwhile; `missed` says that this was too much, and that the lists have the rest. `alive` comes every 15 seconds. With `services`, one connection does for all of them: `recorded` names service, position, type, stream and licensees, and what is seen is what the lists show; an operator sees types only. `log-away` and `log-back` say that the log of one service does not answer, and does again; the others go on.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`, `pool`, `exchange`, `operator`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Stream_stream'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/waivers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Waivers of completeness, the latest first
     * @description Who proposed and who confirmed each, and whether it was taken back. Those that only wait for a second person are proposals: `GET /supervision/v1/proposals?act=CompletenessWaiver`.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Waivers_list'];
    put?: never;
    /**
     * Propose a waiver; a second person confirms it
     * @description The month is then judged without a pool or an exchange that stays silent. Only for one that is overdue.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['WaiveCompleteness_propose'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/waivers/revocations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to take a waiver back; a second person confirms it
     * @description The period waits for the sender again, as known from then on.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['WaiveCompleteness_proposeRevocation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/disqualifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose that a sale does not count (SUP-8); a second person confirms it
     * @description Rests on a finding at the revision that was looked at. Once confirmed, the months of the licensee are judged again.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['DisqualifySale_disqualify'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/requalifications': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose that a disqualified sale counts again; a second person confirms it
     * @description Once confirmed, the months of the licensee are judged again.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['DisqualifySale_requalify'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/proposals/{proposalId}/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Confirm a proposal, as another person than its proposer
     * @description The act takes effect with the answer. One’s own proposal is refused (`second-person-required`), and so is one that has expired.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['AnswerProposal_confirm'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/proposals/{proposalId}/decline': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Decline a proposal, or take one’s own back
     * @description Nothing takes effect, and the proposal is closed. Make a new one to propose it again.
     *
     *     **Who:** `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['AnswerProposal_decline'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/rule-packs/effects': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Rows that would be others under a rule pack, if it were the law today
     * @description Asks and records nothing. By licensee, asset and period; what is not there stays as it is.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `auditor`.
     */
    post: operations['RulePackEffects_effects'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/rule-packs/effects/inputs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What the rows of an asset rest on, to work out elsewhere what another rule would change
     * @description By licensee: its rows as the ledger has them, and the facts from which the published reconciliation makes them. Ask for further pages with the `knownAt` and `asOf` of the first one, so that all are of one moment.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `auditor`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['EffectInputs_inputs'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/supervision/v1/search': {
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
  '/supervision/v1/licensees/{licenseeId}/timeline': {
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
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
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
  '/supervision/v1/log/checkpoint': {
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
  '/supervision/v1/log/key': {
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
  '/supervision/v1/log/tile/entries/{path}': {
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
  '/supervision/v1/log/tile/{level}/{path}': {
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
  '/supervision/v1/receipts/{eventId}': {
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
  '/supervision/v1/events': {
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
  '/supervision/v1/subscriptions': {
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
  '/supervision/v1/parked': {
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
  '/supervision/v1/parked/releases': {
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
  '/supervision/v1/parked/releases/{proposalId}/confirm': {
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
  '/supervision/v1/parked/releases/{proposalId}/decline': {
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
  '/supervision/v1/projections': {
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
  '/supervision/v1/projections/{name}/rebuild': {
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
  '/supervision/v1/projections/{name}/compare': {
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
  '/supervision/v1/projections/{name}/switch': {
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
  '/supervision/v1/projections/{name}/drop': {
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
  '/supervision/v1/proposals': {
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
  '/supervision/v1/proposals/{proposalId}': {
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
  '/supervision/v1/me': {
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
    ReconciliationRowBody: {
      /** Format: uuid */
      licenseeId: string;
      /** @description Null of an individual entrepreneur. */
      name: string | null;
      asset: string;
      /** @example 2026-03 */
      period: string;
      mined: string;
      required: string;
      soldInTime: string;
      soldLate: string;
      shortfall: string;
      outstanding: string;
      surplus: string;
      dischargedBps: number | null;
      soldBps: number | null;
      retained: string;
      /** @enum {string} */
      state: 'open' | 'provisional' | 'final';
      /** @enum {string} */
      verdict: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
      /** Format: date-time */
      due: string;
      /** @description How often its final row was another before. */
      restatement: number;
      /**
       * @description Senders that it was judged without.
       * @example [
       *       "dmp-2"
       *     ]
       */
      waived?: string[];
      /**
       * @description The name of an organisation. Persons are not named: of an individual entrepreneur, what it is and its licence.
       * @example Individual entrepreneur · licence DM-2025-06
       */
      displayName: string;
      /**
       * @example [
       *       "DM-2025-06"
       *     ]
       */
      licences: string[];
    };
    LedgerBody: {
      /**
       * @description By the name of each source log: how far it was known, and up to which instant.
       * @example {
       *       "esep/licensing/aifc": {
       *         "position": 91,
       *         "recordedAt": "2026-04-12T16:27:14.770Z"
       *       }
       *     }
       */
      sources: {
        [key: string]: {
          position: number;
          /** Format: date-time */
          recordedAt: string;
        };
      };
      /**
       * Format: date-time
       * @description The latest instant at which all is known.
       */
      knownThrough: string;
      /** @description False when something known by then may be missing. */
      complete: boolean;
    };
    RowCountsBody: {
      rows: number;
      /**
       * @description How many of them have each verdict.
       * @example {
       *       "compliant": 780,
       *       "breach": 44
       *     }
       */
      verdicts: {
        [key: string]: number;
      };
      ledger: components['schemas']['LedgerBody'];
    };
    RestatedRowBody: {
      /** @example 2026-03 */
      period: string;
      mined: string;
      required: string;
      soldInTime: string;
      soldLate: string;
      shortfall: string;
      outstanding: string;
      surplus: string;
      dischargedBps: number | null;
      soldBps: number | null;
      retained: string;
      /** @enum {string} */
      state: 'open' | 'provisional' | 'final';
      /** @enum {string} */
      verdict: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
      /** Format: date-time */
      due: string;
      /** @description How often its final row was another before. */
      restatement: number;
      /**
       * @description Senders that it was judged without.
       * @example [
       *       "dmp-2"
       *     ]
       */
      waived?: string[];
    };
    FoundBody: {
      /** @example under-sold */
      type: string;
      period: string;
      /** @description Base units; where the two differ, the least. */
      quantity: string;
      /**
       * @example [
       *       "dmp-1:2026-03-05.0007"
       *     ]
       */
      facts: string[];
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
      /**
       * Format: date-time
       * @description When the last outstanding coins were sold after all.
       */
      curedAt?: string;
    };
    ReconciliationBody: {
      /** Format: uuid */
      licenseeId: string;
      asset: string;
      /** Format: date-time */
      knownAt: string;
      /** Format: date-time */
      asOf: string;
      rows: components['schemas']['RestatedRowBody'][];
      findings: components['schemas']['FoundBody'][];
      /** @description Of the free part, what has left. */
      used: string;
      /** @description What has left before it was released. */
      early: string;
      /** @description What has left and was not there to leave. */
      unexplained: string;
      /** @description Mined coins at hand. */
      stockAtEnd: string;
      /** @description Bought coins at hand. */
      boughtAtEnd: string;
      ledger: components['schemas']['LedgerBody'];
    };
    ReckonedRowBody: {
      /** @example 2026-03 */
      period: string;
      mined: string;
      required: string;
      soldInTime: string;
      soldLate: string;
      shortfall: string;
      outstanding: string;
      surplus: string;
      dischargedBps: number | null;
      soldBps: number | null;
      retained: string;
      /** @enum {string} */
      state: 'open' | 'provisional' | 'final';
      /** @enum {string} */
      verdict: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
      /** Format: date-time */
      due: string;
      /**
       * @description Senders that it was judged without.
       * @example [
       *       "dmp-2"
       *     ]
       */
      waived?: string[];
    };
    OperandBody: {
      /**
       * @description A figure of the row, a field of the explanation, or what of its lists is counted or summed up.
       * @example required
       */
      name: string;
      /** @example 1500000000 */
      value: string;
      /**
       * @description `base-units-bps`: base units times basis points. `sender`: a pool or an exchange.
       * @example base-units
       * @enum {string}
       */
      unit: 'base-units' | 'base-units-bps' | 'bps' | 'count' | 'instant' | 'sender' | 'state';
    };
    ArithmeticStepBody: {
      /**
       * @description Field of the row.
       * @example shortfall
       */
      figure: string;
      /** @example 1500000000 − 1200000000 */
      formula: string;
      /** @example 300000000 */
      value: string;
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
      /**
       * @description What it does with its operands, for other languages than the formula's. `sum`: The sum of the second over so many as the first. `sum-before`: The sum of the second over so many as the first, of those before the third. `sum-from`: The sum of the second over so many as the first, of those from the third on. `difference`: The first without the second. `quotient-rounded-up`: The first divided by the second, rounded up. `share-rounded-down`: The first times the second, divided by the third and rounded down; null where the third is 0. `state-at`: At the first: open before the second, provisional before the third and as long as a report is missing, else final. `verdict-of`: Of a first that is not final, pending, or inconclusive where reports are missing; else compliant without shortfall, breach with something outstanding, breach-cured-late with none.
       * @example difference
       * @enum {string}
       */
      operation:
        | 'sum'
        | 'sum-before'
        | 'sum-from'
        | 'difference'
        | 'quotient-rounded-up'
        | 'share-rounded-down'
        | 'state-at'
        | 'verdict-of';
      operands: components['schemas']['OperandBody'][];
    };
    SourceBody: {
      /** @example esep/pool-reporting/aifc */
      log: string;
      position: number;
      /** Format: uuid */
      eventId: string;
      /** @description Where the proof of the event is. */
      proof: string;
    };
    MinedBody: {
      /**
       * @description The row or fill behind it.
       * @example dmp-1:2026-03-05.0007
       */
      fact: string;
      /** Format: date-time */
      at: string;
      /** @description The events behind it, oldest first. */
      sources: components['schemas']['SourceBody'][];
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
      /** @example dmp-1 */
      pool: string;
      /** @description Of the report. */
      version: number;
      gross: string;
      fee: string;
      net: string;
      /** @example 7500 */
      shareBps: number;
      /** @description net × shareBps. */
      weighted: string;
      /** @example [] */
      faults: string[];
    };
    ObstacleBody: {
      /** @example disqualified */
      type: string;
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
    };
    SalePaymentBody: {
      period: string;
      quantity: string;
      inTime: boolean;
      /** @description What the period still owed afterwards. */
      openAfter: string;
    };
    SaleBody: {
      /**
       * @description The row or fill behind it.
       * @example dmp-1:2026-03-05.0007
       */
      fact: string;
      /** Format: date-time */
      at: string;
      /** @description The events behind it, oldest first. */
      sources: components['schemas']['SourceBody'][];
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
      /** @example aifc-crypto-exchange */
      venue: string;
      /** @example KZT */
      quote: string;
      /** @description Minor units of `quote`. */
      quoteAmount: string | null;
      /** @description Null where nobody named it. */
      counterparty: string | null;
      quantity: string;
      /** @description Of it, mined coins. */
      sourced: string;
      /** @description Of it, bought coins. */
      bought: string;
      /** @description Of it, coins that nobody knows of. */
      unsourced: string;
      /** @description A fee taken in coins. */
      baseFee: string;
      feeFromMined: string;
      feeFromBought: string;
      /** @description False where an obstacle stands against it. */
      counts: boolean;
      obstacles: components['schemas']['ObstacleBody'][];
      /** @description Where the part that counts went. */
      payments: components['schemas']['SalePaymentBody'][];
      surplus: string;
    };
    PaidByBody: {
      period: string;
      quantity: string;
      inTime: boolean;
      /** @description What the period still owed afterwards. */
      openAfter: string;
      /**
       * @description The row or fill behind it.
       * @example dmp-1:2026-03-05.0007
       */
      fact: string;
      /** Format: date-time */
      at: string;
    };
    OutflowBody: {
      /**
       * @description The row or fill behind it.
       * @example dmp-1:2026-03-05.0007
       */
      fact: string;
      /** Format: date-time */
      at: string;
      /** @description The events behind it, oldest first. */
      sources: components['schemas']['SourceBody'][];
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
      amount: string;
      /**
       * @description The address that got the coins.
       * @example null
       */
      to: string | null;
      bought: string;
      mined: string;
      /** @description Of the mined part, what was at hand. */
      covered: string;
      /** @description The free part that had not left before. */
      room: string;
      /** @description What tax had released by then. */
      released: string;
      free: string;
      early: string;
      unexplained: string;
    };
    ReleaseInputBody: {
      /** Format: date-time */
      at: string;
      /** @description The events behind it, oldest first. */
      sources: components['schemas']['SourceBody'][];
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
      quantity: string;
    };
    SenderAskedBody: {
      /** @example dmp-1 */
      sender: string;
      /** @enum {string} */
      role: 'pool' | 'venue';
      /**
       * Format: date-time
       * @description It is asked for everything up to here.
       */
      until: string;
      /**
       * Format: date-time
       * @description It has said so.
       */
      through: string | null;
      complete: boolean;
      /** @description Two persons judge without it. */
      waived: boolean;
      /** @description The events behind it, oldest first. */
      sources: components['schemas']['SourceBody'][];
    };
    SetAsideBody: {
      /**
       * @description The row or fill behind it.
       * @example dmp-1:2026-03-05.0007
       */
      fact: string;
      /** Format: date-time */
      at: string;
      quantity: string;
      /** @enum {string} */
      because: 'reversed' | 'withdrawn' | 'busted';
      /** @description The events behind it, oldest first. */
      sources: components['schemas']['SourceBody'][];
    };
    CrossCheckBody: {
      /** @example payout-not-on-chain */
      type: string;
      period: string;
      quantity: string;
      /** @description Where it differs: at most. */
      quantityMax?: string;
      /** @description Whose reports it is about. */
      sender?: string;
      /**
       * @example [
       *       "dmp-1:2026-03-05.0007"
       *     ]
       */
      facts: string[];
      /**
       * @example [
       *       "SALE-1"
       *     ]
       */
      rules: string[];
      /** @example warning */
      severity?: string;
    };
    RuleSourceBody: {
      /**
       * @description The fact of the regime.
       * @example SALE-1
       */
      fact: string;
      /**
       * @description Stated by the regime, found in the law, or an assumption.
       * @enum {string}
       */
      mark?: 'S' | 'L' | 'A';
      /** @example Law on Digital Assets */
      act?: string;
      /** @example Art. 39 */
      note?: string;
    };
    RuleBody: {
      /** @example saleShareBps */
      key: string;
      /** @example SALE-1 */
      rule: string;
      /**
       * Format: date
       * @description The local day from which it holds.
       */
      from: string;
      /**
       * @description As the key has it.
       * @example 7500
       */
      value:
        | string
        | number
        | boolean
        | unknown[]
        | {
            [key: string]: unknown;
          };
      source: components['schemas']['RuleSourceBody'];
      /** @description Nobody could confirm it. */
      assumption: boolean;
    };
    RulePackReferenceBody: {
      /** @example aifc-2026 */
      packId: string;
      /** @description SHA-256 of its bytes. */
      hash: string;
    };
    ExplanationBody: {
      /** Format: uuid */
      licenseeId: string;
      asset: string;
      period: string;
      /** Format: date-time */
      start: string;
      /** Format: date-time */
      end: string;
      /** Format: date-time */
      due: string;
      /** Format: date-time */
      knownAt: string;
      /** Format: date-time */
      asOf: string;
      row: components['schemas']['ReckonedRowBody'];
      steps: components['schemas']['ArithmeticStepBody'][];
      mined: components['schemas']['MinedBody'][];
      sales: components['schemas']['SaleBody'][];
      paidBy: components['schemas']['PaidByBody'][];
      outflows: components['schemas']['OutflowBody'][];
      releases: components['schemas']['ReleaseInputBody'][];
      senders: components['schemas']['SenderAskedBody'][];
      setAside: components['schemas']['SetAsideBody'][];
      findings: components['schemas']['FoundBody'][];
      crossChecks: components['schemas']['CrossCheckBody'][];
      rules: components['schemas']['RuleBody'][];
      rulePack: components['schemas']['RulePackReferenceBody'];
      ledger: components['schemas']['LedgerBody'];
    };
    CellBody: {
      /** @example 2026-03 */
      period: string;
      /**
       * @example breach
       * @enum {string}
       */
      verdict: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
      /**
       * @example final
       * @enum {string}
       */
      state: 'open' | 'provisional' | 'final';
      /** @example 10000000000 */
      mined: string;
      /** @example 7500000000 */
      required: string;
      /**
       * @description In time and late.
       * @example 7000000000
       */
      sold: string;
      /**
       * @description required without what was sold in time.
       * @example 500000000
       */
      shortfall: string;
      /** @description How often its final row was another before. */
      restatement: number;
    };
    BoardLicenseeBody: {
      /**
       * @description The name of an organisation. Persons are not named: of an individual entrepreneur, what it is and its licence.
       * @example Individual entrepreneur · licence DM-2025-06
       */
      displayName: string;
      /**
       * @example [
       *       "DM-2025-06"
       *     ]
       */
      licences: string[];
      /** Format: uuid */
      licenseeId: string;
      /** @description Null of an individual entrepreneur. */
      name: string | null;
      /** @description One for each of `periods`; null where there is no row. */
      cells: (components['schemas']['CellBody'] | null)[];
    };
    BoardBody: {
      /**
       * @example [
       *       "2026-02",
       *       "2026-03"
       *     ]
       */
      periods: string[];
      /** @description Who have a row in these months, by their ids. */
      licensees: components['schemas']['BoardLicenseeBody'][];
      /**
       * @description The last instants at which a judgement changed one of the cells, earliest first, at most 200. Ask with one as `knownAt` for the board as it was then.
       * @example [
       *       "2026-04-11T19:00:00.114Z"
       *     ]
       */
      changedAt: string[];
      /** @description How many such instants there were before those. */
      changedBefore: number;
      ledger: components['schemas']['LedgerBody'];
    };
    JudgedBody: {
      /**
       * @example breach
       * @enum {string}
       */
      verdict: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
      /**
       * @description `pending` where nothing was judged before.
       * @enum {string}
       */
      verdictBefore: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
      /**
       * @example final
       * @enum {string}
       */
      state: 'open' | 'provisional' | 'final';
      /** @description How often its final row was another before. */
      restatement: number;
      /** @example 10000000000 */
      mined: string;
      /** @example 7500000000 */
      required: string;
      /** @example 500000000 */
      shortfall: string;
      /** @example 500000000 */
      outstanding: string;
    };
    ChangedFindingBody: {
      /** Format: uuid */
      findingId: string;
      /** @example under-sold */
      findingType: string;
      /** @example critical */
      severity: string;
      /** @example 500000000 */
      quantity: string;
      /** @example open */
      state: string;
      revision: number;
    };
    ChangeBody: {
      /** @description Of the event in supervision’s log. */
      position: number;
      /**
       * @example PeriodJudged
       * @enum {string}
       */
      type:
        | 'PeriodJudged'
        | 'FindingRaised'
        | 'FindingRevised'
        | 'FindingReopened'
        | 'FindingWithdrawn'
        | 'FindingContradicted'
        | 'FindingExplained'
        | 'FindingConfirmed'
        | 'FindingDismissed';
      /** Format: date-time */
      recordedAt: string;
      /** @example BTC */
      asset: string;
      /** @example 2026-03 */
      period: string;
      judged: components['schemas']['JudgedBody'] | null;
      finding: components['schemas']['ChangedFindingBody'] | null;
      /**
       * @description The name of an organisation. Persons are not named: of an individual entrepreneur, what it is and its licence.
       * @example Individual entrepreneur · licence DM-2025-06
       */
      displayName: string;
      /**
       * @example [
       *       "DM-2025-06"
       *     ]
       */
      licences: string[];
      /** Format: uuid */
      licenseeId: string;
      /** @description Null of an individual entrepreneur. */
      name: string | null;
    };
    DueBody: {
      /** @example BTC */
      asset: string;
      /** @example 2026-03 */
      period: string;
      /**
       * @example provisional
       * @enum {string}
       */
      state: 'open' | 'provisional' | 'final';
      /**
       * Format: date-time
       * @description A sale before this instant is in time.
       */
      due: string;
      /** @example 10000000000 */
      mined: string;
      /** @example 7500000000 */
      required: string;
      /** @example 7000000000 */
      soldInTime: string;
      /**
       * @description What is still to be sold.
       * @example 500000000
       */
      shortfall: string;
      /**
       * @description The name of an organisation. Persons are not named: of an individual entrepreneur, what it is and its licence.
       * @example Individual entrepreneur · licence DM-2025-06
       */
      displayName: string;
      /**
       * @example [
       *       "DM-2025-06"
       *     ]
       */
      licences: string[];
      /** Format: uuid */
      licenseeId: string;
      /** @description Null of an individual entrepreneur. */
      name: string | null;
    };
    FindingItem: {
      /** Format: uuid */
      findingId: string;
      type: string;
      severity: string;
      /** @enum {string} */
      state: 'open' | 'explained' | 'confirmed' | 'dismissed' | 'withdrawn' | 'contradicted';
      /** Format: uuid */
      licenseeId: string;
      asset: string;
      period: string;
      quantity: string;
      facts: string[];
      rules: string[];
      /** @description Whose reports it is about, where it is about those of one pool or exchange. */
      sender: string | null;
      revision: number;
      /** Format: date-time */
      raisedAt: string;
      /** Format: date-time */
      changedAt: string;
      /** @description Null of an individual entrepreneur. */
      name: string | null;
      /** @example Individual entrepreneur · licence DM-2025-06 */
      displayName: string;
      /**
       * @example [
       *       "DM-2025-06"
       *     ]
       */
      licences: string[];
    };
    FindingCountsBody: {
      findings: number;
      /**
       * @example {
       *       "open": 12,
       *       "withdrawn": 3
       *     }
       */
      states: {
        [key: string]: number;
      };
      /**
       * @example {
       *       "critical": 11,
       *       "high": 4
       *     }
       */
      severities: {
        [key: string]: number;
      };
      /**
       * @example {
       *       "under-sold": 11,
       *       "unlicensed-venue": 4
       *     }
       */
      types: {
        [key: string]: number;
      };
    };
    FindingDecisionBody: {
      /** @enum {string} */
      outcome: 'explained' | 'confirmed' | 'dismissed';
      /** @description The revision that was looked at. */
      revision: number;
      /** @example aigerim */
      by: string;
      /** @example The pool has confirmed the rows. */
      reason: string;
      /** Format: date-time */
      at: string;
    };
    FindingEventBody: {
      /** @example FindingRaised */
      type: string;
      /** Format: date-time */
      recordedAt: string;
      position: number;
      /** @description Where the proof of the event is. */
      receipt: string;
      /**
       * @description As the schema of the event has it (docs/asyncapi.yaml).
       * @example {
       *       "asset": "BTC",
       *       "period": "2026-03",
       *       "revision": 1
       *     }
       */
      body: {
        [key: string]: unknown;
      };
    };
    FindingBody: {
      /** Format: uuid */
      findingId: string;
      type: string;
      severity: string;
      /** @enum {string} */
      state: 'open' | 'explained' | 'confirmed' | 'dismissed' | 'withdrawn' | 'contradicted';
      /** Format: uuid */
      licenseeId: string;
      asset: string;
      period: string;
      quantity: string;
      facts: string[];
      rules: string[];
      /** @description Whose reports it is about, where it is about those of one pool or exchange. */
      sender: string | null;
      revision: number;
      /** Format: date-time */
      raisedAt: string;
      /** Format: date-time */
      changedAt: string;
      /** @description Null of an individual entrepreneur. */
      name: string | null;
      /** @example Individual entrepreneur · licence DM-2025-06 */
      displayName: string;
      /**
       * @example [
       *       "DM-2025-06"
       *     ]
       */
      licences: string[];
      /** @description The last one of a person, also where a later revision has opened it again. */
      decision: components['schemas']['FindingDecisionBody'] | null;
      history: components['schemas']['FindingEventBody'][];
    };
    DecideBody: {
      /**
       * @description Only a person confirms (SUP-4).
       * @enum {string}
       */
      outcome: 'explained' | 'confirmed' | 'dismissed';
      /** @description The revision that was looked at. */
      revision: number;
      reason: string;
    };
    DismissBody: {
      /** @description The revision that was looked at. */
      revision: number;
      reason: string;
    };
    ConversionBody: {
      /** @example KZT */
      currency: string;
      /** @description Minor units. */
      amount: string;
      fills: number;
    };
    AssetTotalsBody: {
      asset: string;
      licensees: number;
      mined: string;
      required: string;
      sold: string;
      verdicts: {
        [key: string]: number;
      };
    };
    SectorBody: {
      /** @example 2026-03 */
      period: string;
      conversions: components['schemas']['ConversionBody'][];
      assets: components['schemas']['AssetTotalsBody'][];
      /** @description In force at asOf; suspended ones are. */
      licences: number;
      /** @description Who hold them. */
      licensees: number;
      pools: number;
      ledger: components['schemas']['LedgerBody'];
    };
    PeriodTotalsBody: {
      /** @example 2026-03 */
      period: string;
      conversions: components['schemas']['ConversionBody'][];
      assets: components['schemas']['AssetTotalsBody'][];
    };
    TrendBody: {
      /** @description In force at asOf; suspended ones are. */
      licences: number;
      /** @description Who hold them. */
      licensees: number;
      pools: number;
      ledger: components['schemas']['LedgerBody'];
      /** @description Each month that was asked for. */
      periods: components['schemas']['PeriodTotalsBody'][];
    };
    StrandBody: {
      /**
       * @description Who stands at the other end: a pool, a venue, an address; `before` and `after` are the coins at hand at the ends of the month, `unknown` is where coins came from that nobody reported, `nowhere-known` where no address is known, `others` the sum of what is too many to list.
       * @enum {string}
       */
      kind:
        | 'pool'
        | 'venue'
        | 'address'
        | 'before'
        | 'opening-stock'
        | 'unknown'
        | 'nowhere-known'
        | 'after'
        | 'others';
      /** @example dmp-1 */
      id: string | null;
      /**
       * @description Of a pool: the wallet that its rows name.
       * @example bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4
       */
      wallet: string | null;
      /**
       * @description Null for `others`.
       * @example mined
       * @enum {string|null}
       */
      cause:
        | 'at-hand'
        | 'bought-at-hand'
        | 'declared'
        | 'mined'
        | 'bought'
        | 'unsourced'
        | 'sold'
        | 'sold-not-counted'
        | 'fee'
        | 'released'
        | 'early-release'
        | 'unexplained-outflow'
        | null;
      /** @description Base units. */
      quantity: string;
      /** @description The rows, fills and movements that it sums: see the explanation of the row. */
      facts: number;
    };
    CoinFlowBody: {
      /** Format: uuid */
      licenseeId: string;
      asset: string;
      period: string;
      /** Format: date-time */
      start: string;
      /** Format: date-time */
      end: string;
      /** Format: date-time */
      knownAt: string;
      /** Format: date-time */
      asOf: string;
      /** @description The largest first. */
      from: components['schemas']['StrandBody'][];
      /** @description The largest first. */
      to: components['schemas']['StrandBody'][];
      /**
       * @description What came in, and as much went out or stayed. Base units.
       * @example 1500000000
       */
      total: string;
      ledger: components['schemas']['LedgerBody'];
    };
    WaiverBody: {
      period: string;
      /** @description Pool or exchange that stays silent. */
      sender: string;
      reason: string;
    };
    WaiverItem: {
      period: string;
      sender: string;
      reason: string;
      /** Format: date-time */
      waivedAt: string;
      /** @example aigerim */
      proposedBy: string | null;
      /** @example dana */
      confirmedBy: string | null;
      /** Format: date-time */
      revokedAt: string | null;
      /**
       * @description Why it was revoked.
       * @example The pool reports again.
       */
      revokedWhy: string | null;
      /** @description Where its proof is. */
      receipt: string;
    };
    SaleDecisionBody: {
      /** @description The finding that the decision rests on. */
      findingId: string;
      /** @description The revision that was looked at. */
      revision: number;
      /**
       * @description The sale, as the finding names it: venue:tradeId:side.
       * @example kzt-crypto-market:T-20260320-004711:sell
       */
      fact: string;
      reason: string;
    };
    StandingBody: {
      /** @enum {string} */
      state: 'open' | 'provisional' | 'final';
      verdict: string;
      /** @description Base units, as all quantities. */
      required: string;
      shortfall: string;
      outstanding: string;
      retained: string;
      /** Format: date-time */
      due: string;
    };
    EffectBody: {
      /** Format: uuid */
      licenseeId: string;
      name: string | null;
      asset: string;
      /** @example 2026-03 */
      period: string;
      /** @description Null of a row that is new. */
      now: components['schemas']['StandingBody'] | null;
      /** @description Null of a row that goes. */
      then: components['schemas']['StandingBody'] | null;
    };
    EffectsBody: {
      /** @description The pack, as it is proposed at POST /licensing/v1/rule-packs. */
      pack: {
        [key: string]: unknown;
      };
    };
    KnownRowBody: {
      /** @example 2026-03 */
      period: string;
      /**
       * @example breach
       * @enum {string}
       */
      verdict: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
      /**
       * @example final
       * @enum {string}
       */
      state: 'open' | 'provisional' | 'final';
      /** @example 10000000000 */
      mined: string;
      /** @example 7500000000 */
      required: string;
      /** @example 7000000000 */
      soldInTime: string;
      /** @example 0 */
      soldLate: string;
      /** @example 500000000 */
      shortfall: string;
    };
    InputsBody: {
      /**
       * @description The name of an organisation. Persons are not named: of an individual entrepreneur, what it is and its licence.
       * @example Individual entrepreneur · licence DM-2025-06
       */
      displayName: string;
      /**
       * @example [
       *       "DM-2025-06"
       *     ]
       */
      licences: string[];
      /** Format: uuid */
      licenseeId: string;
      /** @description Null of an individual entrepreneur. */
      name: string | null;
      rows: components['schemas']['KnownRowBody'][];
      /**
       * @description The lists of RECONCILIATION.md §1, as the published vectors write them. Parties are numbered, 0 is the licensee. Null of who has more than 10000 facts.
       * @example {
       *       "licenseeBin": "0",
       *       "distributions": [
       *         {
       *           "id": "dmp-1:r-1",
       *           "version": 1,
       *           "pool": "dmp-1",
       *           "licenceId": "DM-2025-06",
       *           "at": "2026-03-05T07:00:00.000Z",
       *           "gross": "102000000",
       *           "fee": "2000000",
       *           "net": "100000000",
       *           "recordedAt": "2026-03-05T07:00:00.114Z",
       *           "position": 17
       *         }
       *       ]
       *     }
       */
      facts: {
        [key: string]: unknown;
      } | null;
    };
    DatedShareBody: {
      /** @example 2025-01-01 */
      from: string;
      /** @example 7500 */
      bps: number;
    };
    DatedDaysBody: {
      /** @example 0001-01-01 */
      from: string;
      /** @example 10 */
      days: number;
    };
    DatedCurrenciesBody: {
      /** @example 0001-01-01 */
      from: string;
      /**
       * @example [
       *       "KZT",
       *       "USD"
       *     ]
       */
      currencies: string[];
    };
    RowRulesBody: {
      shareBps: components['schemas']['DatedShareBody'][];
      graceDays: components['schemas']['DatedDaysBody'][];
      /**
       * @example [
       *       "2026-03-09"
       *     ]
       */
      holidays: string[];
      quoteCurrencies: components['schemas']['DatedCurrenciesBody'][];
      /** Format: date-time */
      regimeFrom?: string;
    };
    ReckonedByBody: {
      /** Format: date-time */
      knownAt: string;
      /** Format: date-time */
      asOf: string;
      /** @example kz-aifc-2026 */
      packId: string;
      rules: components['schemas']['RowRulesBody'];
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
        | 'urn:esep:problem:already-waived'
        | 'urn:esep:problem:answer-too-large'
        | 'urn:esep:problem:as-of-after-known-at'
        | 'urn:esep:problem:asset-unknown'
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
        | 'urn:esep:problem:dismissal-already-proposed'
        | 'urn:esep:problem:dismissal-takes-two-persons'
        | 'urn:esep:problem:event-id-reused'
        | 'urn:esep:problem:event-unknown'
        | 'urn:esep:problem:fact-not-a-sale'
        | 'urn:esep:problem:finding-already-decided'
        | 'urn:esep:problem:finding-revised-since'
        | 'urn:esep:problem:finding-unknown'
        | 'urn:esep:problem:finding-withdrawn'
        | 'urn:esep:problem:idempotency-key-malformed'
        | 'urn:esep:problem:idempotency-key-reused'
        | 'urn:esep:problem:identity-provider-unavailable'
        | 'urn:esep:problem:internal-error'
        | 'urn:esep:problem:judged-at-an-earlier-time'
        | 'urn:esep:problem:judged-from-older-sources'
        | 'urn:esep:problem:licensee-unknown'
        | 'urn:esep:problem:list-unknown'
        | 'urn:esep:problem:method-not-allowed'
        | 'urn:esep:problem:no-rule-pack'
        | 'urn:esep:problem:not-waived'
        | 'urn:esep:problem:other-organisation'
        | 'urn:esep:problem:owner-elsewhere'
        | 'urn:esep:problem:parameter-invalid'
        | 'urn:esep:problem:parked-key-unknown'
        | 'urn:esep:problem:periods-invalid'
        | 'urn:esep:problem:projection-changing'
        | 'urn:esep:problem:projection-in-use'
        | 'urn:esep:problem:projection-unknown'
        | 'urn:esep:problem:proposal-closed'
        | 'urn:esep:problem:proposal-expired'
        | 'urn:esep:problem:proposal-id-taken'
        | 'urn:esep:problem:proposal-unknown'
        | 'urn:esep:problem:reason-required'
        | 'urn:esep:problem:release-already-proposed'
        | 'urn:esep:problem:request-malformed'
        | 'urn:esep:problem:role-missing'
        | 'urn:esep:problem:route-unknown'
        | 'urn:esep:problem:row-unknown'
        | 'urn:esep:problem:rule-pack-invalid'
        | 'urn:esep:problem:rule-pack-not-followed'
        | 'urn:esep:problem:rule-pack-not-json'
        | 'urn:esep:problem:sale-already-disqualified'
        | 'urn:esep:problem:sale-decision-already-proposed'
        | 'urn:esep:problem:sale-not-disqualified'
        | 'urn:esep:problem:second-person-required'
        | 'urn:esep:problem:sender-has-reported'
        | 'urn:esep:problem:sender-not-asked'
        | 'urn:esep:problem:sender-not-overdue'
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
        | 'urn:esep:problem:too-many-streams'
        | 'urn:esep:problem:too-many-values'
        | 'urn:esep:problem:waiver-already-proposed'
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
    CommandAnswer: {
      stream: string;
      version: number;
      position: number;
      /** @description Where the proof of its event is. */
      receipt: string;
      /** @description What a second person confirms, if the command proposed an act. */
      proposalId?: string;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export interface operations {
  Reconciliations_list: {
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
        /** @example 2026-03 */
        period?: string;
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example pending */
        verdict?: 'pending' | 'inconclusive' | 'compliant' | 'breach' | 'breach-cured-late';
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
        /**
         * @description Largest first. Default: by licensee, asset and month.
         * @example mined
         */
        sort?: 'mined' | 'outstanding' | 'shortfall';
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
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
            items: components['schemas']['ReconciliationRowBody'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
            ledger: components['schemas']['LedgerBody'];
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
  Reconciliations_counts: {
    parameters: {
      query?: {
        /** @example 2026-03 */
        period?: string;
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
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
          'application/json': components['schemas']['RowCountsBody'];
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
  Reconciliations_one: {
    parameters: {
      query?: {
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
      };
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId: string;
        /** @example BTC */
        asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
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
          'application/json': components['schemas']['ReconciliationBody'];
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
  Reconciliations_explain: {
    parameters: {
      query?: {
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
      };
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId: string;
        /** @example BTC */
        asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 2026-03 */
        period: string;
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
          'application/json': components['schemas']['ExplanationBody'];
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
  Reconciliations_explainList: {
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
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
      };
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId: string;
        /** @example BTC */
        asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 2026-03 */
        period: string;
        /** @example mined */
        list: string;
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
          'application/json': {
            items: (
              | components['schemas']['MinedBody']
              | components['schemas']['SaleBody']
              | components['schemas']['PaidByBody']
              | components['schemas']['OutflowBody']
              | components['schemas']['ReleaseInputBody']
              | components['schemas']['SenderAskedBody']
              | components['schemas']['SetAsideBody']
              | components['schemas']['FoundBody']
              | components['schemas']['CrossCheckBody']
              | components['schemas']['ArithmeticStepBody']
            )[];
            next: string | null;
          };
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
  Board_board: {
    parameters: {
      query: {
        /**
         * @description The first month.
         * @example 2026-01
         */
        from: string;
        /**
         * @description The last month.
         * @example 2026-06
         */
        until: string;
        /** @example BTC */
        asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
      };
      header?: {
        /**
         * @description The `ETag` of the answer that the caller has.
         * @example W/"2jmj7l5rSw0yVb_vlWAYkK"
         */
        'If-None-Match'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          /** @description Of everything but `ledger`. */
          ETag?: string;
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['BoardBody'];
        };
      };
      /** @description It is what the caller has. */
      304: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
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
  Changes_list: {
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
         * @description Only what was recorded after it.
         * @example 2026-03-05T07:00:00.000Z
         */
        since?: string;
        /**
         * @description Only what stands after it in the log: the id of the last event of the stream.
         * @example 1
         */
        sincePosition?: number;
        /** @example PeriodJudged */
        type?:
          | 'PeriodJudged'
          | 'FindingRaised'
          | 'FindingRevised'
          | 'FindingReopened'
          | 'FindingWithdrawn'
          | 'FindingContradicted'
          | 'FindingExplained'
          | 'FindingConfirmed'
          | 'FindingDismissed';
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
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
            items: components['schemas']['ChangeBody'][];
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
  Due_list: {
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
         * @description Only months that fall due until then. Default: all that have begun.
         * @example 2026-03-05T07:00:00.000Z
         */
        until?: string;
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
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
            items: components['schemas']['DueBody'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
            ledger: components['schemas']['LedgerBody'];
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
  Findings_list: {
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
        /** @example under-sold */
        type?: string;
        /** @example open */
        state?: 'open' | 'explained' | 'confirmed' | 'dismissed' | 'withdrawn' | 'contradicted';
        /** @example critical */
        severity?: string;
        /** @example 2026-03 */
        period?: string;
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
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
            items: components['schemas']['FindingItem'][];
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
  Findings_counts: {
    parameters: {
      query?: {
        /** @example 2026-03 */
        period?: string;
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
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
          'application/json': components['schemas']['FindingCountsBody'];
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
  Findings_one: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        findingId: string;
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
          'application/json': components['schemas']['FindingBody'];
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
  Findings_decide: {
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
        findingId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DecideBody'];
      };
    };
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
  Findings_proposeDismissal: {
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
        findingId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['DismissBody'];
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
  Sector_totals: {
    parameters: {
      query: {
        /** @example 2026-03 */
        period: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
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
          'application/json': components['schemas']['SectorBody'];
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
  Sector_trend: {
    parameters: {
      query: {
        /**
         * @description The first month.
         * @example 2026-01
         */
        from: string;
        /**
         * @description The last month.
         * @example 2026-06
         */
        until: string;
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
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
          'application/json': components['schemas']['TrendBody'];
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
  CoinFlow_flow: {
    parameters: {
      query?: {
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
      };
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId: string;
        /** @example BTC */
        asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /** @example 2026-03 */
        period: string;
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
          'application/json': components['schemas']['CoinFlowBody'];
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
  Stream_stream: {
    parameters: {
      query?: {
        /**
         * @description Whose events, by commas, each once: then each event says only that it was recorded (`recorded`), and ids are places in all of these logs. Without it: judgements and findings, with what they say; to pools, exchanges and operators nothing of that.
         * @example licensing,supervision
         */
        services?: string;
      };
      header?: {
        /**
         * @description The id of the last event that was received.
         * @example 102
         */
        'Last-Event-ID'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Events, one after the other, without end. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': {
            id: string;
            /** @description Type of the event, `alive`, or `missed`; with `services` `recorded`, `alive`, `missed`, `log-away` or `log-back`. */
            event: string;
            /** @description JSON; empty in `alive`. */
            data: string;
          };
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
  Waivers_list: {
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
         * @description Of this month only.
         * @example 2026-03
         */
        period?: string;
        /**
         * @description Of this pool or exchange only.
         * @example dmp-1
         */
        sender?: string;
        /**
         * @description Only those that are not revoked.
         * @example false
         */
        inForce?: boolean;
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
            items: components['schemas']['WaiverItem'][];
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
  WaiveCompleteness_propose: {
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
        'application/json': components['schemas']['WaiverBody'];
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
  WaiveCompleteness_proposeRevocation: {
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
        'application/json': components['schemas']['WaiverBody'];
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
  DisqualifySale_disqualify: {
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
        'application/json': components['schemas']['SaleDecisionBody'];
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
  DisqualifySale_requalify: {
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
        'application/json': components['schemas']['SaleDecisionBody'];
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
  AnswerProposal_confirm: {
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
  AnswerProposal_decline: {
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
  RulePackEffects_effects: {
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
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EffectsBody'];
      };
    };
    responses: {
      /** @description A page of the list. */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            items: components['schemas']['EffectBody'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
            ledger: components['schemas']['LedgerBody'];
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
  EffectInputs_inputs: {
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
        /** @example BTC */
        asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
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
            items: components['schemas']['InputsBody'][];
            /** @description Cursor of what follows, null at the end. */
            next: string | null;
            by: components['schemas']['ReckonedByBody'];
            ledger: components['schemas']['LedgerBody'];
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
