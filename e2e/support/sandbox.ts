import type { JournalEntry } from "@/sandbox/journal";
import type { World } from "@/sandbox/world";
import { sandboxUrl } from "./stack";

/** The sandbox's control surface, at the address of one that runs. */
export function sandboxAt(url: string) {
  async function call<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await fetch(`${url}/_sandbox/${path}`, init);
    if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const send = <T>(method: "POST" | "PUT", path: string, body: unknown) =>
    call<T>(path, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return {
    /** What AWS holds, seen from above: all accounts at once. */
    world: <T>() => call<T>("world"),
    /** Something that somebody does in AWS without Drawbridge. */
    act: (act: Record<string, unknown>) => send("POST", "act", act),
    fault: (fault: Record<string, unknown>) => send("POST", "faults", fault),
    /** The calls that AWS was sent, oldest first. */
    journal: () => call<JournalEntry[]>("journal"),
    /** Adds what is missing to the world; what is there already stays as it is. */
    add: (world: World) => send("PUT", "world", world),
  };
}

export const sandbox = sandboxAt(sandboxUrl);
