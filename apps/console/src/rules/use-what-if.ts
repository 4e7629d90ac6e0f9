import type { Schemas } from '@esep/client';
import { useQuery } from '@tanstack/react-query';
import { startTransition, useEffect, useRef, useState } from 'react';

import type { Asset } from '../board/board.js';
import { nameOf } from '../language/words.js';
import type { Travel } from '../router.js';
import { answerOf, esep } from '../session/esep.js';
import { PAGE_ROWS } from '../shell/all-of.js';
import type { KnownRow, Moved, Supposed } from './what-if.js';
import type { Given } from './what-if.worker.js';

export type Named = Given & {
  readonly licensees: readonly {
    readonly licenseeId: string;
    readonly name: string;
    readonly rows: readonly KnownRow[];
  }[];
  /** Who have more facts than are given out. */
  readonly withoutFacts: number;
};

interface Page {
  readonly items: readonly Schemas['supervision']['InputsBody'][];
  readonly by: Given['by'];
  readonly next: string | null;
}

interface InputsAsked {
  readonly asset: Asset;
  readonly limit: number;
  readonly cursor?: string;
  readonly knownAt?: string;
  readonly asOf?: string;
}

const ask = (query: InputsAsked, signal: AbortSignal): Promise<Blob> =>
  answerOf(
    esep.GET('/supervision/v1/rule-packs/effects/inputs', {
      ...{ signal, params: { query }, parseAs: 'blob' },
    }),
  );

/**
 * The facts of everybody, all of one moment. They are not read again by themselves: what one compares
 * would change under one's hands. The page keeps the answers as they came, for the worker to read:
 * there may be 100,000 facts in them.
 */
export const useGiven = (asset: Asset, { knownAt, asOf }: Travel) =>
  useQuery({
    queryKey: ['what-if', asset, knownAt, asOf],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Named> => {
      const pages: Blob[] = [];
      const licensees: Named['licensees'][number][] = [];
      let [by, withoutFacts]: [Given['by'] | undefined, number] = [undefined, 0];
      let asked: InputsAsked | undefined = {
        ...{ asset, limit: PAGE_ROWS },
        ...(knownAt !== undefined && { knownAt }),
        ...(asOf !== undefined && { asOf }),
      };
      while (asked) {
        const answer: Blob = await ask(asked, signal);
        const page = JSON.parse(await answer.text()) as Page;
        by ??= page.by;
        pages.push(answer);
        for (const item of page.items) {
          const { licenseeId, rows, facts } = item;
          licensees.push({ licenseeId, name: nameOf(item), rows });
          if (facts === null) withoutFacts += 1;
        }
        const moment = { knownAt: by.knownAt, asOf: by.asOf };
        asked =
          page.next === null
            ? undefined
            : { asset, limit: PAGE_ROWS, cursor: page.next, ...moment };
      }
      if (by === undefined) throw new Error('Nothing was answered.');
      return { by, pages, licensees, withoutFacts };
    },
  });

export interface Reckoned {
  /** With nothing moved. */
  readonly asItIs: Supposed;
  /** With the values that were moved last, as far as that is worked out. */
  readonly supposed: Supposed;
}

/** Works it out beside the page, in a worker; undefined until that is done for the first time. */
export const useWhatIf = (
  given: Given,
  shareBps: number | undefined,
  graceDays: number | undefined,
) => {
  const [reckoned, setReckoned] = useState<Reckoned>();
  const [failed, setFailed] = useState<string>();
  const worker = useRef<WhatIfWorker>(undefined);
  useEffect(() => {
    setReckoned(undefined);
    setFailed(undefined);
    const one = new WhatIfWorker(
      given,
      // Thousands of cells may be others then; sliders go before them.
      (supposed) =>
        startTransition(() =>
          setReckoned((before) => ({ asItIs: before?.asItIs ?? supposed, supposed })),
        ),
      setFailed,
    );
    worker.current = one;
    return () => one.end();
  }, [given]);
  useEffect(() => worker.current?.ask({ shareBps, graceDays }), [given, shareBps, graceDays]);
  return { reckoned, failed };
};

/** What somebody moves; the rest is undefined. */
type Asked = { readonly [Value in keyof Moved]: Moved[Value] | undefined };

/** One question at a time; of those that come meanwhile, only the last is asked. */
class WhatIfWorker {
  private readonly worker = new Worker(new URL('./what-if.worker.ts', import.meta.url), {
    type: 'module',
  });
  private isBusy = true;
  private asked: Asked = { shareBps: undefined, graceDays: undefined };
  private next = this.asked;

  constructor(
    { by, pages }: Given,
    answered: (supposed: Supposed) => void,
    failed: (message: string) => void,
  ) {
    this.worker.onmessage = ({ data }: MessageEvent<Supposed>) => {
      answered(data);
      this.isBusy = false;
      this.goOn();
    };
    this.worker.onerror = ({ message }) => failed(message);
    this.worker.postMessage({ by, pages } satisfies Given);
  }

  ask(moved: Asked): void {
    this.next = moved;
    this.goOn();
  }

  end(): void {
    this.worker.terminate();
  }

  private goOn(): void {
    const { isBusy, asked, next } = this;
    const isAsked = next.shareBps === asked.shareBps && next.graceDays === asked.graceDays;
    if (isBusy || isAsked) return;
    this.isBusy = true;
    this.asked = next;
    const { shareBps, graceDays } = next;
    this.worker.postMessage({
      ...(shareBps !== undefined && { shareBps }),
      ...(graceDays !== undefined && { graceDays }),
    } satisfies Partial<Moved>);
  }
}
