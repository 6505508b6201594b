import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkoutRoot } from "@/bin/launcher/checkout";

export type AppRoute = {
  /** As the framework names it, without groups: `/[organization]/connections/[id]`. */
  pattern: string;
  kind: "page" | "route";
  /** Of a route: the methods it answers. */
  methods: string[];
};

/** Every page and route handler there is, read from app/. */
export function listAppRoutes(): AppRoute[] {
  const root = join(checkoutRoot, "app");
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
    .sort()
    .map((file) => {
      const kind = file.endsWith("page.tsx") ? ("page" as const) : ("route" as const);
      const pattern = `/${file
        .split("/")
        .slice(0, -1)
        .filter((segment) => !segment.startsWith("("))
        .join("/")}`;
      const text = readFileSync(join(root, file), "utf8");
      const methods = [
        ...text.matchAll(/^export (?:const|async function|function) (GET|POST|PUT|PATCH|DELETE)\b/gm),
      ];
      return {
        pattern,
        kind,
        methods: kind === "page" ? ["GET"] : methods.map(([, method]) => method ?? ""),
      };
    });
}

/** A path of this pattern, each `[segment]` as `fill` says. */
export function fillPath(pattern: string, fill: Record<string, string>): string {
  return pattern.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_, name: string) => {
    const value = fill[name];
    if (value === undefined) throw new Error(`Nothing to fill [${name}] of ${pattern} with.`);
    return encodeURIComponent(value);
  });
}
