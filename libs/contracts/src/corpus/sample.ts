import type { JsonObject } from '@esep/ledger-format';

/** One event as it stands in a log, without what every envelope has. */
export interface Sample {
  readonly stream: string;
  readonly body: JsonObject;
}

/** A sample of each event of a union, its body as the contract types it. */
export type SamplesOf<Event extends { readonly type: string }> = {
  readonly [Type in Event['type']]: {
    readonly stream: string;
    readonly body: Omit<Extract<Event, { readonly type: Type }>, 'type'>;
  };
};
