import { Agent, fetch, type RequestInit } from "undici";
import type { VcdNeighbour } from "@/sandbox/server";
import type { Act } from "@/sandbox/vcd/acts";
import type { FaultInput } from "@/sandbox/vcd/faults";
import type { JournalEntry } from "@/sandbox/vcd/journal";
import type { SettingsChange } from "@/sandbox/vcd/settings";
import type { World } from "@/sandbox/vcd/world";
import { sandboxUrl } from "./stack";

/** The control surface of the VCD beside a sandbox that runs: what happens in VCD without Drawbridge. */
export function vcdBeside(url: string) {
  let found: Promise<{ place: VcdNeighbour; agent: Agent }> | undefined;
  const find = () => {
    found ??= fetch(`${url}/_sandbox/vcd`).then(async (response) => {
      const place = (await response.json()) as VcdNeighbour;
      return { place, agent: new Agent({ connect: { ca: place.authority } }) };
    });
    return found;
  };

  async function call<T>(path: string, init?: RequestInit): Promise<T> {
    const { place, agent } = await find();
    const response = await fetch(`${place.url}/_sandbox/vcd/${path}`, { ...init, dispatcher: agent });
    if (!response.ok) throw new Error(`VCD sandbox ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
  const send = <T>(method: "POST" | "PUT", path: string, body: unknown) =>
    call<T>(path, { method, body: JSON.stringify(body) });

  return {
    /** Where it answers, the PEM that its clients must trust, and what of it this machine cannot have. */
    place: async () => (await find()).place,
    /** The truth: organizations, edges with their rules, clusters, tasks, what listens. */
    world: <T>() => call<T>("world"),
    act: (act: Act) => send("POST", "act", act),
    fault: (fault: FaultInput) => send("POST", "faults", fault),
    clearFaults: () => call("faults", { method: "DELETE" }),
    settings: (change: SettingsChange) => send("PUT", "settings", change),
    /** The calls that VCD, CSE and the clusters' API servers were sent, oldest first. */
    journal: () => call<JournalEntry[]>("journal"),
    /** Whether CSE was ever called with a token of the provider's. */
    journalSummary: () => call<{ systemTokenCalledCse: boolean }>("journal/summary"),
    /** Adds what is missing to the world; what is there already stays as it is. */
    add: (world: World) => send("PUT", "world", world),
  };
}

export const vcd = vcdBeside(sandboxUrl);
