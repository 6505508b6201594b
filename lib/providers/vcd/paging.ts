import { z } from "zod";
import type { VcdSession } from "./client";
import { readAs, type VcdAnswer } from "./wire";

/** VCD's maximum of a page (VCD OpenAPI, "Pagination"). */
const pageSize = 128;
/** More would be an answer that goes in circles. */
const mostPages = 1_000;

type ListOptions = { query?: Record<string, string | number | undefined>; apiVersion?: string };

/**
 * Reads every page of a cloudapi list. The next page is what the `Link` header names: a number, or for NAT rules a
 * cursor; without one, `pageCount` decides. Of the link only the page is taken, never the address.
 */
export async function readList<T>(
  session: VcdSession,
  action: string,
  path: string,
  item: z.ZodType<T>,
  { query, apiVersion }: ListOptions = {},
): Promise<T[]> {
  const { items } = await readPages(session, action, path, item, z.object({}), { query, apiVersion });
  return items;
}

/** The same, with the first page's own fields, such as the `status` of a list of NAT rules. */
export async function readPages<T, Head extends object>(
  session: VcdSession,
  action: string,
  path: string,
  item: z.ZodType<T>,
  head: z.ZodType<Head>,
  { query, apiVersion }: ListOptions = {},
): Promise<{ items: T[]; head: Head }> {
  const page = z.object({ values: z.array(item).nullish(), pageCount: z.number().nullish() });
  const items: T[] = [];
  let first: Head | undefined;
  let next: Record<string, string> | null = {};
  for (let count = 1; next && count <= mostPages; count += 1) {
    const answer: VcdAnswer = await session.read(action, path, {
      query: { ...query, pageSize, ...next },
      apiVersion,
    });
    first ??= readAs(head, answer, action);
    const { values, pageCount } = readAs(page, answer, action);
    items.push(...(values ?? []));
    next = (values ?? []).length > 0 ? nextPage(answer, count, pageCount ?? null) : null;
  }
  return { items, head: first as Head };
}

function nextPage(answer: VcdAnswer, page: number, pageCount: number | null): Record<string, string> | null {
  const link = linkTo(answer.headers.link ?? "", "nextPage");
  const cursor = link?.get("cursor");
  if (cursor) return { cursor };
  const number = link?.get("page");
  if (number) return { page: number };
  return pageCount !== null && page < pageCount ? { page: String(page + 1) } : null;
}

/** Query parameters of a link of that relation. */
function linkTo(header: string, relation: string): URLSearchParams | null {
  for (const [, address = "", attributes = ""] of header.matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+="[^"]*")*)/g)) {
    if (!attributes.includes(`rel="${relation}"`)) continue;
    return new URLSearchParams(address.split("?")[1] ?? "");
  }
  return null;
}
