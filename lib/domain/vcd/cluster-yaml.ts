import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  type ScalarTag,
  stringify,
  type Tags,
  YAMLError,
} from "yaml";
import type * as z from "zod/mini";
import { type ClusterConfig, type RdeVersion, toApplyPayload } from "./cluster-config";
import { document1, document2, fromDocument1, fromDocument2 } from "./cluster-document";
import { keysAt, nearestKey } from "./document-keys";
import { type Repair, repairYaml } from "./repair-yaml";

/** One thing wrong with a text, at its place. Lines and columns count from 1. */
export type ConfigProblem = {
  line: number;
  column: number;
  /** `spec.workers.count`; empty for the text as a whole. */
  path: string;
  message: string;
};

export type ReadConfig =
  | { ok: true; config: ClusterConfig; version: RdeVersion }
  | {
      ok: false;
      problems: ConfigProblem[];
      /** A text that was most likely meant, and why each change; null where none is known. */
      repair: Repair | null;
    };

/** Longest text that is read; a real configuration has under 100 lines. */
export const maxConfigCharacters = 64_000;

/** The text of a configuration, as a document of this version; strings that YAML 1.1 would misread are quoted. */
export function configToYaml(config: ClusterConfig, version: RdeVersion): string {
  return stringify(toApplyPayload(config, version), { version: "1.1", lineWidth: 0 });
}

/**
 * Reads what `vcd cse cluster apply` takes, YAML or JSON, with YAML 1.1's rules as that client has them (PyYAML). A
 * text that cannot be read, or that CSE would refuse, comes back with each problem at its line, and a repair if one
 * is known to help.
 */
export function yamlToConfig(text: string): ReadConfig {
  const read = readDocument(text);
  if ("config" in read) return { ok: true, config: read.config, version: read.version };
  const repair = text.length > maxConfigCharacters ? null : offerRepair(text, read.problems);
  return { ok: false, problems: read.problems, repair };
}

/** A repair is offered only where it leaves fewer problems than there were, and none of reading. */
function offerRepair(text: string, problems: ConfigProblem[]): Repair | null {
  const repair = repairYaml(text);
  if (!repair) return null;
  const after = readDocument(repair.text);
  if ("config" in after) return repair;
  const readable = after.problems.every((problem) => problem.path !== "");
  const were = problems.some((problem) => problem.path === "") ? Number.POSITIVE_INFINITY : problems.length;
  return readable && after.problems.length < were ? repair : null;
}

type Read = { config: ClusterConfig; version: RdeVersion } | { problems: ConfigProblem[] };

function readDocument(text: string): Read {
  if (text.trim() === "") return alone("The text is empty. Paste the cluster's configuration.");
  if (text.length > maxConfigCharacters) {
    return alone("This text is too long to be the configuration of one cluster.");
  }
  const lines = new LineCounter();
  const parsed = parseAsCse(text, lines);
  if (parsed instanceof YAMLError) return { problems: [readingProblem(parsed, lines)] };
  if (parsed.errors.length > 0) {
    // One slip makes the lines below it unreadable too: each kind is said once.
    const first = parsed.errors.filter(
      (error, index, all) => all.findIndex((other) => other.code === error.code) === index,
    );
    return { problems: first.map((error) => readingProblem(error, lines)) };
  }
  if (!isMap(parsed.contents)) {
    return alone("This is not a cluster's configuration: it has no fields such as kind, metadata and spec.");
  }
  let value: unknown;
  try {
    value = parsed.toJS({ maxAliasCount: 20 });
  } catch {
    return alone("The text refers to itself too often. Write it without anchors (&) and aliases (*).");
  }
  return judge(value as Record<string, unknown>, parsed, lines);
}

/** The text as YAML, read by the rules of the client of CSE. */
export function parseAsCse(text: string, lineCounter = new LineCounter()): Document.Parsed | YAMLError {
  try {
    return parseDocument(text, {
      lineCounter,
      version: "1.1",
      prettyErrors: false,
      logLevel: "error",
      customTags: likePyYaml,
    });
  } catch (error) {
    if (error instanceof YAMLError) return error;
    return new YAMLError("YAMLParseError", [0, 0], "UNEXPECTED_TOKEN", "The text cannot be read.");
  }
}

/** PyYAML leaves a lone y or n text, which YAML 1.1 itself reads as true and false. */
function likePyYaml(tags: Tags): Tags {
  return tags.map((tag) => {
    if (typeof tag === "string" || tag.tag !== "tag:yaml.org,2002:bool" || !("test" in tag)) return tag;
    const test = tag.test?.test("yes")
      ? /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/
      : /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/;
    return { ...tag, test } as ScalarTag;
  });
}

function alone(message: string): { problems: ConfigProblem[] } {
  return { problems: [{ line: 1, column: 1, path: "", message }] };
}

function judge(value: Record<string, unknown>, document: Document.Parsed, lines: LineCounter): Read {
  const version = versionOf(value);
  const schema = version === "1.0.0" ? document1 : document2;
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) {
    return version === "1.0.0"
      ? { config: fromDocument1(result.data as z.infer<typeof document1>), version }
      : { config: fromDocument2(result.data as z.infer<typeof document2>), version };
  }
  const problems = result.error.issues
    .flatMap((issue) => problemsOfIssue(issue, version))
    .map(({ path, message }) => ({ ...placeOf(document, path, lines), path: path.join("."), message }));
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

/** Which version a text is meant for: by what it says, else by how it spells the cluster's name. */
function versionOf(value: Record<string, unknown>): RdeVersion {
  if (value.apiVersion === "cse.vmware.com/v2.0") return "2.0.0";
  if ("apiVersion" in value) return "2.1.0";
  if ("api_version" in value) return "1.0.0";
  const metadata = value.metadata;
  return metadata !== null && typeof metadata === "object" && "name" in metadata ? "2.1.0" : "1.0.0";
}

type Issue = z.core.$ZodIssue;
type Path = (string | number)[];

function problemsOfIssue(issue: Issue, version: RdeVersion): { path: Path; message: string }[] {
  const path = issue.path.filter((part): part is string | number => typeof part !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(path, key, version) }));
  }
  return [{ path, message: wrongValue(issue, path) }];
}

function unknownKey(path: Path, key: string, version: RdeVersion): string {
  const where = path.length === 0 ? "at the top" : `under ${path.join(".")}`;
  if (path.length === 0 && key === "status") {
    return "status is what CSE reports of a cluster, not what it takes. Remove it with all that is below it.";
  }
  const known = keysAt(version, path);
  const near = nearestKey(key, known);
  const hint = near ? `Did you mean ${near}?` : `CSE knows ${known.join(", ")} there.`;
  return `CSE does not know ${key} ${where} and refuses the whole configuration. ${hint}`;
}

const expectations: Record<string, string> = {
  string: "text",
  int: "a whole number",
  number: "a whole number",
  boolean: "true or false",
  object: "a group of fields",
  array: "a list",
};

function wrongValue(issue: Issue, path: Path): string {
  const name = String(path.at(-1) ?? "The configuration");
  const last = path.join(".");
  if (issue.input === undefined) return `${last} is missing.`;
  if (last === "kind") {
    return issue.input === "TanzuKubernetesCluster"
      ? "TanzuKubernetesCluster is made by vSphere with Tanzu, not by CSE. Choose native or TKGm."
      : `kind must be native, TKGm or TKG+; this is ${show(issue.input)}.`;
  }
  if (last === "apiVersion") {
    return `apiVersion must be cse.vmware.com/v2.1 or cse.vmware.com/v2.0; this is ${show(issue.input)}. Documents for CSE 3.0.x say api_version: '35.0' instead.`;
  }
  if (last === "api_version" && typeof issue.input === "string") {
    return `api_version must be a version such as '35.0'; this is ${show(issue.input)}.`;
  }
  if (last === "api_version") {
    return `api_version must be text: write it in quotes, '${issue.input === 35 ? "35.0" : String(issue.input)}'.`;
  }
  if (issue.code === "too_small") return `${name} is empty.`;
  const expected = "expected" in issue ? (expectations[String(issue.expected)] ?? "something else") : null;
  if (issue.input === null) return `${last} has no value; it must be ${expected ?? "given"}.`;
  if (expected) {
    const quoted = expected === "text" ? " Put it in quotes." : "";
    return `${last} must be ${expected}; this is ${show(issue.input)}.${quoted}`;
  }
  return `${last} must be text or a whole number; this is ${show(issue.input)}.`;
}

function show(value: unknown): string {
  if (typeof value === "string") return value === "" ? "empty" : `the text ${JSON.stringify(clip(value))}`;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null) return "empty";
  return Array.isArray(value) ? "a list" : "a group of fields";
}

function clip(value: string): string {
  return value.length > 60 ? `${value.slice(0, 57)}…` : value;
}

/** Where a path stands in the text: the key itself if it is there, else the nearest thing around it. */
function placeOf(
  document: Document.Parsed,
  path: Path,
  lines: LineCounter,
): { line: number; column: number } {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === part);
      if (!pair) break;
      if (isNode(pair.key) && pair.key.range) offset = pair.key.range[0];
      node = pair.value;
      continue;
    }
    const item: unknown =
      isNode(node) && "get" in node ? document.getIn(path.slice(0, path.indexOf(part) + 1), true) : null;
    if (isNode(item) && item.range) offset = item.range[0];
    node = item;
  }
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

const readingWords: Partial<Record<YAMLError["code"], string>> = {
  BAD_INDENT: "This line is indented differently from the lines it belongs to.",
  TAB_AS_INDENT: "This line is indented with a tab. YAML allows blanks only.",
  DUPLICATE_KEY: "This field is there twice. Keep one of the two.",
  MISSING_CHAR: "A character is missing here: most often a colon with a blank after it, or a closing quote.",
  BLOCK_AS_IMPLICIT_KEY:
    "This line is indented below a field that already has a value. Fields that belong together begin in the same column.",
  MULTILINE_IMPLICIT_KEY:
    "A field's name goes over more than one line here. Most often the line before lacks a colon.",
  MULTIPLE_DOCS: "The text holds more than one document (---). Give the configuration of one cluster.",
};

function readingProblem(error: YAMLError, lines: LineCounter): ConfigProblem {
  const { line, col } = lines.linePos(error.pos[0]);
  const open = /flow (?:sequence|map|collection)/i.test(error.message);
  const message =
    (open ? "A bracket or brace that is opened here is not closed." : readingWords[error.code]) ??
    `This cannot be read as YAML: ${error.message.split("\n")[0]}`;
  return { line: Math.max(1, line), column: Math.max(1, col), path: "", message };
}
