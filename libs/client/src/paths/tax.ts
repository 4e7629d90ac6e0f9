// Made by npm run client.

export interface paths {
  '/tax/v1/prices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Prices by day, latest day first
     * @description Confirmed ones only, as known at `knownAt`. Receipts of coins are taxed by the price of their day.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Prices_list'];
    put?: never;
    /**
     * Propose the price of a coin on a day; a second person confirms it
     * @description From the published list. A day that has a price is corrected by another; one far from the day before needs a `reason`.
     *
     *     **Who:** `tax-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Prices_publish'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/exchange-rates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Exchange rates by day, latest day first
     * @description Confirmed ones only, as known at `knownAt`.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ExchangeRates_list'];
    put?: never;
    /**
     * Propose the rate of a currency on a day; a second person confirms it
     * @description Tenge for one whole unit, by the National Bank. A day that has a rate is corrected by another.
     *
     *     **Who:** `tax-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ExchangeRates_publish'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/assessments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Assessments, latest quarter first; a licensee sees its own
     * @description What is owed, paid and outstanding in each quarter, by the version in force at `asOf`.
     *
     *     **Who:** `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Assessments_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/assessments/{licenseeId}/{quarter}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One quarter with all versions, blocks and payments
     * @description Assessments are issued anew when facts change: each version says which one it supersedes and by how much it differs.
     *
     *     **Who:** `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Assessments_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/assessments/{licenseeId}/{quarter}/explain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The arithmetic step by step, with prices, exchange rates and rules
     * @description Worked out again from what was known when the version was issued. Every input has its proof, every value of the law its source.
     *
     *     **Who:** `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Assessments_explain'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/assessments/{licenseeId}/{quarter}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Approve the version in force; nothing is released without it
     * @description `version` is the one that was looked at; if another was issued meanwhile, it is refused (`version-superseded`).
     *
     *     **Who:** `tax-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Approvals_approve'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/cost-declarations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Declared costs, latest first; a licensee sees its own
     * @description Each with its evidence and what was decided. Only what was accepted lowers the tax.
     *
     *     **Who:** `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['CostDeclarations_list'];
    put?: never;
    /**
     * Declare the costs of a quarter; they count once they are accepted
     * @description A licensee declares its own. Declaring again replaces what is not accepted yet.
     *
     *     **Who:** `tax-officer`, `licensee`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['CostDeclarations_declare'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/cost-declarations/{licenseeId}/{quarter}/accept': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Accept declared costs, as another person than declared them
     * @description As they were declared, or in part. The quarter is then assessed anew.
     *
     *     **Who:** `tax-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['CostDeclarations_accept'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/cost-declarations/{licenseeId}/{quarter}/reject': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reject declared costs; what was accepted before stands
     * @description With the reason, which the licensee reads in the list.
     *
     *     **Who:** `tax-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['CostDeclarations_reject'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/payments': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Payments, latest first; a licensee sees its own
     * @description What was received, by whom it was recorded, and where its proof is.
     *
     *     **Who:** `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Payments_list'];
    put?: never;
    /**
     * Record a payment of a quarter’s tax
     * @description `reference` is that of the bank and pays one quarter once: the same payment again changes nothing, another one under it is refused.
     *
     *     **Who:** `tax-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Payments_record'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/releases': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Releases, latest first; a licensee sees its own
     * @description Coins that may be moved. `objection` says why a release would not be given today; it stands all the same.
     *
     *     **Who:** `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Releases_list'];
    put?: never;
    /**
     * Propose to release what need not be sold, once the quarter’s tax is approved and paid; a second person confirms it
     * @description Without `quantity` all that is left of the month. Once confirmed, the coins may be moved.
     *
     *     **Who:** `tax-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Releases_release'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/tax/v1/search': {
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
  '/tax/v1/licensees/{licenseeId}/timeline': {
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
     *     **Who:** `tax-officer`, `auditor`, `service`, `licensee`.
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
  '/tax/v1/proposals/{proposalId}/confirm': {
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
     *     **Who:** `tax-officer`.
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
  '/tax/v1/proposals/{proposalId}/decline': {
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
     *     **Who:** `tax-officer`.
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
  '/tax/v1/log/checkpoint': {
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
  '/tax/v1/log/key': {
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
  '/tax/v1/log/tile/entries/{path}': {
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
  '/tax/v1/log/tile/{level}/{path}': {
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
  '/tax/v1/receipts/{eventId}': {
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
  '/tax/v1/events': {
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
  '/tax/v1/subscriptions': {
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
  '/tax/v1/parked': {
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
  '/tax/v1/parked/releases': {
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
  '/tax/v1/parked/releases/{proposalId}/confirm': {
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
  '/tax/v1/parked/releases/{proposalId}/decline': {
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
  '/tax/v1/projections': {
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
  '/tax/v1/projections/{name}/rebuild': {
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
  '/tax/v1/projections/{name}/compare': {
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
  '/tax/v1/projections/{name}/switch': {
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
  '/tax/v1/projections/{name}/drop': {
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
  '/tax/v1/proposals': {
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
  '/tax/v1/proposals/{proposalId}': {
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
  '/tax/v1/me': {
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
    MoneyBody: {
      /** @description Minor units of the currency. */
      amount: string;
      /** @description ISO 4217. */
      currency: string;
    };
    PriceBody: {
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /**
       * Format: date
       * @description A day published again is a correction.
       */
      day: string;
      /** @description Of one whole coin. */
      value: components['schemas']['MoneyBody'];
      /** @description The published list, e.g. its number and date. */
      source: string;
      /** @description Why it is far from the one before. */
      reason?: string;
    };
    PriceItem: {
      /** Format: date */
      day: string;
      value: components['schemas']['MoneyBody'];
      source: string;
      /** Format: date-time */
      publishedAt: string;
      /** @description Where the proof of its event is. */
      receipt: string;
      asset: string;
    };
    ExchangeRateBody: {
      /** @enum {string} */
      currency: 'KZT' | 'USD';
      /**
       * Format: date
       * @description A day published again is a correction.
       */
      day: string;
      /** @description Tiyn for one whole unit of the currency. */
      value: components['schemas']['MoneyBody'];
      /** @description The National Bank’s publication. */
      source: string;
      /** @description Why it is far from the one before. */
      reason?: string;
    };
    ExchangeRateItem: {
      /** Format: date */
      day: string;
      value: components['schemas']['MoneyBody'];
      source: string;
      /** Format: date-time */
      publishedAt: string;
      /** @description Where the proof of its event is. */
      receipt: string;
      currency: string;
    };
    TengeBody: {
      /** @description Tiyn. */
      amount: string;
      /** @enum {string} */
      currency: 'KZT';
    };
    AssessmentItem: {
      /** Format: uuid */
      licenseeId: string;
      name: string | null;
      /** @example 2026-Q1 */
      quarter: string;
      /** @enum {string} */
      state: 'open' | 'waiting' | 'blocked' | 'assessed';
      /** @description The version in force. */
      version?: number;
      base?: components['schemas']['TengeBody'];
      rateBps?: number;
      amount?: components['schemas']['TengeBody'];
      /** @description From the version that it supersedes. */
      difference?: components['schemas']['TengeBody'];
      paid: components['schemas']['TengeBody'];
      /** @description What is still to be paid. */
      outstanding?: components['schemas']['TengeBody'];
      isPaid: boolean;
      /** @description What was paid beyond what is asked for. */
      credit?: components['schemas']['TengeBody'];
      /** @description Who stands for the version in force (TAX-5). */
      approvedBy?: string;
      /** Format: date-time */
      issuedAt?: string;
      /** @description What stands in the way of the next version. */
      reason?: string;
      detail?: string;
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
    StepBody: {
      /** @example TAX-3 */
      rule: string;
      text: string;
    };
    RateConditionBody: {
      /** @example approved-pool */
      condition: string;
      /** @example LIC-14 */
      rule: string;
      /** @enum {string} */
      state: 'kept' | 'broken' | 'not-known';
      /** @description What breaks it. */
      detail?: string;
    };
    JudgementReferenceBody: {
      asset: string;
      period: string;
      revision: number;
      verdict: string;
    };
    VersionBody: {
      /** Format: date-time */
      recordedAt: string;
      /** @description Who recorded it. */
      recordedBy: string;
      /** @description Where the proof of its event is. */
      receipt: string;
      version: number;
      base: components['schemas']['TengeBody'];
      rateBps: number;
      amount: components['schemas']['TengeBody'];
      supersedes?: number;
      difference?: components['schemas']['TengeBody'];
      why: components['schemas']['StepBody'][];
      /** @description What the lower rate asks for, and what was found of it (TAX-1). */
      conditions?: components['schemas']['RateConditionBody'][];
      judgements: components['schemas']['JudgementReferenceBody'][];
      rulePackHash: string;
      /**
       * Format: date-time
       * @description Everything recorded until then was known.
       */
      issuedAt: string;
    };
    BlockBody: {
      /** Format: date-time */
      recordedAt: string;
      /** @description Who recorded it. */
      recordedBy: string;
      /** @description Where the proof of its event is. */
      receipt: string;
      reason: string;
      detail: string;
      /** Format: date-time */
      blockedAt: string;
    };
    PaymentRecordBody: {
      /** Format: date-time */
      recordedAt: string;
      /** @description Who recorded it. */
      recordedBy: string;
      /** @description Where the proof of its event is. */
      receipt: string;
      money: components['schemas']['TengeBody'];
      /** Format: date-time */
      at: string;
      reference: string;
    };
    AssessmentBody: {
      /** Format: uuid */
      licenseeId: string;
      name: string | null;
      /** @example 2026-Q1 */
      quarter: string;
      /** @enum {string} */
      state: 'open' | 'waiting' | 'blocked' | 'assessed';
      /** @description The version in force. */
      version?: number;
      base?: components['schemas']['TengeBody'];
      rateBps?: number;
      amount?: components['schemas']['TengeBody'];
      /** @description From the version that it supersedes. */
      difference?: components['schemas']['TengeBody'];
      paid: components['schemas']['TengeBody'];
      /** @description What is still to be paid. */
      outstanding?: components['schemas']['TengeBody'];
      isPaid: boolean;
      /** @description What was paid beyond what is asked for. */
      credit?: components['schemas']['TengeBody'];
      /** @description Who stands for the version in force (TAX-5). */
      approvedBy?: string;
      /** Format: date-time */
      issuedAt?: string;
      /** @description What stands in the way of the next version. */
      reason?: string;
      detail?: string;
      /** @description What was accepted of them; what is only declared does not count. */
      costs: components['schemas']['TengeBody'];
      versions: components['schemas']['VersionBody'][];
      blocks: components['schemas']['BlockBody'][];
      payments: components['schemas']['PaymentRecordBody'][];
      ledger: components['schemas']['LedgerBody'];
    };
    ListedPriceBody: {
      /** @description The working day that it was listed for (TAX-3). */
      day: string;
      /** @description Minor units of the currency. */
      amount: string;
      currency: string;
      source: string;
      proof: string;
    };
    ReceiptBody: {
      asset: string;
      /** Format: date */
      day: string;
      /** @description Base units. */
      quantity: string;
      /** @description Absent: none is published, which blocks. */
      price?: components['schemas']['ListedPriceBody'];
      exchangeRate?: components['schemas']['ListedPriceBody'];
      /** @description Where the distributions are proved. */
      proofs: string[];
    };
    JudgementBody: {
      asset: string;
      period: string;
      revision: number;
      state: string;
      verdict: string;
      /** @description Base units. */
      mined: string;
      proof: string;
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
      quarter: string;
      /** @description Absent while it is blocked. */
      version?: number;
      /**
       * Format: date-time
       * @description From everything recorded until then.
       */
      knownAt: string;
      /** @enum {string} */
      status: 'due' | 'blocked';
      base?: components['schemas']['TengeBody'];
      rateBps?: number;
      amount?: components['schemas']['TengeBody'];
      reason?: string;
      detail?: string;
      steps: components['schemas']['StepBody'][];
      costs: components['schemas']['TengeBody'];
      receipts: components['schemas']['ReceiptBody'][];
      judgements: components['schemas']['JudgementBody'][];
      rules: components['schemas']['RuleBody'][];
      rulePack: components['schemas']['RulePackReferenceBody'];
      /** @description Where it is proved that it was said. */
      receipt?: string;
      ledger: components['schemas']['LedgerBody'];
    };
    ApprovalBody: {
      /** @description The version that was looked at. */
      version: number;
    };
    CostDeclarationBody: {
      licenseeId: string;
      quarter: string;
      /** @description All costs of the quarter in one sum; it replaces an earlier one. */
      cost: components['schemas']['MoneyBody'];
      /** @description Where the documents are that show them. */
      evidence?: string;
    };
    CostAcceptanceBody: {
      /** @description The declaration that was looked at, by its number. */
      declaration: number;
      /** @description The documents that were looked at. */
      evidence: string;
    };
    CostRejectionBody: {
      /** @description The declaration that was looked at, by its number. */
      declaration: number;
      reason: string;
    };
    CostDeclarationItem: {
      /** Format: uuid */
      licenseeId: string;
      /** @example 2026-Q1 */
      quarter: string;
      /** @description Its number in the quarter, from 1. */
      declaration: number;
      cost: components['schemas']['TengeBody'];
      /**
       * @description It counts once it is accepted.
       * @enum {string}
       */
      state: 'open' | 'accepted' | 'rejected' | 'superseded';
      evidence?: string;
      declaredBy: string;
      /** Format: date-time */
      declaredAt: string;
      answeredBy?: string;
      /** Format: date-time */
      answeredAt?: string;
      /** @description The documents that were looked at, or why it was rejected. */
      answer?: string;
      /** @description Where the proof of its event is. */
      receipt: string;
    };
    PaymentBody: {
      licenseeId: string;
      quarter: string;
      money: components['schemas']['MoneyBody'];
      /**
       * Format: date-time
       * @description When it was paid: not before the quarter, and not in the future.
       */
      at: string;
      /** @description The bank’s: tells two payments from one that is sent twice. It pays one quarter of one licensee. */
      reference: string;
    };
    PaymentItem: {
      /** Format: uuid */
      licenseeId: string;
      /** @example 2026-Q1 */
      quarter: string;
      money: components['schemas']['TengeBody'];
      /** Format: date-time */
      at: string;
      reference: string;
      /** Format: date-time */
      recordedAt: string;
      /** @description Who recorded it. */
      recordedBy: string;
      /** @description Where the proof of its event is. */
      receipt: string;
    };
    ReleaseRetainedBody: {
      licenseeId: string;
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /** @description A month, or `opening` for what was held at go-live. */
      period: string;
      /** @description Default: all that is left. */
      quantity?: string;
    };
    ReleaseItem: {
      /** Format: uuid */
      licenseeId: string;
      asset: string;
      /** @description A month, or `opening`. */
      period: string;
      /** @description Base units. */
      quantity: string;
      /**
       * Format: date-time
       * @description They may be moved from then on.
       */
      at: string;
      /**
       * @description Why it would not be given today: a release is never taken back, and one that what came later does not bear out is for a person to follow up.
       * @example assessment-not-paid
       */
      objection?: string;
      /** @description Where the proof of its event is. */
      receipt: string;
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
        | 'urn:esep:problem:amount-out-of-range'
        | 'urn:esep:problem:answer-too-large'
        | 'urn:esep:problem:as-of-after-known-at'
        | 'urn:esep:problem:assessed-from-later-facts'
        | 'urn:esep:problem:assessment-blocked'
        | 'urn:esep:problem:assessment-not-approved'
        | 'urn:esep:problem:assessment-not-paid'
        | 'urn:esep:problem:assessment-under-way'
        | 'urn:esep:problem:assessment-unknown'
        | 'urn:esep:problem:asset-unknown'
        | 'urn:esep:problem:before-regime'
        | 'urn:esep:problem:body-invalid'
        | 'urn:esep:problem:body-malformed'
        | 'urn:esep:problem:body-too-deep'
        | 'urn:esep:problem:body-too-large'
        | 'urn:esep:problem:charset-unsupported'
        | 'urn:esep:problem:coins-outstanding'
        | 'urn:esep:problem:content-encoding-unsupported'
        | 'urn:esep:problem:content-type-unsupported'
        | 'urn:esep:problem:copies-differ'
        | 'urn:esep:problem:copies-not-compared'
        | 'urn:esep:problem:copy-behind'
        | 'urn:esep:problem:copy-exists'
        | 'urn:esep:problem:copy-unknown'
        | 'urn:esep:problem:cost-negative'
        | 'urn:esep:problem:currency-unknown'
        | 'urn:esep:problem:cursor-invalid'
        | 'urn:esep:problem:day-in-future'
        | 'urn:esep:problem:day-malformed'
        | 'urn:esep:problem:declaration-superseded'
        | 'urn:esep:problem:declaration-unknown'
        | 'urn:esep:problem:declarer-unknown'
        | 'urn:esep:problem:event-id-reused'
        | 'urn:esep:problem:event-unknown'
        | 'urn:esep:problem:exceeds-retained'
        | 'urn:esep:problem:idempotency-key-malformed'
        | 'urn:esep:problem:idempotency-key-reused'
        | 'urn:esep:problem:identity-provider-unavailable'
        | 'urn:esep:problem:instant-in-future'
        | 'urn:esep:problem:internal-error'
        | 'urn:esep:problem:licensee-unknown'
        | 'urn:esep:problem:method-not-allowed'
        | 'urn:esep:problem:no-rule-pack'
        | 'urn:esep:problem:not-assessed'
        | 'urn:esep:problem:not-in-tenge'
        | 'urn:esep:problem:nothing-to-release'
        | 'urn:esep:problem:other-organisation'
        | 'urn:esep:problem:outlier-without-reason'
        | 'urn:esep:problem:outside-the-quarter'
        | 'urn:esep:problem:owner-elsewhere'
        | 'urn:esep:problem:parameter-invalid'
        | 'urn:esep:problem:parked-key-unknown'
        | 'urn:esep:problem:payment-before-quarter'
        | 'urn:esep:problem:payment-not-positive'
        | 'urn:esep:problem:payment-reference-used'
        | 'urn:esep:problem:period-inconclusive'
        | 'urn:esep:problem:period-not-final'
        | 'urn:esep:problem:price-not-positive'
        | 'urn:esep:problem:projection-changing'
        | 'urn:esep:problem:projection-in-use'
        | 'urn:esep:problem:projection-unknown'
        | 'urn:esep:problem:proposal-closed'
        | 'urn:esep:problem:proposal-expired'
        | 'urn:esep:problem:proposal-id-taken'
        | 'urn:esep:problem:proposal-unknown'
        | 'urn:esep:problem:quantity-not-positive'
        | 'urn:esep:problem:rate-not-in-tenge'
        | 'urn:esep:problem:rate-of-tenge'
        | 'urn:esep:problem:release-already-proposed'
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
        | 'urn:esep:problem:version-superseded'
        | 'urn:esep:problem:version-unknown'
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
  Prices_list: {
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
        /** @example 2026-03-05 */
        from?: string;
        /**
         * @description This day is included.
         * @example 2026-03-05
         */
        until?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /** @example BTC */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
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
            items: components['schemas']['PriceItem'][];
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
  Prices_publish: {
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
        'application/json': components['schemas']['PriceBody'];
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
  ExchangeRates_list: {
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
        /** @example 2026-03-05 */
        from?: string;
        /**
         * @description This day is included.
         * @example 2026-03-05
         */
        until?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /** @example KZT */
        currency?: 'KZT' | 'USD';
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
            items: components['schemas']['ExchangeRateItem'][];
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
  ExchangeRates_publish: {
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
        'application/json': components['schemas']['ExchangeRateBody'];
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
  Assessments_list: {
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
        /** @example 2026-Q1 */
        quarter?: string;
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
        /** @example open */
        state?: 'open' | 'waiting' | 'blocked' | 'assessed';
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
            items: components['schemas']['AssessmentItem'][];
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
  Assessments_one: {
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
        /** @example 2026-Q1 */
        quarter: string;
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
          'application/json': components['schemas']['AssessmentBody'];
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
  Assessments_explain: {
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
        /**
         * @description Default: the version in force.
         * @example 1
         */
        version?: number;
      };
      header?: never;
      path: {
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId: string;
        /** @example 2026-Q1 */
        quarter: string;
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
  Approvals_approve: {
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
        licenseeId: string;
        /** @example 2026-Q1 */
        quarter: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ApprovalBody'];
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
  CostDeclarations_list: {
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
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
        /** @example 2026-Q1 */
        quarter?: string;
        /** @example open */
        state?: 'open' | 'accepted' | 'rejected' | 'superseded';
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
            items: components['schemas']['CostDeclarationItem'][];
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
  CostDeclarations_declare: {
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
        'application/json': components['schemas']['CostDeclarationBody'];
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
  CostDeclarations_accept: {
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
        licenseeId: string;
        /** @example 2026-Q1 */
        quarter: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CostAcceptanceBody'];
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
  CostDeclarations_reject: {
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
        licenseeId: string;
        /** @example 2026-Q1 */
        quarter: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CostRejectionBody'];
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
  Payments_list: {
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
        /** @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61 */
        licenseeId?: string;
        /** @example 2026-Q1 */
        quarter?: string;
        /** @example KKMF-2026-0317 */
        reference?: string;
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
            items: components['schemas']['PaymentItem'][];
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
  Payments_record: {
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
        'application/json': components['schemas']['PaymentBody'];
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
  Releases_list: {
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
            items: components['schemas']['ReleaseItem'][];
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
  Releases_release: {
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
        'application/json': components['schemas']['ReleaseRetainedBody'];
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
