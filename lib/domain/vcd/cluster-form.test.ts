import { describe, expect, it } from "vitest";
import { emptyConfig, toApplyPayload } from "./cluster-config";
import { modern, sentForIt, wellIndented } from "./cluster-config.fixtures";
import { configToForm, formToConfig, readClusterForm } from "./cluster-form";
import { yamlToConfig } from "./cluster-yaml";

function configOfText(text: string) {
  const read = yamlToConfig(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.config;
}

describe("the form's view", () => {
  it("changes nothing of a pasted text that nobody changed", () => {
    for (const text of [wellIndented, modern]) {
      const config = configOfText(text);
      expect(formToConfig(configToForm(config), config)).toEqual(config);
    }
  });

  it("changes only the field that was changed", () => {
    const config = configOfText(wellIndented);
    const edited = formToConfig({ ...configToForm(config), workers: "3" }, config);
    expect(toApplyPayload(edited, "1.0.0")).toEqual({
      ...sentForIt,
      spec: { ...sentForIt.spec, workers: { count: 3, storage_profile: "truenas-iscsi-luns" } },
    });
  });

  it("keeps what no form shows", () => {
    const config = configOfText(modern);
    const edited = formToConfig({ ...configToForm(config), expose: false }, config);
    expect(edited.addOns).toEqual(config.addOns);
    expect(edited.expose).toBe(false);
  });

  it("begins with one control plane, one worker and no exposure", () => {
    const values = configToForm(emptyConfig());
    expect(values).toMatchObject({
      kind: "native",
      workers: "1",
      nfsNodes: "0",
      rollbackOnFailure: true,
      expose: false,
    });
  });

  it("fills an empty configuration", () => {
    const values = {
      ...configToForm(emptyConfig()),
      kind: "TKGm",
      name: " tkg1 ",
      organization: "tenant1",
      vdc: "tenant1-vdc",
      network: "default-organization-network",
      templateName: "ubuntu-20.04_tkgm-1.20_antrea-0.11",
      templateRevision: "1",
      controlPlaneStorage: "truenas-iscsi-luns",
      workerStorage: "truenas-iscsi-luns",
      expose: true,
    };
    const { api_version: _version, ...sent } = sentForIt;
    expect(toApplyPayload(formToConfig(values), "1.0.0")).toEqual(sent);
  });

  it.each(["", "many", "-1", "1.5", "12345"])("keeps the wrong number %j visible", (workers) => {
    const config = formToConfig({ ...configToForm(emptyConfig()), workers });
    expect(config.workers?.count).toBe(-1);
  });

  it("reads what a browser sends", () => {
    const sent = new FormData();
    sent.set("kind", "TKGm");
    sent.set("name", " tkg1 ");
    sent.set("workers", "2");
    sent.set("expose", "on");
    expect(readClusterForm(sent)).toMatchObject({
      kind: "TKGm",
      name: "tkg1",
      workers: "2",
      expose: true,
      rollbackOnFailure: false,
      vdc: "",
    });
  });
});
