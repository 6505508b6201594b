import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { misindented, wellIndented } from "./cluster-config.fixtures";
import { diffLines } from "./diff-lines";

const shown = (before: string, after: string): string[] =>
  diffLines(before, after).map(
    ({ mark, text, line }) => `${{ same: " ", removed: "-", added: "+" }[mark]}${line} ${text}`,
  );

describe("diffLines", () => {
  it.each([
    ["a\nb\nc\n", "a\nB\nc\n", [" 1 a", "-2 b", "+2 B", " 3 c"]],
    ["a\nb\n", "a\nb\n", [" 1 a", " 2 b"]],
    ["", "a\n", ["+1 a"]],
    ["a\n", "", ["-1 a"]],
    ["```\na\nb\n```\n", "a\nb\n", ["-1 ```", " 2 a", " 3 b", "-4 ```"]],
    ["a\nx\nb\ny\n", "a\nb\nz\n", [" 1 a", "-2 x", " 3 b", "-4 y", "+3 z"]],
  ])("compares %j with %j", (before, after, lines) => {
    expect(shown(before, after)).toEqual(lines);
  });

  it("shows of a text that is indented too deep every line that moves, and the first as it was", () => {
    const lines = shown(misindented, wellIndented);
    expect(lines[0]).toBe(" 1 api_version: '35.0'");
    expect(lines).toContain("-2   kind: TKGm");
    expect(lines).toContain("+2 kind: TKGm");
  });

  it("gives both texts back, whatever they are", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c", " a", ""), { maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(`${before.join("\n")}\n`, `${after.join("\n")}\n`);
        const of = (mark: string) =>
          lines.filter((line) => line.mark === "same" || line.mark === mark).map(({ text: of }) => of);
        expect(of("removed")).toEqual(before.length === 0 ? [""] : before);
        expect(of("added")).toEqual(after.length === 0 ? [""] : after);
      }),
    );
  });
});
