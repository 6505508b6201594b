/** EC2 takes at most 200 filter values a call (EC2 API, "Filtering your resources"). */
export const mostFilterValues = 200;

/** Reads every page of a describe call. An absent or empty token ends it. */
export async function readPages<Page extends { NextToken?: string }, Item>(
  readPage: (nextToken: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  let token: string | undefined;
  do {
    const page = await readPage(token);
    items.push(...(itemsOf(page) ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return items;
}

/** Cuts a list, repeats removed, into parts of at most `size`. */
export function inParts<T>(items: Iterable<T>, size: number): T[][] {
  const all = [...new Set(items)];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
