import { describe, expect, it } from "vitest";
import { type ConfigPlace, checkConfig, checkName, mayCreate, opensEveryPort } from "./check-config";
import type { ClusterConfig } from "./cluster-config";
import { configOf } from "./cluster-config.fixtures";

const old: ConfigPlace = {
  version: "1.0.0",
  cseVersion: "3.0.4",
  organization: "tenant1",
  siteUrl: "https://vcd.example",
};
const recent: ConfigPlace = { ...old, version: "2.1.0", cseVersion: "3.1.4" };
const modernConfig = (change: Partial<ClusterConfig> = {}) =>
  configOf({ documentVersion: "cse.vmware.com/v2.1", site: "https://vcd.example", ...change });

const codes = (config: ClusterConfig, place: ConfigPlace) =>
  checkConfig(config, place).map((one) => one.code);

describe("names", () => {
  it.each([
    ["", "name-missing"],
    ["a".repeat(26), "name-too-long"],
    ["1st", "name-characters"],
    ["my_cluster", "name-characters"],
    ["my cluster", "name-characters"],
    ["-a", "name-characters"],
  ])("%j is refused as %s", (name, code) => {
    expect(checkName(name).map((one) => one.code)).toEqual([code]);
  });

  it.each(["a", "Tkg-1", "a".repeat(25)])("%s is fine", (name) => {
    expect(checkName(name)).toEqual([]);
  });
});

describe("limits of the versions", () => {
  it.each<[string, ClusterConfig, ConfigPlace, string[]]>([
    ["101 workers, 3.0", configOf({ workers: { count: 101 }, expose: false }), old, ["worker-count"]],
    ["100 workers, 3.0", configOf({ workers: { count: 100 }, expose: false }), old, []],
    ["200 workers, 3.1", modernConfig({ workers: { count: 200 } }), recent, []],
    ["201 workers, 3.1", modernConfig({ workers: { count: 201 } }), recent, ["worker-count"]],
    ["no workers, native", modernConfig({ workers: { count: 0 } }), recent, []],
    [
      "no workers, TKGm 3.1",
      modernConfig({ kind: "TKGm", workers: { count: 0 }, template: { name: "t", revision: 1 } }),
      recent,
      ["worker-count"],
    ],
    ["no workers, TKGm 3.0", configOf({ kind: "TKGm", workers: { count: 0 }, expose: false }), old, []],
    [
      "two control planes",
      configOf({ controlPlane: { count: 2 }, expose: false }),
      old,
      ["one-control-plane"],
    ],
    ["negative NFS", configOf({ nfs: { count: -1 }, expose: false }), old, ["nfs-count"]],
    ["size twice", modernConfig({ workers: { count: 1, sizingClass: "s", cpu: 2 } }), recent, ["size-twice"]],
    ["CPU at 3.0", configOf({ workers: { count: 1, cpu: 2 }, expose: false }), old, ["not-in-version"]],
    ["half a template", configOf({ template: { name: "t" }, expose: false }), old, ["template-half"]],
    ["default template", configOf({ template: { name: "", revision: 0 }, expose: false }), old, []],
    [
      "revision in words",
      configOf({ template: { name: "t", revision: "one" }, expose: false }),
      old,
      ["template-revision"],
    ],
    [
      "TKGm revision 2 at 3.1",
      modernConfig({ kind: "TKGm", template: { name: "t", revision: 2 } }),
      recent,
      ["template-revision"],
    ],
    ["other organization", configOf({ organization: "tenant2", expose: false }), old, ["other-organization"]],
    ["no site", modernConfig({ site: undefined }), recent, ["site-missing"]],
    ["no site, written for 3.0", configOf({ expose: false }), recent, ["translated"]],
    ["other site", modernConfig({ site: "https://other.example" }), recent, ["other-site"]],
    ["same site with a path", modernConfig({ site: "https://vcd.example/" }), recent, []],
    [
      "private key",
      configOf({ sshKey: "-----BEGIN OPENSSH PRIVATE KEY-----", expose: false }),
      old,
      ["ssh-key"],
    ],
    ["public key", configOf({ sshKey: "ssh-ed25519 AAAAC3Nz me@home", expose: false }), old, []],
    ["pod blocks at 3.0", configOf({ podCidrs: ["100.96.0.0/11"], expose: false }), old, ["not-in-version"]],
    [
      "TKGm of 3.1 not exposed",
      modernConfig({ kind: "TKGm", expose: false, template: { name: "t", revision: 1 } }),
      recent,
      ["tkgm-unexposed"],
    ],
    ["exposed at 3.0.4", configOf(), old, ["every-port"]],
    ["exposed at 3.1.4", modernConfig(), recent, []],
    ["text for 3.0 at 3.1", configOf(), recent, ["translated"]],
    ["no VDC", configOf({ vdc: "", expose: false }), old, ["vdc-missing"]],
    ["no network", configOf({ network: "", expose: false }), old, ["network-missing"]],
  ])("%s", (_name, config, place, expected) => {
    expect(codes(config, place)).toEqual(expected);
  });

  it("lets warnings pass and refusals not", () => {
    expect(mayCreate(checkConfig(configOf(), old))).toBe(true);
    expect(mayCreate(checkConfig(configOf({ name: "" }), old))).toBe(false);
  });

  it.each([
    ["3.0.2", true],
    ["3.0.5", true],
    ["3.1.0", true],
    ["3.1.2", true],
    ["3.1.3", false],
    ["3.1.4", false],
    ["4.0.1", false],
    [null, false],
  ])("CSE %s opens every port: %s", (version, opens) => {
    expect(opensEveryPort(version)).toBe(opens);
  });
});
