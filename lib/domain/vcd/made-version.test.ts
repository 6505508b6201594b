import { describe, expect, it } from "vitest";
import { emptyConfig } from "./cluster-config";
import { configOf } from "./cluster-config.fixtures";
import { dialectOf, madeVersion, settleVersion } from "./made-version";

const offered = (...versions: string[]) => ({ offered: versions, spoken: versions.at(-1) ?? "" });
const cse = (version: string, ...apiVersions: string[]) => ({ version, apiVersions });

describe("the version that clusters are made of", () => {
  it.each([
    [offered("34.0", "35.0"), cse("3.0.4", "35.0"), "1.0.0"],
    [offered("35.0", "36.0"), cse("3.0.4", "35.0"), "1.0.0"],
    [offered("35.0", "35.2"), cse("3.1.4", "35.0", "36.0"), "1.0.0"],
    [offered("35.0", "36.0"), cse("3.1.0", "35.0", "36.0"), "2.0.0"],
    [offered("35.0", "36.0"), cse("3.1.2", "35.0", "36.0"), "2.0.0"],
    [offered("35.0", "36.0"), cse("3.1.3", "35.0", "36.0"), "2.1.0"],
    [offered("36.0", "37.0"), cse("3.1.14", "36.0"), "2.1.0"],
    [offered("37.0"), cse("3.1.4", "35.0", "36.0"), null],
  ])("of %o with CSE %o is %s", (versions, server, version) => {
    expect(madeVersion(versions, server)).toBe(version);
  });

  it("is not known before both were read", () => {
    expect(madeVersion(null, cse("3.0.4", "35.0"))).toBeNull();
    expect(madeVersion(offered("35.0"), null)).toBeNull();
  });

  it("tells the family", () => {
    expect(["1.0.0", "2.0.0", "2.1.0"].map((version) => dialectOf(version as "1.0.0"))).toEqual([
      "native-1",
      "native-2",
      "native-2",
    ]);
  });
});

describe("settling a configuration on a place", () => {
  const old = { version: "1.0.0", siteUrl: "https://vcd.example" } as const;
  const modern = { version: "2.1.0", siteUrl: "https://vcd.example" } as const;

  it("leaves what was written for the place's family as it is", () => {
    const own = configOf({ documentVersion: "35.0" });
    expect(settleVersion(own, old, "yaml")).toBe(own);
    const v2 = configOf({ documentVersion: "cse.vmware.com/v2.0", site: "https://other.example" });
    expect(settleVersion(v2, modern, "yaml")).toBe(v2);
    const bare = configOf({ documentVersion: undefined });
    expect(settleVersion(bare, old, "yaml")).toBe(bare);
  });

  it("says version and site where the form or the other family did not", () => {
    expect(settleVersion(emptyConfig(), old, "form")).toMatchObject({ documentVersion: "35.0" });
    expect(settleVersion(emptyConfig(), old, "form")).not.toHaveProperty("site");
    expect(settleVersion(emptyConfig(), modern, "form")).toMatchObject({
      documentVersion: "cse.vmware.com/v2.1",
      site: "https://vcd.example",
    });
    expect(settleVersion(configOf({ documentVersion: "35.0" }), modern, "yaml")).toMatchObject({
      documentVersion: "cse.vmware.com/v2.1",
      site: "https://vcd.example",
    });
    const translated = settleVersion(
      configOf({ documentVersion: "cse.vmware.com/v2.1", site: "https://vcd.example" }),
      old,
      "yaml",
    );
    expect(translated).toMatchObject({ documentVersion: "35.0" });
    expect(translated).not.toHaveProperty("site");
  });
});
