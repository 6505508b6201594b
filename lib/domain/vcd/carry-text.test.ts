import { describe, expect, it } from "vitest";
import { carryText } from "./carry-text";
import type { ClusterConfig } from "./cluster-config";
import { misindented, modern, wellIndented } from "./cluster-config.fixtures";
import { configToForm, formToConfig } from "./cluster-form";
import { yamlToConfig } from "./cluster-yaml";

function configIn(text: string): ClusterConfig {
  const read = yamlToConfig(text);
  if (!read.ok) throw new Error(read.problems[0]?.message);
  return read.config;
}

/** The text after the form was changed so. */
function afterForm(text: string, change: Parameters<typeof formToConfig>[0] | object): string | null {
  const config = configIn(text);
  return carryText(text, formToConfig({ ...configToForm(config), ...change }, config));
}

describe("carryText", () => {
  it.each([wellIndented, modern, `# made by hand\n\n${wellIndented}`, JSON.stringify(configText())])(
    "leaves a text as it is to the letter where nothing changed",
    (text) => {
      expect(afterForm(text, {})).toBe(text);
    },
  );

  it("changes what changed, and keeps comments and quotes", () => {
    const text = wellIndented
      .replace("kind: TKGm", "kind: TKGm # or native")
      .replace("cluster_name: tkg1", 'cluster_name: "tkg1" # ours');
    const carried = afterForm(text, { name: "orders-1", workers: "3", expose: false });
    expect(carried).toBe(
      text
        .replace('cluster_name: "tkg1"', 'cluster_name: "orders-1"')
        .replace("expose: true", "expose: false")
        .replace(/workers:\n {4}count: 1/, "workers:\n    count: 3"),
    );
  });

  it("adds what was not there, and says the same as the form then", () => {
    const carried = afterForm(wellIndented, { kind: "native", nfsNodes: "1", sshKey: "ssh-ed25519 AAAA me" });
    const config = configIn(carried ?? "");
    expect(config).toMatchObject({ kind: "native", nfs: { count: 1 }, sshKey: "ssh-ed25519 AAAA me" });
    expect(config.template).toEqual(configIn(wellIndented).template);
  });

  it("keeps text that YAML 1.1 would misread as text", () => {
    const carried = afterForm(wellIndented, { controlPlaneStorage: "yes" });
    expect(configIn(carried ?? "").controlPlane?.storageProfile).toBe("yes");
  });

  it("writes a text anew whose fields refer to one another", () => {
    const text = wellIndented
      .replace("control_plane:", "control_plane: &nodes")
      .replace(/workers:\n.*\n.*\n/, "workers: *nodes\n");
    const config = { ...configIn(text), workers: { count: 2, storageProfile: "fast" } };
    expect(configIn(carryText(text, config) ?? "")).toEqual(config);
  });

  it("has nothing to say of a text that cannot be read", () => {
    expect(carryText(misindented, configIn(wellIndented))).toBeNull();
  });
});

function configText(): object {
  return {
    api_version: "35.0",
    kind: "native",
    metadata: { cluster_name: "one", org_name: "tenant1", ovdc_name: "vdc" },
    spec: { settings: { network: "net" } },
  };
}
