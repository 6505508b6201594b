import { type KeyTree, keyTree } from "./document-keys";

/** A text that was most likely meant, and what was changed to get there. */
export type Repair = { text: string; changes: RepairChange[] };

/** Lines count from 1, in the text as it was given. */
export type RepairChange = { fromLine: number; toLine: number; what: string; why: string };

/**
 * Offers a better text for one that was copied with its indentation lost or shifted, with tabs, typographic quotes or
 * code fences. Each field of CSE's documents has one place, so the nesting can be told from the names. Null where
 * nothing is to be changed. The caller checks that the offer can be read.
 */
export function repairYaml(text: string): Repair | null {
  const changes: RepairChange[] = [];
  const lines = text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((given, index) => plainCharacters({ text: given, line: index + 1 }, changes));
  const kept = dropFences(lines, changes);
  const nested = nest(kept, changes);
  if (changes.length === 0) return null;
  changes.sort((a, b) => a.fromLine - b.fromLine);
  return { text: `${nested.join("\n").trimEnd()}\n`, changes };
}

type Line = { text: string; line: number };

const typographic: [RegExp, string][] = [
  [/[\u00a0\u2007\u202f]/g, " "],
  [/[\u200b\ufeff]/g, ""],
  [/[\u2018\u2019\u201a]/g, "'"],
  [/[\u201c\u201d\u201e]/g, '"'],
];

function plainCharacters({ text, line }: Line, changes: RepairChange[]): Line {
  let plain = text;
  for (const [pattern, replacement] of typographic) plain = plain.replaceAll(pattern, replacement);
  if (plain !== text) {
    const what = "Typographic quotes or blanks replaced by plain ones";
    say(
      changes,
      line,
      what,
      "Web pages and word processors put them in; YAML takes them for part of the value.",
    );
  }
  const indent = /^[ \t]*/.exec(plain)?.[0] ?? "";
  if (indent.includes("\t")) {
    plain = indent.replaceAll("\t", "  ") + plain.slice(indent.length);
    say(changes, line, "Tabs replaced by blanks", "YAML allows blanks only for indentation.");
  }
  const colon = /^(\s*[A-Za-z_][A-Za-z0-9_]*):(?=[^\s:/])(.*)$/.exec(plain);
  if (colon) {
    plain = `${colon[1]}: ${colon[2]}`;
    say(
      changes,
      line,
      "A blank added after the colon",
      "Without it YAML does not see a field and its value.",
    );
  }
  return { text: plain, line };
}

function dropFences(lines: Line[], changes: RepairChange[]): Line[] {
  return lines.filter(({ text, line }) => {
    const fence = /^\s*(?:```|~~~)/.test(text) || /^\s*[$#]\s+(?:vcd|cat|kubectl)\s/.test(text);
    if (fence)
      say(changes, line, "Line removed", "It marks code on a page and is not part of the configuration.");
    return !fence;
  });
}

function say(changes: RepairChange[], line: number, what: string, why: string): void {
  const last = changes.at(-1);
  if (last && last.toLine === line - 1 && last.what === what && last.why === why) last.toLine = line;
  else changes.push({ fromLine: line, toLine: line, what, why });
}

/** A field that is open while the lines below it are read. */
type Open = { key: string; tree: KeyTree; givenIndent: number; hasValue: boolean };

type Moved = {
  from: number;
  to: number;
  shift: number;
  names: string[];
  beside: string;
  besideHasValue: boolean;
};

/** Puts each known field where it belongs; lines that are no known field move with the field above them. */
function nest(lines: Line[], changes: RepairChange[]): string[] {
  const names = lines.map(({ text }) => keyOf(text)?.key);
  const tree = keyTree(names.includes("apiVersion") || names.includes("orgName") ? "2.1.0" : "1.0.0");
  const path: Open[] = [{ key: "", tree, givenIndent: -1, hasValue: false }];
  const moves: Moved[] = [];
  let shift = 0;
  let topKey: { name: string; hasValue: boolean } | null = null;
  let freeBelow: number | null = null;
  const result = lines.map(({ text, line }) => {
    const given = text.length - text.trimStart().length;
    const field = keyOf(text);
    if (freeBelow !== null && given > freeBelow) return moveBy(text, shift);
    freeBelow = null;
    if (!field || text.trim() === "") return moveBy(text, shift);
    const depth = placeOf(path, field.key, given);
    if (depth === null) return moveBy(text, shift);
    path.length = depth + 1;
    const parent = path[depth];
    const child = parent?.tree[field.key];
    if (child && child !== "free") {
      path.push({ key: field.key, tree: child, givenIndent: given, hasValue: field.value !== "" });
    }
    if (child === "free" || (child === null && field.value === "")) freeBelow = given;
    const wanted = depth * 2;
    shift = wanted - given;
    if (shift !== 0) note(moves, line, shift, field.key, depth, topKey);
    if (depth === 0) topKey = { name: field.key, hasValue: field.value !== "" };
    return " ".repeat(wanted) + text.trimStart();
  });
  // A text that is consistent in steps of another width is fine as it is.
  if (moves.every(({ shift: by }) => by !== 0) && isMerelyWider(lines, result))
    return lines.map(({ text }) => text);
  for (const move of moves) changes.push(describe(move));
  return result;
}

/** The deepest open field that may hold this one; indentation decides between two that both may. */
function placeOf(path: Open[], key: string, given: number): number | null {
  let fallback: number | null = null;
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const open = path[depth];
    if (!open || !(key in open.tree)) continue;
    if (given > open.givenIndent) return depth;
    fallback ??= depth;
  }
  return fallback;
}

function keyOf(text: string): { key: string; value: string } | null {
  const match = /^\s*(["']?)([A-Za-z_][A-Za-z0-9_]*)\1:(?:\s+(.*))?$/.exec(text);
  if (!match?.[2]) return null;
  const value = (match[3] ?? "").trim();
  return { key: match[2], value: value.startsWith("#") ? "" : value };
}

function moveBy(text: string, shift: number): string {
  if (text.trim() === "" || shift === 0) return text;
  if (shift > 0) return " ".repeat(shift) + text;
  const indent = text.length - text.trimStart().length;
  return text.slice(Math.min(indent, -shift));
}

/** True where the nesting by names equals the nesting by indentation: only the width of a step differs. */
function isMerelyWider(given: Line[], nested: string[]): boolean {
  const depths = (texts: string[]) => {
    const open: number[] = [];
    return texts
      .filter((text) => keyOf(text))
      .map((text) => {
        const indent = text.length - text.trimStart().length;
        while (open.length > 0 && (open.at(-1) ?? 0) >= indent) open.pop();
        open.push(indent);
        return open.length;
      });
  };
  const consistent = (texts: string[]) => {
    const open: number[] = [];
    return texts
      .filter((text) => keyOf(text))
      .every((text, index) => {
        const indent = text.length - text.trimStart().length;
        if (index === 0) {
          open.push(indent);
          return true;
        }
        if (indent > (open.at(-1) ?? 0)) {
          open.push(indent);
          return true;
        }
        while (open.length > 0 && (open.at(-1) ?? 0) > indent) open.pop();
        return open.at(-1) === indent;
      });
  };
  const texts = given.map(({ text }) => text);
  return consistent(texts) && depths(texts).join() === depths(nested).join();
}

function note(
  moves: Moved[],
  line: number,
  shift: number,
  key: string,
  depth: number,
  topKey: { name: string; hasValue: boolean } | null,
): void {
  const last = moves.at(-1);
  if (last && last.shift === shift && line - last.to <= 4) {
    last.to = line;
    if (depth === 0) last.names.push(key);
    return;
  }
  moves.push({
    from: line,
    to: line,
    shift,
    names: [key],
    beside: depth === 0 ? (topKey?.name ?? "") : "",
    besideHasValue: topKey?.hasValue ?? false,
  });
}

function describe({ from, to, shift, names, beside, besideHasValue }: Moved): RepairChange {
  const blanks = Math.abs(shift) === 1 ? "1 blank" : `${Math.abs(shift)} blanks`;
  const what = `Moved ${blanks} to the ${shift < 0 ? "left" : "right"}: ${names.join(", ")}`;
  const why =
    beside !== "" && besideHasValue
      ? `${beside} already has a value, so nothing can stand below it. These fields belong beside it, at the left edge.`
      : "Each field of CSE's configuration has one place; the indentation must show which field it belongs to.";
  return { fromLine: from, toLine: to, what, why };
}
