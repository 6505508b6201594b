import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type ClusterConfig, compact, toApplyPayload } from "./cluster-config";
import { misindented, modern, sentForIt, wellIndented } from "./cluster-config.fixtures";
import { configToYaml, maxConfigCharacters, yamlToConfig } from "./cluster-yaml";

function read(text: string) {
  const result = yamlToConfig(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
}

function refusal(text: string) {
  const result = yamlToConfig(text);
  if (result.ok) throw new Error("was read");
  return result;
}

describe("a configuration as it is printed, one level too deep", () => {
  it("is not read, and says where it goes wrong", () => {
    const { problems } = refusal(misindented);
    expect(problems[0]).toMatchObject({ line: 2, path: "" });
    expect(problems[0]?.message).toContain("indented");
  });

  it("is offered as it was meant, with the reason for each change", () => {
    const { repair } = refusal(misindented);
    expect(repair?.text).toBe(wellIndented);
    expect(repair?.changes).toEqual([
      {
        fromLine: 2,
        toLine: 21,
        what: "Moved 2 blanks to the left: kind, metadata, spec",
        why: "api_version already has a value, so nothing can stand below it. These fields belong beside it, at the left edge.",
      },
    ]);
  });

  it("is then sent exactly as the command line would send it", () => {
    const repaired = refusal(misindented).repair?.text ?? "";
    const { config, version } = read(repaired);
    expect(version).toBe("1.0.0");
    expect(toApplyPayload(config, version)).toEqual(sentForIt);
    expect(JSON.stringify(toApplyPayload(config, version))).toBe(JSON.stringify(sentForIt));
  });
});

describe("repairs", () => {
  const flat = wellIndented
    .split("\n")
    .map((line) => line.trimStart())
    .join("\n");

  it.each([
    ["all indentation lost", flat],
    ["tabs", wellIndented.replaceAll("  ", "\t")],
    ["typographic quotes", wellIndented.replace("'35.0'", "‘35.0’")],
    ["hard blanks", wellIndented.replaceAll("  ", "\u00a0\u00a0")],
    ["no blank after a colon", wellIndented.replace("expose: true", "expose:true")],
    ["a code fence", `\`\`\`yaml\n${wellIndented}\`\`\`\n`],
    ["a prompt", `$ cat config.yaml\n${wellIndented}`],
    ["one field too far left", wellIndented.replace("  expose: true", "expose: true")],
    ["one field too far right", wellIndented.replace("  expose: true", "      expose: true")],
    ["line ends of Windows and one level too deep", misindented.replaceAll("\n", "\r\n")],
  ])("mends %s", (_name, text) => {
    const { repair } = refusal(text);
    expect(repair?.changes.length).toBeGreaterThan(0);
    expect(repair?.changes.every((change) => change.what !== "" && change.why !== "")).toBe(true);
    const { config } = read(repair?.text ?? "");
    expect(toApplyPayload(config, "1.0.0")).toEqual(sentForIt);
  });

  it("mends a document of 2.1 with lists", () => {
    const text = modern.replaceAll(/^(?=kind|metadata|spec| )/gm, "  ");
    const { repair } = refusal(text);
    expect(parse(repair?.text ?? "")).toEqual(parse(modern));
  });

  it("keeps comments where they are", () => {
    const { repair } = refusal(
      misindented.replace("    expose: true", "    # reachable from outside\n    expose: true"),
    );
    expect(repair?.text).toContain("  # reachable from outside\n  expose: true");
  });

  it.each([
    ["prose", "Dear all, here is the cluster."],
    ["a list", "- one\n- two\n"],
    ["nothing known", "a:\n   b: 1\n  c: 2\n"],
  ])("offers nothing for %s", (_name, text) => {
    expect(refusal(text).repair).toBeNull();
  });

  it("offers nothing where the nesting is right and only a value is wrong", () => {
    expect(refusal(wellIndented.replace("count: 1", "count: many")).repair).toBeNull();
  });
});

describe("problems, each at its line", () => {
  it.each([
    ["unquoted version", "'35.0'", "35.0", 1, "api_version must be text: write it in quotes, '35.0'."],
    [
      "kind in another case",
      "kind: TKGm",
      "kind: tkgm",
      2,
      'kind must be native, TKGm or TKG+; this is the text "tkgm".',
    ],
    ["kind of another service", "kind: TKGm", "kind: TanzuKubernetesCluster", 2, "vSphere with Tanzu"],
    [
      "number as name",
      "cluster_name: tkg1",
      "cluster_name: 12",
      4,
      "metadata.cluster_name must be text; this is 12. Put it in quotes.",
    ],
    ["misspelt field", "org_name", "orgname", 5, "Did you mean org_name?"],
    ["other spelling", "control_plane", "controlPlane", 8, "Did you mean control_plane?"],
    [
      "unknown field",
      "expose: true",
      "expose: true\n  colour: red",
      12,
      "CSE does not know colour under spec",
    ],
    [
      "text as number",
      "count: 1",
      "count: many",
      9,
      'spec.control_plane.count must be a whole number; this is the text "many".',
    ],
    ["broken number", "count: 1", "count: 1.5", 9, "spec.control_plane.count must be a whole number"],
    ["text as switch", "expose: true", "expose: maybe", 11, "spec.expose must be true or false"],
    ["empty name", "cluster_name: tkg1", "cluster_name: ''", 4, "cluster_name is empty."],
    [
      "network left out",
      "      network: default-organization-network\n",
      "",
      15,
      "spec.settings.network is missing.",
    ],
    [
      "null network",
      "network: default-organization-network",
      "network:",
      16,
      "spec.settings.network has no value",
    ],
    ["twice", "expose: true", "expose: true\n  expose: false", 12, "This field is there twice"],
    ["open bracket", "ssh_key: null", "ssh_key: [", 18, "not closed"],
  ])("%s", (_name, from, to, line, message) => {
    const target = message.includes("settings.network is missing") ? from.replace("      ", "    ") : from;
    const { problems } = refusal(wellIndented.replace(target, to));
    const found = problems.find((problem) => problem.message.includes(message));
    expect(found, JSON.stringify(problems)).toBeDefined();
    if (!message.includes("not closed")) expect(found?.line).toBe(line);
  });

  it("knows a pasted status for what it is", () => {
    const { problems } = refusal(`${wellIndented}status:\n  exposed: true\n`);
    expect(problems).toEqual([
      {
        line: 22,
        column: 1,
        path: "status",
        message: expect.stringContaining("what CSE reports of a cluster"),
      },
    ]);
  });

  it.each([
    ["nothing", "  \n", "The text is empty"],
    ["too much", "a".repeat(maxConfigCharacters + 1), "too long"],
    ["another kind of document", "just words", "not a cluster's configuration"],
    ["two documents", `${wellIndented}---\n${wellIndented}`, "more than one document"],
    [
      "another version",
      wellIndented.replace("api_version: '35.0'", "apiVersion: v1"),
      "must be cse.vmware.com/v2.1",
    ],
  ])("refuses %s", (_name, text, message) => {
    expect(refusal(text).problems[0]?.message).toContain(message);
  });

  it("does not repeat a long value", () => {
    const { problems } = refusal(wellIndented.replace("count: 1", `count: ${"x".repeat(500)}`));
    expect(problems[0]?.message.length).toBeLessThan(200);
  });

  it("survives anchors that refer to themselves many times over", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c]\n`;
    expect(refusal(bomb).problems.length).toBeGreaterThan(0);
  });
});

describe("what the real client reads", () => {
  it.each([
    ["yes", true],
    ["on", true],
    ["False", false],
  ])("takes %s as PyYAML does", (word, value) => {
    expect(read(wellIndented.replace("expose: true", `expose: ${word}`)).config.expose).toBe(value);
  });

  it("leaves a lone n as text", () => {
    expect(
      read(wellIndented.replace("network: default-organization-network", "network: n")).config.network,
    ).toBe("n");
  });

  it("takes JSON as well", () => {
    expect(toApplyPayload(read(JSON.stringify(sentForIt)).config, "1.0.0")).toEqual(sentForIt);
  });
});

describe("a document of 2.1", () => {
  it("goes back as it came, parts without a form included", () => {
    const { config, version } = read(modern);
    expect(version).toBe("2.1.0");
    expect(toApplyPayload(config, version)).toEqual(parse(modern));
  });

  it("is sent to CSE 3.0.x in its words", () => {
    const { config } = read(modern);
    expect(toApplyPayload(config, "1.0.0")).toMatchObject({
      api_version: "35.0",
      metadata: { cluster_name: "tkg1", org_name: "tenant1", ovdc_name: "tenant1-vdc" },
      spec: { workers: { count: 2, sizing_class: "large" }, expose: true },
    });
  });

  it("is made of one for CSE 3.0.x, under its own version", () => {
    const { config } = read(wellIndented);
    expect(toApplyPayload(config, "2.1.0")).toMatchObject({
      apiVersion: "cse.vmware.com/v2.1",
      metadata: { name: "tkg1" },
      spec: { settings: { ovdcNetwork: "default-organization-network", network: { expose: true } } },
    });
  });
});

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,12}$/);
const tricky = fc.oneof(
  word,
  fc.constantFrom("yes", "no", "null", "1e3", "0x1F", "35.0", "~", "a: b", "- c", "# d", "2024-01-01", "y"),
);
const nodes = fc.record(
  {
    count: fc.integer({ min: 0, max: 100 }),
    sizingClass: fc.option(tricky),
    storageProfile: fc.option(tricky),
  },
  { requiredKeys: [] },
);
const config: fc.Arbitrary<ClusterConfig> = fc
  .record(
    {
      documentVersion: fc.constantFrom("35.0", "35.2"),
      kind: fc.constantFrom("native" as const, "TKGm" as const, "TKG+" as const),
      name: tricky,
      organization: tricky,
      vdc: tricky,
      controlPlane: nodes,
      workers: nodes,
      nfs: nodes,
      template: fc.record(
        { name: fc.option(tricky), revision: fc.option(fc.integer({ min: 0, max: 9 })) },
        { requiredKeys: [] },
      ),
      network: tricky,
      sshKey: fc.option(tricky),
      rollbackOnFailure: fc.boolean(),
      expose: fc.boolean(),
    },
    { requiredKeys: ["documentVersion", "kind", "name", "organization", "vdc", "network"] },
  )
  .map((made) => compact(made) as ClusterConfig);

describe("form and text are one thing", () => {
  it("comes back from its text unchanged, whatever it holds", () => {
    fc.assert(
      fc.property(config, (made) => {
        const result = read(configToYaml(made, "1.0.0"));
        expect(result.config).toEqual(made);
        expect(toApplyPayload(result.config, "1.0.0")).toEqual(
          parse(configToYaml(made, "1.0.0"), { version: "1.1" }),
        );
      }),
      { numRuns: 400, seed: 20260301 },
    );
  });

  it("never throws at what people paste", () => {
    const lines = wellIndented.split("\n");
    const mangled = fc
      .array(
        fc.tuple(
          fc.nat(lines.length - 1),
          fc.constantFrom("", " ", "   ", "\t", "- ", "? ", "'", "{", "*a ", "!!x "),
        ),
        {
          maxLength: 6,
        },
      )
      .map((edits) => {
        const copy = [...lines];
        for (const [at, put] of edits) copy[at] = put + copy[at];
        return copy.join("\n");
      });
    fc.assert(
      fc.property(fc.oneof(mangled, fc.string()), (text) => {
        const result = yamlToConfig(text);
        if (!result.ok) {
          expect(result.problems.length).toBeGreaterThan(0);
          for (const problem of result.problems) expect(problem.line).toBeGreaterThan(0);
        }
      }),
      { numRuns: 400, seed: 20260301 },
    );
  });
});
