import { badRequest } from "./vcd-error";

type Operator = "==" | "!=" | "=gt=" | "=lt=" | "=ge=" | "=le=";
type Node =
  | { kind: "and" | "or"; parts: Node[] }
  | { kind: "compare"; key: string; operator: Operator; value: string };

const comparison = /^([^=!;,()]+)(==|!=|=gt=|=lt=|=ge=|=le=)((?:\\.|[^;,()\\])*)/;

/** FIQL as VCD reads it: `;` binds closer than `,`, parentheses group, a backslash takes the next sign as it is. */
export function parseFiql(text: string): Node {
  let rest = text;
  const fail = (): never => {
    throw badRequest(`The filter "${text}" is not valid.`);
  };
  const either = (): Node => {
    const parts = [both()];
    while (rest.startsWith(",")) {
      rest = rest.slice(1);
      parts.push(both());
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: "or", parts };
  };
  const both = (): Node => {
    const parts = [one()];
    while (rest.startsWith(";")) {
      rest = rest.slice(1);
      parts.push(one());
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: "and", parts };
  };
  const one = (): Node => {
    if (rest.startsWith("(")) {
      rest = rest.slice(1);
      const inner = either();
      if (!rest.startsWith(")")) fail();
      rest = rest.slice(1);
      return inner;
    }
    const found = comparison.exec(rest);
    if (!found) return fail();
    const [all, key = "", operator = "==", value = ""] = found;
    rest = rest.slice(all.length);
    return { kind: "compare", key, operator: operator as Operator, value };
  };
  const node = either();
  return rest === "" ? node : fail();
}

export function keysOf(node: Node): string[] {
  return node.kind === "compare" ? [node.key] : node.parts.flatMap(keysOf);
}

/** The values under a dotted path; a list on the way stands for each of its elements. */
function valuesAt(record: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(record)) return record.flatMap((each) => valuesAt(each, path));
  const [head, ...rest] = path;
  if (head === undefined) return [record];
  if (typeof record !== "object" || record === null) return [];
  return valuesAt((record as Record<string, unknown>)[head], rest);
}

function compares(actual: unknown, operator: Operator, wanted: string): boolean {
  const text = actual === null || actual === undefined ? "" : String(actual);
  const numbers =
    text !== "" && wanted !== "" && !Number.isNaN(Number(text)) && !Number.isNaN(Number(wanted));
  const order = numbers ? Number(text) - Number(wanted) : text < wanted ? -1 : text > wanted ? 1 : 0;
  if (operator === "=gt=") return order > 0;
  if (operator === "=lt=") return order < 0;
  if (operator === "=ge=") return order >= 0;
  return order <= 0;
}

function equals(actual: unknown, pattern: string): boolean {
  if (actual === null || actual === undefined) return pattern === "";
  const expression = [...pattern.matchAll(/\\.|[\s\S]/g)]
    .map(([sign]) => {
      if (sign === "*") return "[\\s\\S]*";
      return (sign.length > 1 ? sign.slice(1) : sign).replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
    })
    .join("");
  return new RegExp(`^${expression}$`).test(String(actual));
}

/** `special` decides keys that are no fields, such as `_context`; undefined leaves them to the record. */
export function matches(
  node: Node,
  record: unknown,
  special: (key: string, value: string) => boolean | undefined = () => undefined,
): boolean {
  if (node.kind !== "compare") {
    const part = (each: Node) => matches(each, record, special);
    return node.kind === "and" ? node.parts.every(part) : node.parts.some(part);
  }
  const decided = special(node.key, node.value);
  if (decided !== undefined) return decided;
  const values = valuesAt(record, node.key.split("."));
  if (node.operator === "==") return values.some((value) => equals(value, node.value));
  if (node.operator === "!=") return !values.some((value) => equals(value, node.value));
  return values.some((value) => compares(value, node.operator, node.value));
}
