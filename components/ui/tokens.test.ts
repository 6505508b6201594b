import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

function readTokens(theme: "light" | "dark"): Map<string, string> {
  const tokens = new Map<string, string>();
  for (const [, name, light, dark] of css.matchAll(
    /^\s*--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\);/gm,
  )) {
    tokens.set(name as string, (theme === "light" ? light : dark) as string);
  }
  return tokens;
}

/** Relative luminance of WCAG 2.2, from #rrggbb. */
function luminance(hex: string): number {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

const surfaces = ["surface", "surface-raised", "surface-sunken"];
const meanings = ["waiting", "working", "good", "bad"];

const words: [string, string][] = [
  ...surfaces.flatMap((surface) =>
    ["text", "text-muted", "accent-text", ...meanings.map((meaning) => `${meaning}-text`)].map(
      (word): [string, string] => [word, surface],
    ),
  ),
  ...meanings.flatMap((meaning): [string, string][] => [
    [`${meaning}-text`, `${meaning}-surface`],
    ["text", `${meaning}-surface`],
    ["text-muted", `${meaning}-surface`],
  ]),
  ["accent-text", "accent-surface"],
  ["text", "accent-surface"],
  ["text-muted", "accent-surface"],
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["on-bad", "bad"],
  ["on-bad", "bad-hover"],
];

const graphics: [string, string][] = [
  ...surfaces.flatMap((surface) =>
    ["border-strong", "focus", "accent", ...meanings].map((graphic): [string, string] => [graphic, surface]),
  ),
  ...meanings.map((meaning): [string, string] => [meaning, `${meaning}-surface`]),
];

test("the ratio is the one that WCAG defines", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

describe.each(["light", "dark"] as const)("%s theme", (theme) => {
  const tokens = readTokens(theme);
  const ratio = (front: string, back: string) => {
    const [a, b] = [tokens.get(front), tokens.get(back)];
    if (!a || !b) throw new Error(`globals.css has no token --${a ? back : front}`);
    return contrast(a, b);
  };

  test.each(words)("--%s on --%s reads (4.5:1)", (front, back) => {
    expect(ratio(front, back)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(graphics)("--%s on --%s can be told apart (3:1)", (front, back) => {
    expect(ratio(front, back)).toBeGreaterThanOrEqual(3);
  });
});

test("the choice of a person overrides the system in both directions", () => {
  expect(css).toMatch(/:root\[data-theme="light"\]\s*{\s*color-scheme: light;/);
  expect(css).toMatch(/:root\[data-theme="dark"\]\s*{\s*color-scheme: dark;/);
});
