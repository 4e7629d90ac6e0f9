// Made by npm run client.

export interface paths {
  '/pool-reporting/v1/telemetry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send a batch of readings
     * @description NDJSON, or an Arrow IPC stream with the serials as a dictionary, which is read twice as fast; plain, gzip or zstd. A row that is wrong is refused by its line and code, and the others are taken; of a batch with more refused rows than the rule pack allows nothing is. Sent again under its sequence and version, a batch is recorded once.
     *
     *     **Who:** `pool`.
     */
    post: operations['Telemetry_send'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/telemetry/batches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Batches of a pool, the last sequence first
     * @description Gaps and repeats of the sequence show in each. Of several pools those of one come after those of the other. A pool sees its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `auditor`, `service`, `pool`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Batches_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/telemetry/hours': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Hash rate, work and coverage by licence, data centre and hour
     * @description By hour, licence and data centre. An hour that nobody reported is not in it: missing is not zero. A pool sees what it reported, a licensee its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `auditor`, `service`, `pool`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Hours_list'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/pool-reporting/v1/telemetry/machines/{serial}/hashrate': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Hash rate of a machine over time
     * @description Of all pools together. A pool sees what it reported, a licensee what was its own.
     *
     *     **Who:** `licensing-officer`, `supervision-analyst`, `enforcement-officer`, `auditor`, `service`, `pool`, `licensee`.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['MachineSeries_series'];
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
    RefusedCount: {
      /** @example unknown-machine */
      code: string;
      rows: number;
    };
    ReadingRefusal: {
      /** @description Line, or row of an Arrow stream, from 1. */
      line: number;
      /** @example unknown-machine */
      code: string;
      message: string;
      remedy: string;
    };
    TelemetryAnswer: {
      /** @example dmp-1 */
      poolId: string;
      sequence: number;
      version: number;
      /** @description Readings that were taken. */
      rows: number;
      refused: components['schemas']['RefusedCount'][];
      /** @description The first thousand by line; none of a batch that was recorded before. */
      refusals: components['schemas']['ReadingRefusal'][];
      /** @description Where the proof of its event is; null in a dry run. */
      receipt: string | null;
    };
    BatchItem: {
      /** @example dmp-1 */
      poolId: string;
      sequence: number;
      /** @description The version that holds. */
      version: number;
      /** @description So many sequences right before this one never came. */
      missingBefore: number;
      /** Format: date-time */
      receivedAt: string;
      /** Format: date-time */
      from: string | null;
      /** Format: date-time */
      until: string | null;
      /** @enum {string} */
      format: 'ndjson' | 'arrow';
      /** @description Readings that were taken. */
      rows: number;
      refused: components['schemas']['RefusedCount'][];
      /** @description How often it was sent again. */
      repeats: number;
      /** @description Where the proof of its event is. */
      receipt: string;
    };
    HourItem: {
      licenceId: string;
      /**
       * Format: date-time
       * @description Its begin.
       */
      hour: string;
      dataCentreId: string;
      algorithm: string;
      /** @description Who reported it. */
      poolId: string;
      readings: number;
      /** @description Of its machines together, on average over the hour; what is missing adds nothing. */
      hashrate: number;
      /** @enum {string} */
      unit: 'TH/s' | 'MH/s' | 'GH/s';
      /** @description Work, weighted by difficulty: a whole number in digits. */
      accepted: string;
      stale: string;
      rejected: string;
      /** @description Share of the time of the registered machines that readings cover, in hundredths of a percent; null where none was registered (POOL-4). */
      coverageBps: number | null;
      /** @description Of what was metered. */
      energyKwh: number | null;
    };
    SeriesStep: {
      /**
       * Format: date-time
       * @description Its begin.
       */
      at: string;
      /** @description On average over what was reported of the step. */
      hashrate: number;
      /** @description So many seconds of the step were reported. */
      seconds: number;
      /** @description Work, weighted by difficulty: a whole number in digits. */
      accepted: string;
      stale: string;
      rejected: string;
    };
    MachineSeries: {
      serial: string;
      /** @enum {string} */
      unit: 'TH/s' | 'MH/s' | 'GH/s';
      /** @description Steps of which nothing was reported are left out: a gap is not a zero. */
      steps: components['schemas']['SeriesStep'][];
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
        | 'urn:esep:problem:answer-too-large'
        | 'urn:esep:problem:batches-waiting'
        | 'urn:esep:problem:body-invalid'
        | 'urn:esep:problem:body-malformed'
        | 'urn:esep:problem:body-refused'
        | 'urn:esep:problem:body-too-deep'
        | 'urn:esep:problem:body-too-large'
        | 'urn:esep:problem:charset-unsupported'
        | 'urn:esep:problem:content-encoding-unsupported'
        | 'urn:esep:problem:content-type-unsupported'
        | 'urn:esep:problem:cursor-invalid'
        | 'urn:esep:problem:event-id-reused'
        | 'urn:esep:problem:header-malformed'
        | 'urn:esep:problem:identity-provider-unavailable'
        | 'urn:esep:problem:internal-error'
        | 'urn:esep:problem:method-not-allowed'
        | 'urn:esep:problem:other-organisation'
        | 'urn:esep:problem:parameter-invalid'
        | 'urn:esep:problem:request-malformed'
        | 'urn:esep:problem:role-missing'
        | 'urn:esep:problem:route-unknown'
        | 'urn:esep:problem:rules-not-there-yet'
        | 'urn:esep:problem:serial-unknown'
        | 'urn:esep:problem:span-too-long'
        | 'urn:esep:problem:starting'
        | 'urn:esep:problem:store-full'
        | 'urn:esep:problem:store-unavailable'
        | 'urn:esep:problem:token-expired'
        | 'urn:esep:problem:token-invalid'
        | 'urn:esep:problem:token-missing'
        | 'urn:esep:problem:too-many-names'
        | 'urn:esep:problem:too-many-requests'
        | 'urn:esep:problem:too-many-rows'
        | 'urn:esep:problem:too-many-values'
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
  Telemetry_send: {
    parameters: {
      query?: {
        /**
         * @description Answer the same, and record nothing.
         * @example false
         */
        dryRun?: boolean;
      };
      header: {
        /**
         * @description Of this batch, from 1: a higher one stands in the place of those before.
         * @example 1
         */
        'Esep-Version'?: number;
        /**
         * @description The pool’s own count of its batches: 1, 2, 3 …
         * @example 1
         */
        'Esep-Sequence': number;
        /**
         * @description Who sends.
         * @example dmp-1
         */
        'Esep-Pool': string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/x-ndjson': string;
        'application/vnd.apache.arrow.stream': string;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['TelemetryAnswer'];
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
  Batches_list: {
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
         * @description Of this pool; a pool asks about itself.
         * @example dmp-1
         */
        poolId?: string;
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
            items: components['schemas']['BatchItem'][];
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
  Hours_list: {
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
         * @description Of this licensee’s licences; a licensee asks about itself.
         * @example 0199d1c2-7a5e-7c31-9f0a-3b7d5e2f4a61
         */
        licenseeId?: string;
        /**
         * @description Of this data centre only.
         * @example ekibastuz-2
         */
        dataCentreId?: string;
        /**
         * @description It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        from: string;
        /**
         * @description Up to and without it. It lies from 2009-01-03 to 50 years from now.
         * @example 2026-03-05T07:00:00.000Z
         */
        until: string;
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
            items: components['schemas']['HourItem'][];
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
  MachineSeries_series: {
    parameters: {
      query: {
        /**
         * @description It lies at most 5 minutes ahead of our clock.
         * @example 2026-03-05T07:00:00.000Z
         */
        from: string;
        /**
         * @description Up to and without it. It lies from 2009-01-03 to 50 years from now.
         * @example 2026-03-05T07:00:00.000Z
         */
        until: string;
        /**
         * @description Length of a step in seconds. Steps begin at `from`.
         * @example 60
         */
        step?: number;
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
          'application/json': components['schemas']['MachineSeries'];
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
