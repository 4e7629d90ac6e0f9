import { setTimeout as sleep } from 'node:timers/promises';

import type { Api, Caller } from './api.js';

/** Seconds since the last report was answered. */
export interface Settled {
  /** Until lists for now are of a moment after it, and say that they are complete. */
  readonly shown: number;
  /** Until supervision put the last on record that follows from it. */
  readonly judged: number;
}

const ANALYST: Caller = ['supervision-analyst', 'aifc'];
const POLL_INTERVAL_MS = 250;
/** Nothing more comes when nothing came for so long: the judge pauses for two seconds at most. */
const QUIET_MS = 6_000;
/** Where it takes longer, that long. */
const PATIENCE_MS = 240_000;

/** Called when the last report was answered. */
export const settledAfter = async (api: Api): Promise<Settled> => {
  const begun = performance.now();
  const since = (): number => (performance.now() - begun) / 1_000;
  const now = new Date().toISOString();
  let shown: number | undefined;
  let judged = 0;
  for (let last = await recorded(api), changed = performance.now(); ;) {
    await sleep(POLL_INTERVAL_MS);
    if (shown === undefined && (await isShown(api, now))) shown = since();
    const count = await recorded(api);
    if (count !== last) {
      [last, changed] = [count, performance.now()];
      judged = since();
    }
    const isQuiet = performance.now() - changed > QUIET_MS;
    if ((shown !== undefined && isQuiet) || performance.now() - begun > PATIENCE_MS)
      return { shown: shown ?? since(), judged: isQuiet ? judged : since() };
  }
};

const isShown = async (api: Api, instant: string): Promise<boolean> => {
  const { ledger } = await api.get<{ ledger: { knownThrough: string; complete: boolean } }>(
    '/supervision/v1/reconciliations?limit=1',
    ANALYST,
  );
  return ledger.complete && ledger.knownThrough >= instant;
};

/** How much supervision has put on record: the second line of a signed head. */
const recorded = async (api: Api): Promise<string | undefined> => {
  const head = await api.call('/supervision/v1/log/checkpoint');
  return head.body.split('\n')[1];
};
