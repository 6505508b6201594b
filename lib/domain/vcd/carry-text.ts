import { YAMLError } from "yaml";
import { type ClusterConfig, toApplyPayload } from "./cluster-config";
import { configToYaml, parseAsCse, yamlToConfig } from "./cluster-yaml";

/**
 * The text that was written, changed to say what the configuration says now, and nothing else: comments, order and
 * spelling of what did not change stay. Null where the text cannot be read.
 */
export function carryText(text: string, config: ClusterConfig): string | null {
  const read = yamlToConfig(text);
  if (!read.ok) return null;
  const before = toApplyPayload(read.config, read.version);
  const after = toApplyPayload(config, read.version);
  const changes = compare(before, after);
  if (changes.length === 0) return text;
  const changed = change(text, changes);
  const again = changed === null ? null : yamlToConfig(changed);
  if (again?.ok && compare(toApplyPayload(again.config, again.version), after).length === 0) return changed;
  // What refers to itself by anchors cannot be changed in one place alone.
  return configToYaml(config, read.version);
}

type Change = { path: string[]; value: unknown };

/** Each place where two documents differ, the value it is to have; undefined where it is to go. */
function compare(before: unknown, after: unknown, path: string[] = []): Change[] {
  if (isGroup(before) && isGroup(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => compare(before[key], after[key], [...path, key]));
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, value: after }];
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function change(text: string, changes: Change[]): string | null {
  const document = parseAsCse(text);
  if (document instanceof YAMLError) return null;
  try {
    for (const { path, value } of changes) {
      if (value === undefined) document.deleteIn(path);
      else if (typeof value === "object" && value !== null) document.setIn(path, document.createNode(value));
      else document.setIn(path, value);
    }
    return document.toString({ lineWidth: 0 });
  } catch {
    return null;
  }
}
