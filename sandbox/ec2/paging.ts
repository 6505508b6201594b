import { createHash } from "node:crypto";
import { AwsError } from "../aws-error";
import type { Params } from "./query";

export interface PageLimits {
  min: number;
  max: number;
}

export interface Page<T> {
  records: T[];
  nextToken?: string;
}

/** Reads MaxResults and NextToken; ids and MaxResults together are refused. */
export function readPage(params: Params, limits: PageLimits, idParameter: string) {
  const size = params.integer("MaxResults");
  const token = params.text("NextToken") || undefined;
  if (size !== undefined && params.list(idParameter).length > 0) {
    throw new AwsError(
      "InvalidParameterCombination",
      `The parameter ${idParameter} cannot be used with the parameter maxResults`,
    );
  }
  if (size !== undefined && (size < limits.min || size > limits.max)) {
    const bound = size < limits.min ? `greater than ${limits.min}` : `less than ${limits.max}`;
    throw new AwsError(
      "InvalidParameterValue",
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value ${bound}.`,
    );
  }
  const subject = subjectOf(params);
  const after = token === undefined ? 0 : readToken(token, subject);
  return { size: size ?? (token === undefined ? Number.POSITIVE_INFINITY : limits.max), after, subject };
}

/**
 * Walks in order of arrival, so that records that come or go do not shift the pages. `pick` turns a
 * record into what is shown, or undefined to leave it out; it is asked no further than the page reaches.
 */
export function takePage<T, Shown>(
  records: readonly T[],
  sequenceOf: (record: T) => number,
  page: ReturnType<typeof readPage>,
  pick: (record: T) => Shown | undefined,
): Page<Shown> {
  const rest = records
    .map((record) => ({ record, sequence: sequenceOf(record) }))
    .filter(({ sequence }) => sequence > page.after)
    .sort((a, b) => a.sequence - b.sequence);
  const shown: Shown[] = [];
  let last = 0;
  for (const { record, sequence } of rest) {
    const picked = pick(record);
    if (picked === undefined) continue;
    if (shown.length === page.size) return { records: shown, nextToken: writeToken(last, page.subject) };
    shown.push(picked);
    last = sequence;
  }
  return { records: shown };
}

/** A token only goes on with the very call that issued it. */
function subjectOf(params: Params): string {
  const asked = Object.entries(params.flat())
    .filter(([name]) => name !== "NextToken" && name !== "MaxResults")
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(asked)).digest("base64url").slice(0, 16);
}

function writeToken(after: number, subject: string): string {
  return Buffer.from(`${subject}:${after}`).toString("base64url");
}

function readToken(token: string, subject: string): number {
  const match = /^([\w-]{16}):(\d+)$/.exec(Buffer.from(token, "base64url").toString("latin1"));
  if (!match || match[1] !== subject) {
    throw new AwsError("InvalidNextToken", `The token '${token}' is invalid`);
  }
  return Number(match[2]);
}
