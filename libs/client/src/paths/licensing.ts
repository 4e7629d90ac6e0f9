// Made by npm run client.

export interface paths {
  '/licensing/v1/licences/import': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Bring in a licence with its holder, stock, related parties and pools
     * @description For licences that were issued before the ledger, each once and whole. The holder is found by `licenseeBin`, or entered under a new `licenseeId`, which the answer has. What changes later is told by calls of its own.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ImportLicence_import'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Licences with their status
     * @description By licence id, with the name and the BIN of the holder. Status and term are as of `asOf`. Pools and exchanges learn changes from the feed instead.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Register_licences'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/register': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The public register of licences
     * @description The list of `/licences` for whoever has no token. Holders are named by their opaque id.
     *
     *     **Who:** anybody, without a token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Register_publicRegister'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One licence with its intervals, sanctions and pools
     * @description `asOf` says which day is looked at, `knownAt` what was recorded by then. Every interval ends before its `until`; null is open.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Register_licence'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/pools': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Pools with their approval
     * @description Whether each is approved as of `asOf`, and since when. Its `id` is the `poolId` of reports and the organisation of the tokens of the pool.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Register_pools'];
    put?: never;
    /**
     * Approve a new pool; a sixth at the same time is refused
     * @description One that was approved before is approved again by `…/{id}/approvals`. From more than a day ago it is proposed (202): a second person confirms it.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Pools_approve'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/exchanges': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Exchanges with their licence
     * @description Whether each is licensed as of `asOf`, and since when. Its `id` is the `exchangeId` of reports and the organisation of the tokens of the exchange.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Register_exchanges'];
    put?: never;
    /**
     * License a new exchange
     * @description One that was licensed before is licensed again by `…/{id}/approvals`. From more than a day ago it is proposed (202): a second person confirms it.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Exchanges_license'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/pools/{id}/approvals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to approve a pool again, from now on
     * @description For a pool whose approval has ended. It may report again once a second person has confirmed.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Pools_approveAgain'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/pools/{id}/withdraw-approval': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to end a pool’s approval, or to move its end
     * @description A second person confirms it, before it takes effect.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Pools_withdraw'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/exchanges/{id}/approvals': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to license an exchange again, from now on
     * @description For an exchange whose licence has ended. It may report again once a second person has confirmed.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Exchanges_licenseAgain'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/exchanges/{id}/withdraw-approval': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to end an exchange’s licence, or to move its end
     * @description A second person confirms it, before it takes effect.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Exchanges_withdraw'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/exchanges/{id}/deposit-addresses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Deposit addresses that were added to those of the licence
     * @description Each with its dates, by asset and address. `asOf` leaves those that are in use then.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `auditor`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['AddressSets_deposit'];
    put?: never;
    /**
     * Add deposit addresses of an exchange
     * @description Coins that arrive at these addresses count as brought to the exchange. Up to 10,000 a call; those of the licence stay.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['AddressSets_addDeposit'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/exchanges/{id}/deposit-addresses/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End deposit addresses that were added, or move their end
     * @description From `to` on the exchange no longer uses them. Addresses of the licence itself end with the licence.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['AddressSets_endDeposit'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/pools/{id}/payout-addresses': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Payout addresses that were added to those of the approval
     * @description Each with its dates, by asset and address. `asOf` leaves those that are in use then.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `auditor`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['AddressSets_payout'];
    put?: never;
    /**
     * Add payout addresses of a pool
     * @description Coins that leave these addresses count as paid by the pool. Up to 10,000 a call; those of the approval stay.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['AddressSets_addPayout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/pools/{id}/payout-addresses/end': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End payout addresses that were added, or move their end
     * @description From `to` on the pool no longer uses them. Addresses of the approval itself end with it.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['AddressSets_endPayout'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/lookup': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The opaque id of a BIN or IIN, for who may know it
     * @description Everywhere else licensees are named by this id. A licensee finds its own only. Nothing is recorded.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `licensee`.
     */
    post: operations['ChangeLicensee_lookup'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/related-parties': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Who is related to a licensee (SALE-7)
     * @description By relation and party, each with its dates. Persons are named by `partyId` alone. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Holdings_relatedParties'];
    put?: never;
    /**
     * Declare a related party from now on, or with until its end (SALE-7)
     * @description Sales to a related party do not count from then on. For a time that has passed, propose a correction.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ChangeLicensee_relatedParty'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/related-parties/corrections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose another relation for a time that has passed
     * @description Says how the relation was, with a reason. Once confirmed, the months in `periods` are judged again.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ChangeLicensee_relatedPartyCorrection'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/opening-stock': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What a licensee had when it began (SALE-5)
     * @description By asset and instant, as last corrected. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Holdings_openingStock'];
    put?: never;
    /**
     * Propose to correct what was held at go-live (SALE-5)
     * @description With `at` of a declaration it replaces it. A second person confirms.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ChangeLicensee_openingStock'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/name': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose another name, from a day on; a second person confirms
     * @description The id, the licences and the figures stay. The name before stays readable for the time that it was in force.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ChangeLicensee_rename'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/number': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to correct a BIN or IIN that was recorded wrongly
     * @description The licensee keeps its id. A number that is another licensee's is refused (`number-of-another-licensee`).
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ChangeLicensee_correctNumber'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/affiliations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The pools that a licensee’s licences mine with
     * @description By licence, asset and pool, each with its dates. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Holdings_affiliations'];
    put?: never;
    /**
     * Declare the pool a licence mines with from now on, or with until its end (LIC-14)
     * @description What another pool reports under the licence is taken and raises a finding. With several licences name `licenceId`.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ChangeLicensee_affiliation'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/affiliations/corrections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose another affiliation for a time that has passed
     * @description Says with which pool the licence mined, with a reason. Once confirmed, the months in `periods` are judged again.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['ChangeLicensee_affiliationCorrection'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/wallets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Bind an address to the holder of a licence
     * @description From more than a day ago it is proposed (202): a second person confirms it.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Wallets_bind'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/wallets/{address}/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * End a binding, or move its end, from now on
     * @description The address may be bound to another licensee afterwards. For a time that has passed, propose a correction.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Wallets_release'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/wallets/{address}/corrections': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose another end of a binding, also in the past
     * @description Decides between two who claim a wallet: `to` = `from` annuls a binding.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Wallets_correct'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/data-centres': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Data centres with their terms
     * @description By id, as of `asOf`. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['DataCentres_list'];
    put?: never;
    /**
     * Register a data centre of a licence
     * @description Owned, or leased with full operational control (LIC-9). Its licence is in force at `from`. The documents stay with the regulator; the ledger has their digests.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['DataCentres_registerOne'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/data-centres/{id}/amend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Other terms of a data centre from a date on
     * @description All of its terms, as they hold from `from` on: a new contract for power, a longer lease, other evidence. Said again with the same `from` they replace what was said.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['DataCentres_amend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/data-centres/{id}/close': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Close a data centre, or move the date of its end
     * @description No machine stands there from `at` on. A closed one is not opened again.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['DataCentres_close'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/data-centres/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * One data centre with its evidence
     * @description `asOf` says which day is looked at, `knownAt` what was recorded by then. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['DataCentres_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/machines': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Machines in service
     * @description By serial, as they stood at `asOf`. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ReadMachines_list'];
    put?: never;
    /**
     * Register machines
     * @description ASIC or GPU alike (LIC-10). The licence is in force at `from`, the data centre is of that licence and open then, and with its machines takes no more power than its contract gives. NDJSON: one object in each line, each decided by itself and in order; the answer names the lines that are refused, and why. Ten thousand lines are recorded at a time. If the connection breaks, send the file again: what was recorded changes nothing.
     *
     *     **Who:** `licensing-officer`.
     */
    post: operations['Machines_register'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/machines/moves': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Machines that stand elsewhere, or run otherwise, from a date on
     * @description To another data centre, to another licence, or with another nominal hash rate or power. With the `from` of what was said last it corrects that. NDJSON: one object in each line, each decided by itself and in order; the answer names the lines that are refused, and why. Ten thousand lines are recorded at a time. If the connection breaks, send the file again: what was recorded changes nothing.
     *
     *     **Who:** `licensing-officer`.
     */
    post: operations['Machines_move'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/machines/retirements': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Machines that mine no more from a date on
     * @description A retired machine may be registered again, under any licence. NDJSON: one object in each line, each decided by itself and in order; the answer names the lines that are refused, and why. Ten thousand lines are recorded at a time. If the connection breaks, send the file again: what was recorded changes nothing.
     *
     *     **Who:** `licensing-officer`.
     */
    post: operations['Machines_retire'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/machines/{serial}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A machine with all places it had
     * @description As of `asOf`, as it was known at `knownAt`. A licensee sees where it was its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ReadMachines_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/machine-sums': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What the machines of each data centre come to
     * @description By data centre and algorithm, as of `asOf`. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ReadMachines_sums'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/machine-chunks/{sha256}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * The lines of a chunk of machines
     * @description By the digest that `MachinesRegistered`, `MachinesMoved` or `MachinesRetired` has in the feed: the SHA-256 of exactly these bytes. What it was stays what it is, so keep it.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `pool`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['ReadMachines_chunk'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/suspend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to suspend a licence, for as long as the rule pack allows
     * @description Takes effect at `from`, not before the notice of the rule pack unless it is `urgent`. `until` is its end, which the rule pack demands and bounds (`suspensionMonths`): without it the refusal is `suspension-too-long`.
     *
     *     **Who:** `licensing-officer`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Sanctions_suspend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/reinstate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to end a suspension
     * @description From `from` on the licence is active again. With `correction` also for a time that has passed; `periods` are the months that it changes.
     *
     *     **Who:** `licensing-officer`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Sanctions_reinstate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/revoke': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose to revoke a licence for good
     * @description Once confirmed, its holder gets no other licence for the months of the rule pack.
     *
     *     **Who:** `licensing-officer`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['Sanctions_revoke'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/renew': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose a further term, or another end of a term (LIC-11)
     * @description At most a term of the rule pack from `from`. With `correction` the register was wrong about a time that has passed.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['LicenceTerms_renew'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licences/{licenceId}/transfer': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Propose that another licensee holds the licence
     * @description From `from` on its coins are those of `toLicenseeId`. A licensee who is barred gets none.
     *
     *     **Who:** `licensing-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['LicenceTerms_transfer'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/rule-packs': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Rule packs that were adopted, the latest first
     * @description Each with the hash of its bytes and the day from which it is the law. A pack that was adopted never changes.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Laws_list'];
    put?: never;
    /**
     * Propose a rule pack; a second person confirms it
     * @description The pack is validated first; one that this software cannot follow is refused, with each key. `POST /supervision/v1/rule-packs/effects` says before whose rows it would change.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`.
     *
     *     **On repeat:** sent again under the same `Idempotency-Key`, it is done once and answered as before, with `Idempotent-Replay: true`. Without a key it is decided anew, and what is done already is refused or changes nothing.
     */
    post: operations['RulePacks_propose'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/rule-packs/{hash}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A rule pack by the hash of its bytes; `in-force` is the one of now
     * @description The answer has the pack as data, to evaluate shares and deadlines as the services do.
     *
     *     **Who:** whoever has a valid token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Laws_one'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/proposals/{proposalId}/confirm': {
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
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`.
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
  '/licensing/v1/proposals/{proposalId}/decline': {
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
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`.
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
  '/licensing/v1/feed': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Licence status, stop-notices and wallet bindings, in order
     * @description To a pool or an exchange whose approval has ended: what is about itself, up to that end.
     *
     *     **Who:** `pool`, `exchange`, `licensing-officer`, `service`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Feed_read'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/cost-estimates': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * The break-down of what a licence costs
     * @description Item by item for so many years; `planned` replaces what is stated of an item. Amounts are minor units. Nothing is recorded.
     *
     *     **Who:** anybody, without a token.
     */
    post: operations['CostEstimates_estimate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/wallets': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Wallets of a licensee, each with its dates
     * @description By asset and address. An address that two hold at once is `disputed`: its coins are nobody’s until two persons decide. A licensee sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `tax-officer`, `auditor`, `service`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Holdings_wallets'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/licensing/v1/licensees/{licenseeId}/timeline': {
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
  '/licensing/v1/search': {
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
  '/licensing/v1/log/checkpoint': {
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
  '/licensing/v1/log/key': {
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
  '/licensing/v1/log/tile/entries/{path}': {
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
  '/licensing/v1/log/tile/{level}/{path}': {
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
  '/licensing/v1/receipts/{eventId}': {
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
  '/licensing/v1/events': {
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
  '/licensing/v1/subscriptions': {
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
  '/licensing/v1/parked': {
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
  '/licensing/v1/parked/releases': {
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
  '/licensing/v1/parked/releases/{proposalId}/confirm': {
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
  '/licensing/v1/parked/releases/{proposalId}/decline': {
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
  '/licensing/v1/projections': {
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
  '/licensing/v1/projections/{name}/rebuild': {
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
  '/licensing/v1/projections/{name}/compare': {
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
  '/licensing/v1/projections/{name}/switch': {
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
  '/licensing/v1/projections/{name}/drop': {
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
  '/licensing/v1/proposals': {
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
  '/licensing/v1/proposals/{proposalId}': {
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
  '/licensing/v1/me': {
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
    OpeningStockBody: {
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      quantity: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      at: string;
    };
    RelatedPartyBody: {
      /** @example 990140000007 */
      bin: string;
      /** @description beneficial-owner, parent, subsidiary, director … */
      relation: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 50 years from now.
       */
      until?: string;
    };
    AffiliationBody: {
      poolId: string;
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 50 years from now.
       */
      until?: string;
    };
    ImportLicenceBody: {
      licenceId: string;
      /** @example 990140000007 */
      licenseeBin: string;
      name: string;
      /**
       * @description A natural person without either status is refused (LIC-2).
       * @enum {string}
       */
      kind: 'legal-entity' | 'individual-entrepreneur';
      /** @description Issuing authority (LIC-1). */
      authority: string;
      subtype?: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      issuedAt: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 50 years from now.
       */
      validUntil?: string;
      openingStock?: components['schemas']['OpeningStockBody'][];
      relatedParties?: components['schemas']['RelatedPartyBody'][];
      affiliations?: components['schemas']['AffiliationBody'][];
    };
    ImportAnswer: {
      stream: string;
      version: number;
      position: number;
      /** @description Where the proof of its event is. */
      receipt: string;
      /** @description What a second person confirms, if the command proposed an act. */
      proposalId?: string;
      /** Format: uuid */
      licenseeId: string;
    };
    HeldLicenceItem: {
      licenceId: string;
      /** Format: uuid */
      licenseeId: string;
      authority: string;
      /** @enum {string} */
      status: 'active' | 'suspended' | 'revoked' | 'expired' | 'not-yet-in-force';
      /** Format: date-time */
      issuedAt: string;
      /** Format: date-time */
      validUntil: string | null;
      /**
       * @description Of its holder. Null of an individual entrepreneur.
       * @example Batys Mining LLP
       */
      name: string | null;
      /**
       * @description Of its holder. Null of an individual entrepreneur.
       * @example 990140000007
       */
      bin: string | null;
    };
    LicenceItem: {
      licenceId: string;
      /** Format: uuid */
      licenseeId: string;
      authority: string;
      /** @enum {string} */
      status: 'active' | 'suspended' | 'revoked' | 'expired' | 'not-yet-in-force';
      /** Format: date-time */
      issuedAt: string;
      /** Format: date-time */
      validUntil: string | null;
    };
    IntervalBody: {
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
    };
    HeldAffiliationBody: {
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
      /** @example dmp-1 */
      poolId: string;
      asset: string;
    };
    LicenceBody: {
      licenceId: string;
      /** Format: uuid */
      licenseeId: string;
      authority: string;
      /** @enum {string} */
      status: 'active' | 'suspended' | 'revoked' | 'expired' | 'not-yet-in-force';
      /** Format: date-time */
      issuedAt: string;
      /** Format: date-time */
      validUntil: string | null;
      /**
       * @description Of its holder. Null of an individual entrepreneur.
       * @example Batys Mining LLP
       */
      name: string | null;
      /**
       * @description Of its holder. Null of an individual entrepreneur.
       * @example 990140000007
       */
      bin: string | null;
      /** @description Its terms. */
      validity: components['schemas']['IntervalBody'][];
      suspensions: components['schemas']['IntervalBody'][];
      affiliations: components['schemas']['HeldAffiliationBody'][];
      /** Format: date-time */
      asOf: string;
    };
    ApprovedItem: {
      id: string;
      name: string;
      approved: boolean;
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
      /** @description Its end was set for a time that had passed, by two persons. */
      correction: boolean;
    };
    ApprovePoolBody: {
      name: string;
      /** @description ISO 17442. */
      lei?: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      approvedFrom: string;
      /** @description Found in coinbases. */
      coinbaseTags?: string[];
      /** @description At most 48 kB with the tags; any number is added by `…/{id}/payout-addresses`. */
      payoutAddresses?: string[];
      id: string;
      /** @description Ed25519, PEM or JWK: signs submissions. */
      publicKey?: string;
    };
    ChangeAnswer: {
      stream: string;
      version: number;
      position: number;
      /** @description Where the proof of its event is. */
      receipt: string;
      /** @description What a second person confirms, if the command proposed an act. */
      proposalId?: string;
      /**
       * @description Months that have passed, and whose figures it would change.
       * @example [
       *       "2026-02"
       *     ]
       */
      periods?: string[];
    };
    ApprovePoolAgainBody: {
      name: string;
      /** @description ISO 17442. */
      lei?: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      approvedFrom: string;
      /** @description Found in coinbases. */
      coinbaseTags?: string[];
      /** @description At most 48 kB with the tags; any number is added by `…/{id}/payout-addresses`. */
      payoutAddresses?: string[];
    };
    WithdrawBody: {
      /**
       * Format: date-time
       * @description When it ends: not before it is published. It lies from 2009-01-03 to 1 year from now.
       */
      at: string;
      /**
       * Format: date-time
       * @description Start of the interval that ends; else the one in force. It lies from 2009-01-03 to 1 year from now.
       */
      from?: string;
      reason: string;
      /** @description The register was wrong about a time that has passed; the answer lists the months it changes. */
      correction?: boolean;
    };
    LicenseExchangeBody: {
      name: string;
      /** @description ISO 17442. */
      lei?: string;
      /** @enum {string} */
      kind?: 'DATF' | 'OTC';
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      approvedFrom: string;
      /** @description At most 48 kB together; any number is added by `…/{id}/deposit-addresses`. */
      depositAddresses?: string[];
      id: string;
      publicKey?: string;
    };
    LicenseExchangeAgainBody: {
      name: string;
      /** @description ISO 17442. */
      lei?: string;
      /** @enum {string} */
      kind?: 'DATF' | 'OTC';
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      approvedFrom: string;
      /** @description At most 48 kB together; any number is added by `…/{id}/deposit-addresses`. */
      depositAddresses?: string[];
    };
    AddAddressesBody: {
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /** @description Any number by repeated calls. */
      addresses: string[];
      /**
       * Format: date-time
       * @description Since when they are in use. It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
    };
    EndAddressesBody: {
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /** @description Each of them was added before. */
      addresses: string[];
      /**
       * Format: date-time
       * @description The start under which they were added; else those in force. It lies from 2009-01-03 to 1 year from now.
       */
      from?: string;
      /**
       * Format: date-time
       * @description When they are no longer in use. It lies from 2009-01-03 to 1 year from now.
       */
      to: string;
    };
    AddressItem: {
      asset: string;
      address: string;
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
    };
    LookupBody: {
      /** @example 990140000007 */
      bin: string;
    };
    FoundLicensee: {
      /** Format: uuid */
      licenseeId: string;
      kind: string | null;
      name: string | null;
    };
    RelatedPartyCorrectionBody: {
      /** @example 990140000007 */
      bin: string;
      /** @description beneficial-owner, parent, subsidiary, director … */
      relation: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 50 years from now.
       */
      until?: string;
      /** @description Why the register was wrong. */
      reason: string;
    };
    StockCorrectionBody: {
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      quantity: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      at: string;
      /** @description Why the declaration was wrong. */
      reason: string;
    };
    RenamingBody: {
      name: string;
      /**
       * Format: date-time
       * @description From when on the licensee is called so. It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      ground: string;
    };
    NumberCorrectionBody: {
      /** @example 990140000007 */
      bin: string;
      ground: string;
    };
    LicensedAffiliationBody: {
      poolId: string;
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 50 years from now.
       */
      until?: string;
      /** @description Where several are held. */
      licenceId?: string;
    };
    AffiliationCorrectionBody: {
      poolId: string;
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 50 years from now.
       */
      until?: string;
      /** @description Where several are held. */
      licenceId?: string;
      /** @description Why the register was wrong. */
      reason: string;
    };
    WalletProofBody: {
      /** @enum {string} */
      method: 'signed-message' | 'test-transaction' | 'custodian-statement' | 'witnessed';
      /**
       * @description The signature in base64, the id of the transaction, or the SHA-256 (hex) of the document on file.
       * @example H3vQ8p2c0yGd7m1rVYx5uTzL4nKfW9sBqJoAeXiRhUkM
       */
      content: string;
    };
    BindWalletBody: {
      /** @enum {string} */
      asset: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /** @description Any spelling of it; one is kept. */
      address: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      /** @description What shows control of the address. */
      proof: components['schemas']['WalletProofBody'];
    };
    ReleaseWalletBody: {
      /**
       * @description BTC unless said otherwise.
       * @enum {string}
       */
      asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      to: string;
    };
    WalletCorrectionBody: {
      /**
       * @description BTC unless said otherwise.
       * @enum {string}
       */
      asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      to: string;
      /**
       * Format: date-time
       * @description Start of the binding; else the one in force at `to`, or the latest. It lies from 2009-01-03 to 1 year from now.
       */
      from?: string;
      reason: string;
    };
    EvidenceBody: {
      /** @enum {string} */
      of:
        | 'deed'
        | 'lease'
        | 'power-contract'
        | 'access-logs'
        | 'cooling'
        | 'power-redundancy'
        | 'security';
      /** @description SHA-256 (hex) of the document, which the regulator keeps. */
      sha256: string;
    };
    RegisterDataCentreBody: {
      /** @description As people call it. */
      name: string;
      /**
       * @description ISO 3166-2.
       * @enum {string}
       */
      region:
        | 'KZ-10'
        | 'KZ-11'
        | 'KZ-15'
        | 'KZ-19'
        | 'KZ-23'
        | 'KZ-27'
        | 'KZ-31'
        | 'KZ-33'
        | 'KZ-35'
        | 'KZ-39'
        | 'KZ-43'
        | 'KZ-47'
        | 'KZ-55'
        | 'KZ-59'
        | 'KZ-61'
        | 'KZ-62'
        | 'KZ-63'
        | 'KZ-71'
        | 'KZ-75'
        | 'KZ-79';
      /** @example Industrial zone 14, Ekibastuz */
      address: string;
      /** @enum {string} */
      tenure: 'owned' | 'leased';
      /**
       * @description Who operates it: the licensee alone, or others too, which does not do.
       * @enum {string}
       */
      control: 'full' | 'shared';
      /**
       * Format: date-time
       * @description End of the lease. It lies from 2009-01-03 to 50 years from now.
       */
      leasedUntil?: string;
      /** @description What the contract for power gives. */
      powerKw: number;
      /** @description The standard that it follows. */
      cooling: string;
      /** @description The standard that it follows. */
      powerRedundancy: string;
      /** @description The standard that it follows. */
      security: string;
      /** @description Of each kind at least one document; of an owned site the deed, of a leased one the lease. */
      evidence: components['schemas']['EvidenceBody'][];
      /**
       * @description The regulator’s own, for good.
       * @example ekibastuz-2
       */
      id: string;
      licenceId: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
    };
    AmendDataCentreBody: {
      /** @description As people call it. */
      name: string;
      /**
       * @description ISO 3166-2.
       * @enum {string}
       */
      region:
        | 'KZ-10'
        | 'KZ-11'
        | 'KZ-15'
        | 'KZ-19'
        | 'KZ-23'
        | 'KZ-27'
        | 'KZ-31'
        | 'KZ-33'
        | 'KZ-35'
        | 'KZ-39'
        | 'KZ-43'
        | 'KZ-47'
        | 'KZ-55'
        | 'KZ-59'
        | 'KZ-61'
        | 'KZ-62'
        | 'KZ-63'
        | 'KZ-71'
        | 'KZ-75'
        | 'KZ-79';
      /** @example Industrial zone 14, Ekibastuz */
      address: string;
      /** @enum {string} */
      tenure: 'owned' | 'leased';
      /**
       * @description Who operates it: the licensee alone, or others too, which does not do.
       * @enum {string}
       */
      control: 'full' | 'shared';
      /**
       * Format: date-time
       * @description End of the lease. It lies from 2009-01-03 to 50 years from now.
       */
      leasedUntil?: string;
      /** @description What the contract for power gives. */
      powerKw: number;
      /** @description The standard that it follows. */
      cooling: string;
      /** @description The standard that it follows. */
      powerRedundancy: string;
      /** @description The standard that it follows. */
      security: string;
      /** @description Of each kind at least one document; of an owned site the deed, of a leased one the lease. */
      evidence: components['schemas']['EvidenceBody'][];
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
    };
    CloseDataCentreBody: {
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      at: string;
      reason: string;
    };
    DataCentreItem: {
      /** @example ekibastuz-2 */
      id: string;
      /** Format: uuid */
      licenseeId: string;
      licenceId: string;
      /** Format: date-time */
      from: string;
      /** @enum {string} */
      status: 'open' | 'closed' | 'not-yet-open';
      /** Format: date-time */
      closedAt: string | null;
      /** @example Ekibastuz 2 */
      name: string;
      /**
       * @description ISO 3166-2.
       * @example KZ-55
       */
      region: string;
      /** @example Industrial zone 14, Ekibastuz */
      address: string;
      /** @enum {string} */
      tenure: 'owned' | 'leased';
      /** Format: date-time */
      leasedUntil: string | null;
      /** @description What the contract for power gives. */
      powerKw: number;
    };
    EvidenceItem: {
      /** @enum {string} */
      of:
        | 'deed'
        | 'lease'
        | 'power-contract'
        | 'access-logs'
        | 'cooling'
        | 'power-redundancy'
        | 'security';
      sha256: string;
    };
    DataCentreBody: {
      /** @example ekibastuz-2 */
      id: string;
      /** Format: uuid */
      licenseeId: string;
      licenceId: string;
      /** Format: date-time */
      from: string;
      /** @enum {string} */
      status: 'open' | 'closed' | 'not-yet-open';
      /** Format: date-time */
      closedAt: string | null;
      /** @example Ekibastuz 2 */
      name: string;
      /**
       * @description ISO 3166-2.
       * @example KZ-55
       */
      region: string;
      /** @example Industrial zone 14, Ekibastuz */
      address: string;
      /** @enum {string} */
      tenure: 'owned' | 'leased';
      /** Format: date-time */
      leasedUntil: string | null;
      /** @description What the contract for power gives. */
      powerKw: number;
      closedWhy: string | null;
      cooling: string;
      powerRedundancy: string;
      security: string;
      evidence: components['schemas']['EvidenceItem'][];
      /**
       * Format: date-time
       * @description The terms are of then.
       */
      asOf: string;
    };
    MachineRegistrationBody: {
      /** @example SMTTYRHBDJAAJ0123 */
      serial: string;
      /** @enum {string} */
      kind: 'asic' | 'gpu';
      /** @example Antminer S21 */
      model: string;
      /**
       * @description What it computes; it does not change.
       * @enum {string}
       */
      algorithm: 'sha256' | 'scrypt' | 'etchash' | 'kheavyhash';
      /**
       * @description Nominal; sha256 in TH/s, scrypt in MH/s, etchash in MH/s, kheavyhash in GH/s; at most two decimals.
       * @example 200
       */
      hashrate: number;
      /**
       * @description Nominal, in watts.
       * @example 3500
       */
      powerW: number;
      /** @example ekibastuz-2 */
      dataCentreId: string;
      /** @example M-2025-014 */
      licenceId: string;
      /**
       * Format: date-time
       * @description It mines from then on. It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
    };
    LineRefusal: {
      /** @description From 1; blank lines count. */
      line: number;
      serial: string | null;
      /** @example site-capacity-exceeded */
      code: string;
      /** @description What is wrong, and what to do. */
      message: string;
    };
    RefusalCount: {
      /** @example site-capacity-exceeded */
      code: string;
      lines: number;
    };
    RecordedChunk: {
      licenceId: string;
      /** @description Of the chunk’s lines. */
      sha256: string;
      machines: number;
      /** @description Where the proof of its event is; null in a dry run. */
      receipt: string | null;
    };
    MachinesAnswer: {
      /** @description Lines that are not blank. */
      lines: number;
      changed: number;
      /** @description It was so already. */
      unchanged: number;
      refused: number;
      /** @description The first 1000. */
      refusals: components['schemas']['LineRefusal'][];
      refusalsByCode: components['schemas']['RefusalCount'][];
      /** @description The first 1000. */
      chunks: components['schemas']['RecordedChunk'][];
    };
    MachineMoveBody: {
      /** @example SMTTYRHBDJAAJ0123 */
      serial: string;
      /** @description Nominal; sha256 in TH/s, scrypt in MH/s, etchash in MH/s, kheavyhash in GH/s; at most two decimals. */
      hashrate?: number;
      /** @description Nominal, in watts. */
      powerW?: number;
      dataCentreId?: string;
      licenceId?: string;
      /**
       * Format: date-time
       * @description So from then on. It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
    };
    MachineRetirementBody: {
      /** @example SMTTYRHBDJAAJ0123 */
      serial: string;
      /**
       * Format: date-time
       * @description It mines no more from then on. It lies from 2009-01-03 to 1 year from now.
       */
      at: string;
    };
    MachineItem: {
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
      licenceId: string;
      /** @example ekibastuz-2 */
      dataCentreId: string;
      /** @enum {string} */
      kind: 'asic' | 'gpu';
      /** @example Antminer S21 */
      model: string;
      /** @enum {string} */
      algorithm: 'sha256' | 'scrypt' | 'etchash' | 'kheavyhash';
      /**
       * @description Nominal, in the unit of the algorithm.
       * @example 200
       */
      hashrate: number;
      /** @enum {string} */
      unit: 'TH/s' | 'MH/s' | 'GH/s';
      /** @description Nominal, in watts. */
      powerW: number;
      /** @example SMTTYRHBDJAAJ0123 */
      serial: string;
    };
    PlacementBody: {
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
      licenceId: string;
      /** @example ekibastuz-2 */
      dataCentreId: string;
      /** @enum {string} */
      kind: 'asic' | 'gpu';
      /** @example Antminer S21 */
      model: string;
      /** @enum {string} */
      algorithm: 'sha256' | 'scrypt' | 'etchash' | 'kheavyhash';
      /**
       * @description Nominal, in the unit of the algorithm.
       * @example 200
       */
      hashrate: number;
      /** @enum {string} */
      unit: 'TH/s' | 'MH/s' | 'GH/s';
      /** @description Nominal, in watts. */
      powerW: number;
    };
    MachineHistory: {
      serial: string;
      /** @description Earliest first. */
      placements: components['schemas']['PlacementBody'][];
    };
    MachineSumBody: {
      licenceId: string;
      dataCentreId: string;
      algorithm: string;
      machines: number;
      /** @description Nominal, in the unit of the algorithm. */
      hashrate: number;
      unit: string;
      /** @description Nominal, in kW. */
      powerKw: number;
    };
    MachineSums: {
      /** Format: date-time */
      asOf: string;
      /** Format: date-time */
      knownAt: string;
      items: components['schemas']['MachineSumBody'][];
    };
    SuspensionBody: {
      /**
       * Format: date-time
       * @description When the act takes effect: not before it is published. It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      ground: string;
      caseId?: string;
      /**
       * Format: date-time
       * @description When it ends. A suspension without an end is refused. It lies from 2009-01-03 to 50 years from now.
       */
      until?: string;
      /** @description It cannot wait for the notice of the rule pack; the hearing follows it. */
      urgent?: boolean;
    };
    ReinstatementBody: {
      /**
       * Format: date-time
       * @description When the act takes effect: not before it is published. It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      ground: string;
      caseId?: string;
      /** @description The suspension was wrong: it ends, or never began, at a time that has passed. */
      correction?: boolean;
    };
    SanctionBody: {
      /**
       * Format: date-time
       * @description When the act takes effect: not before it is published. It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      ground: string;
      caseId?: string;
    };
    RenewalBody: {
      /**
       * Format: date-time
       * @description Start of a further term, or of the one that gets another end; else the latest. It lies from 2009-01-03 to 1 year from now.
       */
      from?: string;
      /**
       * Format: date-time
       * @description When the term ends; at most a term of the rule pack away. It lies from 2009-01-03 to 50 years from now.
       */
      until: string;
      ground: string;
      /** @description The register was wrong about a time that has passed. */
      correction?: boolean;
    };
    TransferBody: {
      /** @description Who holds it from then on. */
      toLicenseeId: string;
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 1 year from now.
       */
      from: string;
      ground: string;
    };
    AdoptRulePackBody: {
      /** @description The pack, as libs/rulebook has its JSON Schema. */
      pack: {
        [key: string]: unknown;
      };
      /**
       * Format: date-time
       * @description It lies from 2009-01-03 to 50 years from now.
       */
      effectiveFrom: string;
      /** @description Why the pack is another law for days that are over. Without it such a pack is refused, key by key. */
      retroactive?: string;
    };
    RulePackItem: {
      packId: string;
      /** @description SHA-256 of its bytes (RFC 8785). */
      hash: string;
      /** Format: date-time */
      effectiveFrom: string;
      /** Format: date-time */
      adoptedAt: string;
      inForce: boolean;
      /** @description Why it is another law for days that were over; absent where it changes none of them. */
      retroactive?: string;
      receipt: string;
    };
    RulePackAnswer: {
      packId: string;
      /** @description SHA-256 of its bytes (RFC 8785). */
      hash: string;
      /** Format: date-time */
      effectiveFrom: string;
      /** Format: date-time */
      adoptedAt: string;
      inForce: boolean;
      /** @description Why it is another law for days that were over; absent where it changes none of them. */
      retroactive?: string;
      receipt: string;
      /** @description The law, as data. */
      pack: {
        [key: string]: unknown;
      };
    };
    FeedItemBody: {
      position: number;
      /** @example PoolApproved */
      type: string;
      /** Format: date-time */
      recordedAt: string;
      /** @description Where the proof of the event is. */
      receipt: string;
    };
    Feed: {
      /** @description Beside these fields, what the event says, by its schema (docs/asyncapi.yaml). */
      items: components['schemas']['FeedItemBody'][];
      /** @description What to ask for next. */
      next: number;
    };
    PlannedCostBody: {
      code: string;
      /** @description Cents, each time the item is due. */
      amount: string;
    };
    CostEstimateBody: {
      years?: number;
      planned?: components['schemas']['PlannedCostBody'][];
    };
    CostRangeBody: {
      /**
       * @description Minor units.
       * @example 2000000
       */
      low: string;
      /** @example 4000000 */
      high: string;
    };
    CostLineBody: {
      /** @example legal-incorporation */
      code: string;
      /** @enum {string} */
      source: 'planned' | 'stated' | 'not-stated';
      /** @description How often it is due in these years. */
      times: number;
      /** @description For all times together. */
      range?: components['schemas']['CostRangeBody'];
      /** @description It stays the applicant’s own, and is no cost. */
      isKept: boolean;
      /** @description Planned below or above what is stated. */
      isUnusual: boolean;
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
    WhyBody: {
      /** @example licenceCost */
      key: string;
      /** @example LIC-12 */
      rule: string;
      /** Format: date */
      from: string;
      source: components['schemas']['RuleSourceBody'];
      assumption: boolean;
      /** @example aifc-2026 */
      packId: string;
      /** @description SHA-256 of its bytes. */
      packHash: string;
    };
    AssumedRuleBody: {
      /** @example rest-of-the-total */
      value: string;
      why: components['schemas']['WhyBody'];
    };
    CostEstimateAnswer: {
      /** @example USD */
      currency: string;
      years: number;
      lines: components['schemas']['CostLineBody'][];
      /** @description For the items of which nothing is stated or planned. */
      rest: components['schemas']['CostRangeBody'];
      /** @description All lines that are spent, and the rest. */
      spent: components['schemas']['CostRangeBody'];
      kept: components['schemas']['CostRangeBody'];
      /** @description Where the stated costs stand. */
      why: components['schemas']['WhyBody'];
      assumed: components['schemas']['AssumedRuleBody'][];
    };
    WalletItem: {
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
      asset: string;
      address: string;
      /** @description Under which it was bound. */
      licenceId: string;
      /**
       * @description How control of the address was shown; null where that was not asked yet.
       * @example signed-message
       */
      proofMethod: string | null;
      /** @description Somebody else holds it at the same time, too. */
      disputed: boolean;
    };
    AffiliationItem: {
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
      licenceId: string;
      /** @example dmp-1 */
      poolId: string;
      asset: string;
    };
    RelatedPartyItem: {
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      until: string | null;
      /** @example beneficial-owner */
      relation: string;
      /**
       * @description The same party has the same id wherever it is named.
       * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
       */
      partyId: string;
      /**
       * @description Of legal entities only.
       * @example 990140000007
       */
      bin: string | null;
    };
    OpeningStockItem: {
      asset: string;
      /** Format: date-time */
      at: string;
      /** @description Base units. */
      quantity: string;
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
        | 'urn:esep:problem:address-not-added'
        | 'urn:esep:problem:addresses-too-many'
        | 'urn:esep:problem:affiliation-unknown'
        | 'urn:esep:problem:already-confirmed'
        | 'urn:esep:problem:already-suspended'
        | 'urn:esep:problem:already-the-holder'
        | 'urn:esep:problem:answer-too-large'
        | 'urn:esep:problem:as-of-after-known-at'
        | 'urn:esep:problem:asset-unknown'
        | 'urn:esep:problem:authority-not-issuing'
        | 'urn:esep:problem:before-registration'
        | 'urn:esep:problem:bin-invalid'
        | 'urn:esep:problem:body-invalid'
        | 'urn:esep:problem:body-malformed'
        | 'urn:esep:problem:body-too-deep'
        | 'urn:esep:problem:body-too-large'
        | 'urn:esep:problem:charset-unsupported'
        | 'urn:esep:problem:chunk-unknown'
        | 'urn:esep:problem:closed-before-amendment'
        | 'urn:esep:problem:content-encoding-unsupported'
        | 'urn:esep:problem:content-type-unsupported'
        | 'urn:esep:problem:control-not-full'
        | 'urn:esep:problem:copies-differ'
        | 'urn:esep:problem:copies-not-compared'
        | 'urn:esep:problem:copy-behind'
        | 'urn:esep:problem:copy-exists'
        | 'urn:esep:problem:copy-unknown'
        | 'urn:esep:problem:cost-below-minimum'
        | 'urn:esep:problem:cost-item-planned-twice'
        | 'urn:esep:problem:cost-item-unknown'
        | 'urn:esep:problem:cursor-invalid'
        | 'urn:esep:problem:data-centre-closed'
        | 'urn:esep:problem:data-centre-of-another-licence'
        | 'urn:esep:problem:data-centre-registered-before'
        | 'urn:esep:problem:data-centre-unknown'
        | 'urn:esep:problem:effective-before-published'
        | 'urn:esep:problem:end-before-start'
        | 'urn:esep:problem:event-id-reused'
        | 'urn:esep:problem:event-unknown'
        | 'urn:esep:problem:evidence-missing'
        | 'urn:esep:problem:exchange-already-licensed'
        | 'urn:esep:problem:exchange-licensed-before'
        | 'urn:esep:problem:exchange-not-licensed'
        | 'urn:esep:problem:exchange-unknown'
        | 'urn:esep:problem:idempotency-key-malformed'
        | 'urn:esep:problem:idempotency-key-reused'
        | 'urn:esep:problem:identity-provider-unavailable'
        | 'urn:esep:problem:internal-error'
        | 'urn:esep:problem:key-id-taken'
        | 'urn:esep:problem:key-revoked'
        | 'urn:esep:problem:key-unknown'
        | 'urn:esep:problem:kind-disagrees-with-number'
        | 'urn:esep:problem:kind-not-licensed'
        | 'urn:esep:problem:lease-end-missing'
        | 'urn:esep:problem:lease-ended'
        | 'urn:esep:problem:lei-invalid'
        | 'urn:esep:problem:licence-already-imported'
        | 'urn:esep:problem:licence-ambiguous'
        | 'urn:esep:problem:licence-not-active'
        | 'urn:esep:problem:licence-not-suspended'
        | 'urn:esep:problem:licence-of-another-licensee'
        | 'urn:esep:problem:licence-revoked'
        | 'urn:esep:problem:licence-suspended'
        | 'urn:esep:problem:licence-unknown'
        | 'urn:esep:problem:licensee-already-registered'
        | 'urn:esep:problem:licensee-barred'
        | 'urn:esep:problem:licensee-unknown'
        | 'urn:esep:problem:machine-not-in-service'
        | 'urn:esep:problem:method-not-allowed'
        | 'urn:esep:problem:moved-later'
        | 'urn:esep:problem:not-genesis'
        | 'urn:esep:problem:nothing-changes'
        | 'urn:esep:problem:notice-too-short'
        | 'urn:esep:problem:number-of-another-licensee'
        | 'urn:esep:problem:opening-stock-already-declared'
        | 'urn:esep:problem:other-organisation'
        | 'urn:esep:problem:owner-elsewhere'
        | 'urn:esep:problem:parameter-invalid'
        | 'urn:esep:problem:parked-key-unknown'
        | 'urn:esep:problem:personal-data-in-plain'
        | 'urn:esep:problem:pool-already-approved'
        | 'urn:esep:problem:pool-approved-before'
        | 'urn:esep:problem:pool-cap-reached'
        | 'urn:esep:problem:pool-not-approved'
        | 'urn:esep:problem:pool-unknown'
        | 'urn:esep:problem:projection-changing'
        | 'urn:esep:problem:projection-in-use'
        | 'urn:esep:problem:projection-unknown'
        | 'urn:esep:problem:proof-malformed'
        | 'urn:esep:problem:proposal-closed'
        | 'urn:esep:problem:proposal-expired'
        | 'urn:esep:problem:proposal-id-taken'
        | 'urn:esep:problem:proposal-unknown'
        | 'urn:esep:problem:public-key-already-registered'
        | 'urn:esep:problem:quantity-above-supply'
        | 'urn:esep:problem:quantity-negative'
        | 'urn:esep:problem:related-party-needs-declaration'
        | 'urn:esep:problem:related-party-unknown'
        | 'urn:esep:problem:release-already-proposed'
        | 'urn:esep:problem:release-before-binding'
        | 'urn:esep:problem:renewal-ahead'
        | 'urn:esep:problem:request-malformed'
        | 'urn:esep:problem:revocation-before-registration'
        | 'urn:esep:problem:role-missing'
        | 'urn:esep:problem:route-unknown'
        | 'urn:esep:problem:rule-pack-already-adopted'
        | 'urn:esep:problem:rule-pack-changes-the-past'
        | 'urn:esep:problem:rule-pack-invalid'
        | 'urn:esep:problem:rule-pack-not-followed'
        | 'urn:esep:problem:rule-pack-not-json'
        | 'urn:esep:problem:rule-pack-unknown'
        | 'urn:esep:problem:second-person-required'
        | 'urn:esep:problem:sender-id-ambiguous'
        | 'urn:esep:problem:sender-id-reserved'
        | 'urn:esep:problem:serial-already-registered'
        | 'urn:esep:problem:serial-unknown'
        | 'urn:esep:problem:site-capacity-exceeded'
        | 'urn:esep:problem:starting'
        | 'urn:esep:problem:still-not-digestible'
        | 'urn:esep:problem:store-full'
        | 'urn:esep:problem:store-unavailable'
        | 'urn:esep:problem:suspended-under-another-case'
        | 'urn:esep:problem:suspension-is-empty'
        | 'urn:esep:problem:suspension-too-long'
        | 'urn:esep:problem:suspension-too-short'
        | 'urn:esep:problem:tenure-not-allowed'
        | 'urn:esep:problem:term-too-long'
        | 'urn:esep:problem:tile-unknown'
        | 'urn:esep:problem:token-expired'
        | 'urn:esep:problem:token-invalid'
        | 'urn:esep:problem:token-missing'
        | 'urn:esep:problem:too-many-names'
        | 'urn:esep:problem:too-many-requests'
        | 'urn:esep:problem:too-many-rows'
        | 'urn:esep:problem:too-many-values'
        | 'urn:esep:problem:validity-is-empty'
        | 'urn:esep:problem:validity-overlaps'
        | 'urn:esep:problem:wallet-already-bound'
        | 'urn:esep:problem:wallet-not-bound'
        | 'urn:esep:problem:withdrawal-before-approval'
        | 'urn:esep:problem:withdrawal-before-licence'
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
  ImportLicence_import: {
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
        'application/json': components['schemas']['ImportLicenceBody'];
      };
    };
    responses: {
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ImportAnswer'];
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
  Register_licences: {
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
         * @description The register as it was then. Default: now. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Of this holder only.
         * @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61
         */
        licenseeId?: string;
        /**
         * @description Of which the id, the holder’s BIN or, for each word given, a word of the holder’s name begins so. Individual entrepreneurs are not searched for by name or number: `POST /licensing/v1/licensees/lookup` finds them.
         * @example Qazyna
         */
        search?: string;
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
            items: components['schemas']['HeldLicenceItem'][];
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
  Register_publicRegister: {
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
         * @description The register as it was then. Default: now. It lies at most 5 minutes ahead of our clock.
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
            items: components['schemas']['LicenceItem'][];
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
  Register_licence: {
    parameters: {
      query?: {
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
      };
      header?: never;
      path: {
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
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
          'application/json': components['schemas']['LicenceBody'];
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
  Register_pools: {
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
         * @description The register as it was then. Default: now. It lies at most 5 minutes ahead of our clock.
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
            items: components['schemas']['ApprovedItem'][];
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
  Pools_approve: {
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
        'application/json': components['schemas']['ApprovePoolBody'];
      };
    };
    responses: {
      /** @description Done. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
        };
      };
      /** @description Dated back by more than a day: a second person confirms `proposalId`. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  Register_exchanges: {
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
         * @description The register as it was then. Default: now. It lies at most 5 minutes ahead of our clock.
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
            items: components['schemas']['ApprovedItem'][];
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
  Exchanges_license: {
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
        'application/json': components['schemas']['LicenseExchangeBody'];
      };
    };
    responses: {
      /** @description Done. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
        };
      };
      /** @description Dated back by more than a day: a second person confirms `proposalId`. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  Pools_approveAgain: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ApprovePoolAgainBody'];
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
  Pools_withdraw: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WithdrawBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  Exchanges_licenseAgain: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LicenseExchangeAgainBody'];
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
  Exchanges_withdraw: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WithdrawBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  AddressSets_deposit: {
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
         * @description Of this asset only.
         * @example BTC
         */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /**
         * @description Only those that are in use then.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
      };
      header?: never;
      path: {
        /** @example dmp-1 */
        id: string;
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
            items: components['schemas']['AddressItem'][];
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
  AddressSets_addDeposit: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AddAddressesBody'];
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
  AddressSets_endDeposit: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EndAddressesBody'];
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
  AddressSets_payout: {
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
         * @description Of this asset only.
         * @example BTC
         */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
        /**
         * @description Only those that are in use then.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
      };
      header?: never;
      path: {
        /** @example dmp-1 */
        id: string;
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
            items: components['schemas']['AddressItem'][];
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
  AddressSets_addPayout: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AddAddressesBody'];
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
  AddressSets_endPayout: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['EndAddressesBody'];
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
  ChangeLicensee_lookup: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LookupBody'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['FoundLicensee'];
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
  Holdings_relatedParties: {
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
         * @description Only what holds then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
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
            items: components['schemas']['RelatedPartyItem'][];
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
  ChangeLicensee_relatedParty: {
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
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RelatedPartyBody'];
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
  ChangeLicensee_relatedPartyCorrection: {
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
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RelatedPartyCorrectionBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  Holdings_openingStock: {
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
            items: components['schemas']['OpeningStockItem'][];
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
  ChangeLicensee_openingStock: {
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
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['StockCorrectionBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  ChangeLicensee_rename: {
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
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RenamingBody'];
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
  ChangeLicensee_correctNumber: {
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
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['NumberCorrectionBody'];
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
  Holdings_affiliations: {
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
         * @description Only what holds then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Of this asset only.
         * @example BTC
         */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
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
            items: components['schemas']['AffiliationItem'][];
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
  ChangeLicensee_affiliation: {
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
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['LicensedAffiliationBody'];
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
  ChangeLicensee_affiliationCorrection: {
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
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AffiliationCorrectionBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  Wallets_bind: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['BindWalletBody'];
      };
    };
    responses: {
      /** @description Done. */
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
        };
      };
      /** @description Dated back by more than a day: a second person confirms `proposalId`. */
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  Wallets_release: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
        /** @example bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080 */
        address: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReleaseWalletBody'];
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
  Wallets_correct: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
        /** @example bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080 */
        address: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['WalletCorrectionBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  DataCentres_list: {
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
         * @description The terms as of then. Default: now. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Of this licensee only; a licensee asks about itself.
         * @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61
         */
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
            items: components['schemas']['DataCentreItem'][];
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
  DataCentres_registerOne: {
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
        'application/json': components['schemas']['RegisterDataCentreBody'];
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
  DataCentres_amend: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['AmendDataCentreBody'];
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
  DataCentres_close: {
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
        /** @example dmp-1 */
        id: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['CloseDataCentreBody'];
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
  DataCentres_one: {
    parameters: {
      query?: {
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
      };
      header?: never;
      path: {
        /** @example dmp-1 */
        id: string;
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
          'application/json': components['schemas']['DataCentreBody'];
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
  ReadMachines_list: {
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
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Of this licensee only; a licensee asks about itself.
         * @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61
         */
        licenseeId?: string;
        /**
         * @description Of this one only.
         * @example ekibastuz-2
         */
        dataCentreId?: string;
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
            items: components['schemas']['MachineItem'][];
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
  Machines_register: {
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
    requestBody?: {
      content: {
        'application/x-ndjson': unknown;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MachinesAnswer'];
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
  Machines_move: {
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
    requestBody?: {
      content: {
        'application/x-ndjson': unknown;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MachinesAnswer'];
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
  Machines_retire: {
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
    requestBody?: {
      content: {
        'application/x-ndjson': unknown;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MachinesAnswer'];
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
  ReadMachines_one: {
    parameters: {
      query?: {
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
      };
      header?: never;
      path: {
        /** @example SMTTYRHBDJAAJ0123 */
        serial: string;
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
          'application/json': components['schemas']['MachineHistory'];
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
  ReadMachines_sums: {
    parameters: {
      query?: {
        /**
         * @description Only what had happened until then, judged then. Default: knownAt. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Only what was recorded until then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        knownAt?: string;
        /**
         * @description Of this licensee only; a licensee asks about itself.
         * @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61
         */
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
          'application/json': components['schemas']['MachineSums'];
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
  ReadMachines_chunk: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
        sha256: string;
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
          'application/x-ndjson': string;
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
  Sanctions_suspend: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SuspensionBody'];
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
  Sanctions_reinstate: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['ReinstatementBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  Sanctions_revoke: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['SanctionBody'];
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
  LicenceTerms_renew: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['RenewalBody'];
      };
    };
    responses: {
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ChangeAnswer'];
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
  LicenceTerms_transfer: {
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
        /** @example AFSA-G-LA-2026-0001 */
        licenceId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['TransferBody'];
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
  Laws_list: {
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
            items: components['schemas']['RulePackItem'][];
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
  RulePacks_propose: {
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
        'application/json': components['schemas']['AdoptRulePackBody'];
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
  Laws_one: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example in-force */
        hash: string;
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
          'application/json': components['schemas']['RulePackAnswer'];
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
  Feed_read: {
    parameters: {
      query?: {
        /**
         * @description `next` of the answer before; −1 for the start.
         * @example 1
         */
        after?: number;
        /** @example 1 */
        limit?: number;
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
          'application/json': components['schemas']['Feed'];
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
  CostEstimates_estimate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': components['schemas']['CostEstimateBody'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['CostEstimateAnswer'];
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
  Holdings_wallets: {
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
         * @description Only what holds then. Default: all. It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        asOf?: string;
        /**
         * @description Of this asset only.
         * @example BTC
         */
        asset?: 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
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
            items: components['schemas']['WalletItem'][];
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
