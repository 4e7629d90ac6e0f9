interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
interface Asked {
  readonly limit: number;
  readonly cursor?: string;
}

/** As many as the API gives at once. */
export const PAGE_ROWS = 500;

/** All pages of a list. */
export const allOf = async <Item>(ask: (page: Asked) => Promise<Page<Item>>): Promise<Item[]> => {
  const all: Item[] = [];
  for (let page: Asked | undefined = { limit: PAGE_ROWS }; page;) {
    const { items, next }: Page<Item> = await ask(page);
    all.push(...items);
    page = next === null ? undefined : { limit: PAGE_ROWS, cursor: next };
  }
  return all;
};
