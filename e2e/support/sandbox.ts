import { sandboxUrl } from "./stack";

async function call<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(`${sandboxUrl}/_sandbox/${path}`, init);
  if (!response.ok) throw new Error(`sandbox ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const post = <T>(path: string, body: unknown) =>
  call<T>(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

export const sandbox = {
  /** What AWS holds, seen from above: all accounts at once. */
  world: <T>() => call<T>("world"),
  /** Something that somebody does in AWS without Drawbridge. */
  act: (act: Record<string, unknown>) => post("act", act),
  fault: (fault: Record<string, unknown>) => post("faults", fault),
};
