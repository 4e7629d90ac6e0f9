import { WhatIf, type Input, type Moved, type ReckonedBy } from './what-if.js';

/** What the worker is told first: by what it was reckoned, and the API's answers as they came. */
export interface Given {
  readonly by: ReckonedBy;
  readonly pages: readonly Blob[];
}

let whatIf: WhatIf | undefined;

const read = async ({ by, pages }: Given): Promise<WhatIf> => {
  const one = new WhatIf(by);
  for (const page of pages) {
    const { items } = JSON.parse(await page.text()) as { readonly items: readonly Input[] };
    one.take(items);
  }
  return one;
};

const answer = async (asked: Given | Partial<Moved>): Promise<void> => {
  if ('pages' in asked) whatIf = await read(asked);
  self.postMessage(whatIf?.suppose('pages' in asked ? {} : asked));
};

/** What is given is answered with nothing moved; then values come, one answer to each. */
self.onmessage = ({ data }: MessageEvent<Given | Partial<Moved>>) => {
  // The page is told of an error as of any other; of a promise's it would not be.
  answer(data).catch(reportError);
};
