import { describe, expect, it } from "vitest";
import { layoutAddressSpace } from "./address-space";

const block = (label: string, cidr: string) => ({ label, cidr, role: "request" as const });

describe("layoutAddressSpace", () => {
  it("is empty without blocks", () => {
    expect(layoutAddressSpace([])).toEqual({ blocks: [], gaps: [], lanes: 0, from: null, to: null });
    expect(layoutAddressSpace([block("x", "nonsense")]).blocks).toEqual([]);
  });

  it("draws neighbours to scale", () => {
    const { blocks, gaps, from, to } = layoutAddressSpace([
      block("a", "10.0.0.0/17"),
      block("b", "10.0.128.0/17"),
    ]);
    expect(blocks.map(({ left, width }) => [left, width])).toEqual([
      [0, 0.5],
      [0.5, 0.5],
    ]);
    expect(gaps).toEqual([]);
    expect([from, to]).toEqual(["10.0.0.0", "10.0.255.255"]);
  });

  it("breaks the line at large gaps", () => {
    const { blocks, gaps } = layoutAddressSpace([block("a", "10.0.0.0/16"), block("b", "192.168.0.0/16")]);
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ from: "10.1.0.0", to: "192.167.255.255" });
    expect(gaps[0]?.width).toBeLessThan(0.1);
    expect(blocks[0]?.width).toBeCloseTo(blocks[1]?.width ?? 0);
    expect((blocks[1]?.left ?? 0) + (blocks[1]?.width ?? 0)).toBeCloseTo(1);
  });

  it("stacks blocks that share addresses and names the clash on both", () => {
    const { blocks, lanes } = layoutAddressSpace([
      block("pods", "10.0.0.0/16"),
      block("mine", "10.0.4.0/24"),
      block("other", "10.1.0.0/16"),
    ]);
    expect(lanes).toBe(2);
    expect(blocks.map(({ label, lane, clashesWith }) => [label, lane, clashesWith])).toEqual([
      ["pods", 0, ["mine"]],
      ["mine", 1, ["pods"]],
      ["other", 0, []],
    ]);
    const mine = blocks.find(({ label }) => label === "mine");
    expect(mine?.width).toBeGreaterThanOrEqual(0.02);
    expect(mine?.addresses).toBe(256);
  });

  it("keeps every block on the line and in order", () => {
    const cidrs = [
      "10.9.0.0/16",
      "172.31.0.0/28",
      "10.0.0.0/8",
      "100.64.0.0/10",
      "192.168.1.0/24",
      "10.9.3.0/24",
    ];
    const { blocks } = layoutAddressSpace(cidrs.map((cidr) => block(cidr, cidr)));
    expect(blocks).toHaveLength(6);
    for (const { left, width } of blocks) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(width).toBeGreaterThan(0);
      expect(left + width).toBeLessThanOrEqual(1.0000001);
    }
    const lefts = blocks.map(({ left }) => left);
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
  });
});
