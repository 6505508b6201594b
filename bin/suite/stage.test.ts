import { describe, expect, it } from "vitest";
import { describeFailure } from "./stage";

describe("a failed test, told at the end of a run", () => {
  it("is its name, and beneath it what was said, without colours and empty lines", () => {
    expect(
      describeFailure("a.test.ts: adds", ["\u001b[31mexpected 2\u001b[39m\n\n  at a.test.ts:3", "page"]),
    ).toBe("a.test.ts: adds\n    expected 2\n      at a.test.ts:3\n    page");
  });

  it("is the name alone where nothing was said", () => {
    expect(describeFailure("a.test.ts: adds", [])).toBe("a.test.ts: adds");
  });

  it("keeps the beginning of long reasons, and of many", () => {
    const long = Array.from({ length: 500 }, (_, line) => `line ${line}`).join("\n");
    const told = describeFailure("name", Array<string>(50).fill(long)).split("\n");
    expect(told[1]).toBe("    line 0");
    expect(told.length).toBeLessThan(200);
  });
});
