import { expect, it } from "vitest";
import { exampleWorld } from "./example-world";
import { mergeWorld } from "./merge-world";
import { VcdSandbox } from "./state";
import { describeUnreachable } from "./unreachable";
import { worldSchema } from "./world";

async function storeWith(world = exampleWorld({ external: 71, internal: 71 })) {
  const sandbox = new VcdSandbox("manual", {});
  await mergeWorld(sandbox, worldSchema.parse(world));
  return sandbox.store;
}

it("says nothing where every address can be bound", async () => {
  expect(await describeUnreachable(await storeWith(), async () => true)).toEqual([]);
});

it("names the ranges of a system that answers on 127.0.0.1 alone, and what to type", async () => {
  const said = await describeUnreachable(await storeWith(), async (address) => address === "127.0.0.1");
  expect(said).toHaveLength(1);
  expect(said[0]).toContain(
    "no addresses 127.149.71.101 to 127.149.71.110, 127.149.71.121 to 127.149.71.124,",
  );
  expect(said[0]).toContain("127.168.71.100 to 127.168.71.199");
  expect(said[0]).toContain("sudo ifconfig lo0 alias 127.149.71.101");
  // Nothing ever listens in a network that no edge gateway leads to.
  expect(said[0]).not.toContain("127.168.72.100");
});

it("tells addresses that are no loopback ones apart", async () => {
  const world = JSON.parse(JSON.stringify(exampleWorld()).replaceAll("127.149.1.", "203.0.113."));
  expect(await describeUnreachable(await storeWith(world), async () => true)).toEqual([
    "What lies at 203.0.113.101 to 203.0.113.110, 203.0.113.121 to 203.0.113.124: these are no loopback addresses.",
  ]);
});
