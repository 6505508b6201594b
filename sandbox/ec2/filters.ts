import { AwsError } from "../aws-error";
import type { Tags } from "../records";
import type { Params } from "./query";

/** For each filter name, the values of a record that a filter value may match. */
export type FilterTable<T> = Readonly<Record<string, (record: T) => readonly string[]>>;

type Predicate<T> = (record: T) => boolean;

const MOST_VALUES = 200;

/** `*` any run, `?` one character, `\` takes the next character literally. */
export function wildcard(pattern: string): (value: string) => boolean {
  if (!/[*?\\]/.test(pattern)) return (value) => value === pattern;
  const source = pattern.replace(/\\(.)|([*?])|([^\\*?])/gs, (_, escaped, wild, plain) => {
    if (wild) return wild === "*" ? "[^]*" : "[^]";
    return (escaped ?? plain).replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
  });
  const expression = new RegExp(`^${source}$`);
  return (value) => expression.test(value);
}

/** Several filters must all match; of several values of one filter, any. */
export function readFilters<T>(
  params: Params,
  table: FilterTable<T>,
  tagsOf?: (record: T) => Tags,
): Predicate<T>[] {
  let values = 0;
  return params.structures("Filter").map((filter) => {
    const name = filter.required("Name");
    const patterns = filter.list("Value");
    values += patterns.length;
    if (values > MOST_VALUES) {
      throw new AwsError("FilterLimitExceeded", `The maximum number of filter values is ${MOST_VALUES}`);
    }
    const read = readerOf(name, table, tagsOf);
    if (!read) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
    const exact = new Set(patterns.filter((pattern) => !/[*?\\]/.test(pattern)));
    const wild = patterns.filter((pattern) => !exact.has(pattern)).map(wildcard);
    return (record) =>
      read(record).some((value) => exact.has(value) || wild.some((matches) => matches(value)));
  });
}

function readerOf<T>(
  name: string,
  table: FilterTable<T>,
  tagsOf: ((record: T) => Tags) | undefined,
): ((record: T) => readonly string[]) | undefined {
  if (Object.hasOwn(table, name)) return table[name];
  if (!tagsOf) return undefined;
  if (name === "tag-key") return (record) => Object.keys(tagsOf(record));
  if (name.startsWith("tag:")) {
    const key = name.slice("tag:".length);
    return (record) => {
      const value = tagsOf(record)[key];
      return value === undefined ? [] : [value];
    };
  }
  return undefined;
}

/** The record itself if it matches, as takePage wants it. */
export const selectBy =
  <T>(predicates: readonly Predicate<T>[]) =>
  (record: T): T | undefined =>
    matchesFilters(record, predicates) ? record : undefined;

export function matchesFilters<T>(record: T, predicates: readonly Predicate<T>[]): boolean {
  return predicates.every((predicate) => predicate(record));
}
