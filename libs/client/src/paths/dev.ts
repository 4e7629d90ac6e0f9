// Made by npm run client.

export interface paths {
  '/dev/v1/clock': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What time it is for the ledger
     * @description **Who:** anybody, without a token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Development_now'];
    put?: never;
    /**
     * Move the clock forward
     * @description **Who:** `demo`.
     */
    post: operations['Development_move'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dev/v1/keys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * What verifies the tokens (JWKS)
     * @description **Who:** anybody, without a token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Development_keys'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dev/v1/tokens': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * A token for each role and organisation of the demonstration
     * @description **Who:** anybody, without a token.
     *
     *     **On repeat:** it reads, and records nothing.
     */
    get: operations['Development_tokens'];
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
    ClockAnswer: {
      /** Format: date-time */
      now: string;
    };
    MoveClockBody: {
      /**
       * Format: date-time
       * @description Not before the clock’s present time.
       */
      now: string;
    };
    KeyList: {
      keys: {
        [key: string]: unknown;
      }[];
    };
    TokenItem: {
      subject: string;
      name?: string;
      /** @description Id of a pool or an exchange, or `aifc` for the regulator’s staff. */
      organisation: string;
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
      token: string;
    };
    TokenList: {
      items: components['schemas']['TokenItem'][];
      next: string | null;
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
        | 'urn:esep:problem:body-invalid'
        | 'urn:esep:problem:body-malformed'
        | 'urn:esep:problem:body-too-deep'
        | 'urn:esep:problem:body-too-large'
        | 'urn:esep:problem:charset-unsupported'
        | 'urn:esep:problem:clock-moves-forward-only'
        | 'urn:esep:problem:content-encoding-unsupported'
        | 'urn:esep:problem:content-type-unsupported'
        | 'urn:esep:problem:event-id-reused'
        | 'urn:esep:problem:identity-provider-unavailable'
        | 'urn:esep:problem:internal-error'
        | 'urn:esep:problem:method-not-allowed'
        | 'urn:esep:problem:other-organisation'
        | 'urn:esep:problem:parameter-invalid'
        | 'urn:esep:problem:request-malformed'
        | 'urn:esep:problem:role-elsewhere'
        | 'urn:esep:problem:role-missing'
        | 'urn:esep:problem:route-unknown'
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
  Development_now: {
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
          'application/json': components['schemas']['ClockAnswer'];
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
  Development_move: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['MoveClockBody'];
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ClockAnswer'];
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
  Development_keys: {
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
          'application/json': components['schemas']['KeyList'];
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
  Development_tokens: {
    parameters: {
      query?: {
        /**
         * @description With organisation: one token for just this.
         * @example licensing-officer
         */
        role?:
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
          | 'demo';
        organisation?: string;
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
          'application/json': components['schemas']['TokenList'];
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
