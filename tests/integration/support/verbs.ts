import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { z } from "zod";
import type { Verb } from "@/lib/services/verb";

export type AnyVerb = Verb<z.ZodType, unknown>;
export type FoundVerb = { room: string; file: string; exported: string; verb: AnyVerb };

const services = resolve(import.meta.dirname, "../../../lib/services");

/** Every file of the rooms below lib/services, as `room/file.ts`. */
export function listServiceFiles(): string[] {
  return readdirSync(services, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes("/") && name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .sort();
}

/** Every export of every room that `verb()` made. */
export async function findVerbs(): Promise<FoundVerb[]> {
  const found: FoundVerb[] = [];
  for (const file of listServiceFiles()) {
    const module = (await import(pathToFileURL(join(services, file)).href)) as Record<string, unknown>;
    for (const [exported, value] of Object.entries(module)) {
      if (typeof value === "function" && "definition" in value) {
        found.push({ room: file.split("/")[0] ?? "", file, exported, verb: value as AnyVerb });
      }
    }
  }
  return found;
}
