import { describe, expect, it } from "vitest";
import type { HandshakeSeen, NatRuleSeen } from "../exposures/observed";
import { currentEndpoint, insideServer, type ReachFacts } from "./current-endpoint";

const entityId = "urn:vcloud:entity:cse:nativeCluster:1.0.0:0190a0a0-0000-7000-8000-00000000000a";
const rule = (change: Partial<NatRuleSeen> = {}): NatRuleSeen => ({
  id: "rule-1",
  name: `tkg1_${entityId}_expose_dnat`,
  description: "",
  enabled: true,
  type: "DNAT",
  externalAddresses: "10.149.1.102",
  internalAddresses: "192.168.0.100",
  externalPort: null,
  internalPort: null,
  portProfile: null,
  firewallMatch: null,
  priority: null,
  systemRule: false,
  version: null,
  ...change,
});
const facts = (change: Partial<ReachFacts> = {}): ReachFacts => ({
  cluster: { name: "tkg1", entityId },
  nodeAddress: "192.168.0.100",
  exposed: null,
  rules: [],
  ...change,
});
const handshake = (ipAddresses: string[]): HandshakeSeen => ({
  ok: true,
  certificate: {
    subject: "CN=kube-apiserver",
    issuer: "CN=kubernetes",
    dnsNames: ["kubernetes"],
    ipAddresses,
    validFrom: new Date(0),
    validTo: new Date(1),
    fingerprint: "00",
  },
  verifiedByAuthority: true,
  verificationError: null,
  serverName: null,
  protocol: "TLSv1.3",
  durationMs: 1,
});

describe("where a kubeconfig must lead", () => {
  const address = "10.149.1.110";
  const server = `https://${address}:6443`;
  it.each<[string, Partial<ReachFacts>, unknown]>([
    ["nothing exposes it", {}, null],
    ["its rules were not read", { rules: null }, null],
    [
      "our rule does, and no handshake was made",
      { exposed: { way: "rule", address, handshake: null } },
      { server, tlsServerName: "kubernetes" },
    ],
    [
      "our rule does, and the certificate names the address",
      { exposed: { way: "rule", address, handshake: handshake([address]) } },
      { server, tlsServerName: null },
    ],
    [
      "CSE's does, and the certificate turned out not to name it",
      { exposed: { way: "cse", address, handshake: handshake(["10.96.0.1"]) } },
      { server, tlsServerName: "kubernetes" },
    ],
    [
      "a rule of CSE's does that no row of ours knows",
      { rules: [rule({ externalAddresses: "10.149.1.102/32" })] },
      { server: "https://10.149.1.102:6443", tlsServerName: null },
    ],
    ["CSE's rule is disabled", { rules: [rule({ enabled: false })] }, null],
    ["CSE's rule leads to another node", { rules: [rule({ internalAddresses: "192.168.0.7" })] }, null],
    ["the rule is another cluster's", { rules: [rule({ name: "other_urn_expose_dnat" })] }, null],
  ])("where %s", (_words, change, endpoint) => {
    expect(currentEndpoint(facts(change))).toEqual(endpoint);
  });
});

describe("a file that leads nowhere any more", () => {
  const old = ["https://10.149.1.102:6443"];
  it.each<[string, Partial<ReachFacts>, string[], string | null]>([
    ["is turned inside", {}, old, "https://192.168.0.100:6443"],
    ["stays where it leads inside already", {}, ["https://192.168.0.100:6443"], null],
    ["stays where the node is not known", { nodeAddress: null }, old, null],
    ["stays where the rules could not be read", { rules: null }, old, null],
    ["stays where somebody's rule still leads there", { rules: [rule({ name: "by hand" })] }, old, null],
    ["is turned inside where it names no address at all", {}, ["no address"], "https://192.168.0.100:6443"],
  ])("%s", (_words, change, servers, inside) => {
    expect(insideServer(facts(change), servers)).toBe(inside);
  });
});
