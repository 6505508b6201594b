import { expect, it } from "vitest";
import { allRegions, commercialRegions, findRegion, partitionOf, regionLabel } from "./regions";

it("names Regions and keeps partitions apart", () => {
  expect(new Set(allRegions.map(({ code }) => code)).size).toBe(allRegions.length);
  expect(commercialRegions.every(({ partition }) => partition === "aws")).toBe(true);
  for (const { code, partition } of allRegions) expect(partitionOf(code)).toBe(partition);
  expect(findRegion("eu-central-1")?.name).toBe("Frankfurt");
  expect(findRegion("xx-1")).toBeNull();
  expect(regionLabel("eu-central-1")).toBe("Frankfurt (eu-central-1)");
  expect(regionLabel("xx-1")).toBe("xx-1");
});
