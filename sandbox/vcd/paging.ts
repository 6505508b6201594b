import { type Call, json, type Reply } from "./call";
import { matches, parseFiql } from "./fiql";
import { badRequest } from "./vcd-error";

const MAXIMUM = 128;

function count(call: Call, name: string, fallback: number, maximum: number): number {
  const text = call.query.get(name);
  if (text === null) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > maximum) {
    throw badRequest(`The value ${text} of ${name} is not valid; it is between 1 and ${maximum}.`);
  }
  return value;
}

/** The same address with other query parameters, readable as VCD's own clients write them. */
function linkTo(call: Call, change: Record<string, string>): string {
  const query = new URLSearchParams(call.query);
  for (const [name, value] of Object.entries(change)) query.set(name, value);
  return `${call.base}${call.path}?${query}`;
}

const link = (url: string, rel: string, model: string) =>
  `<${url}>;rel="${rel}";type="application/json";model="${model}"`;

interface ListOptions {
  model: string;
  pageSize?: number;
  special?: (key: string, value: string, record: unknown) => boolean | undefined;
}

export function filtered<T>(call: Call, records: T[], special?: ListOptions["special"]): T[] {
  const filter = call.query.get("filter");
  let found = records;
  if (filter) {
    const node = parseFiql(filter);
    found = records.filter((record) => matches(node, record, (key, value) => special?.(key, value, record)));
  }
  const ascending = call.query.get("sortAsc");
  const descending = call.query.get("sortDesc");
  if (ascending && descending) throw badRequest("sortAsc and sortDesc exclude each other.");
  const key = ascending ?? descending;
  if (!key) return found;
  const keyOf = (record: T) =>
    String(
      key
        .split(".")
        .reduce<unknown>((value, part) => (value as Record<string, unknown> | null)?.[part], record) ?? "",
    );
  const sorted = [...found].sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
  return ascending ? sorted : sorted.reverse();
}

/** A list by page numbers: filtered, sorted, cut; a page past the end is empty. */
export function page(call: Call, records: object[], options: ListOptions): Reply {
  const found = filtered(call, records, options.special);
  const pageSize = count(call, "pageSize", options.pageSize ?? 25, MAXIMUM);
  const number = count(call, "page", 1, Number.MAX_SAFE_INTEGER);
  const pageCount = Math.ceil(found.length / pageSize);
  const links = [];
  const { model } = options;
  if (number < pageCount) links.push(link(linkTo(call, { page: String(number + 1) }), "nextPage", model));
  if (number > 1 && pageCount > 0)
    links.push(link(linkTo(call, { page: String(number - 1) }), "previousPage", model));
  if (pageCount > 0) {
    links.push(link(linkTo(call, { page: "1" }), "firstPage", model));
    links.push(link(linkTo(call, { page: String(pageCount) }), "lastPage", model));
  }
  const values = found.slice((number - 1) * pageSize, number * pageSize);
  return json(
    200,
    { resultTotal: found.length, pageCount, page: number, pageSize, associations: null, values },
    { "content-location": linkTo(call, {}), ...(links.length > 0 && { link: links.join(", ") }) },
  );
}

/** A list by cursor, as NAT rules have it: neither totals nor numbers, the next cursor in the Link header alone. */
export function cursorPage(call: Call, values: { id: string }[], model: string, extra: object): Reply {
  const pageSize = count(call, "pageSize", 25, MAXIMUM);
  const cursor = call.query.get("cursor");
  let start = 0;
  if (cursor) {
    const after = Buffer.from(cursor, "base64url").toString("utf8");
    const index = values.findIndex((value) => value.id === after);
    if (index < 0) throw badRequest(`The cursor ${cursor} is not valid.`);
    start = index + 1;
  }
  const part = values.slice(start, start + pageSize);
  const links = [link(linkTo(call, {}), "self", model)];
  const last = part.at(-1);
  if (last && start + pageSize < values.length) {
    const next = Buffer.from(last.id).toString("base64url");
    links.push(link(linkTo(call, { cursor: next }), "nextPage", model));
  }
  return json(200, { ...extra, values: part }, { link: links.join(", ") });
}
