import { describe, expect, it } from "vitest";
import { authCookies } from "./cookies";

describe("cookies of signing in", () => {
  it.each(Object.entries(authCookies("https://bridge.example")))(
    "over https, %s is for this very host alone",
    (_use, { name, options }) => {
      expect(name).toMatch(/^__Host-drawbridge\.[a-z-]+$/);
      expect(options).toMatchObject({ secure: true, httpOnly: true, sameSite: "lax", path: "/" });
      expect(options).not.toHaveProperty("domain");
    },
  );

  it.each(Object.entries(authCookies("http://127.0.0.1:3000")))(
    "over plain http, %s has a name that a browser takes",
    (_use, { name, options }) => {
      expect(name).toMatch(/^drawbridge\.[a-z-]+$/);
      expect(options).toMatchObject({ secure: false, httpOnly: true, sameSite: "lax", path: "/" });
    },
  );

  it("gives no two the same name, and none that begins like another", () => {
    const names = Object.values(authCookies("https://bridge.example")).map(({ name }) => name);
    for (const name of names) {
      expect(names.filter((other) => other.startsWith(name))).toEqual([name]);
    }
  });
});
