import { vcdFaultKind } from "../vcd/faults";
import { holdsAddress } from "./address-text";
import { clickedAfter, type Draft, isQuiet, millis } from "./draft";
import { judgeFirewall } from "./firewall";
import { ruleDifferences } from "./nat-rules";
import type { CertificateSeen } from "./observed";
import { cseRules } from "./plan-cse";
import { ourRules, ruleWanted } from "./plan-rule";
import { apiPort, type Light, type LightName, type Lights, lightNames, type Observed } from "./plan-types";
import { isExposureEnded } from "./states";
import { expiresSoonMs } from "./timing";

/** All lights: what this look says, else what an earlier one said, else why it is not known. */
export function completeLights(draft: Draft): Lights {
  const over = isExposureEnded(draft.state);
  const fresh: Partial<Lights> = over ? {} : freshLights(draft);
  return Object.fromEntries(
    lightNames.map((name) => {
      if (over) return [name, { value: "off", code: "ended", at: null } satisfies Light];
      return [name, fresh[name] ?? draft.memory.lights?.[name] ?? unknownLight(name)];
    }),
  ) as Lights;
}

function unknownLight(name: LightName): Light {
  return { value: "unknown", code: name === "answers" ? "not-tried" : "not-looked", at: null };
}

function freshLights(draft: Draft): Partial<Lights> {
  const { observed, now } = draft;
  const lights: Partial<Lights> = {};
  const rule = ruleLight(draft);
  if (rule) lights.rule = rule;
  const edge = edgeLight(draft);
  if (edge) lights.edge = edge;
  Object.assign(lights, certificateLights(observed, draft.address, now));
  lights.clientCertificate = clientLight(observed.clientCertificateEnds, now, observed.at);
  const answers = answersLight(observed);
  if (answers) lights.answers = answers;
  const firewall = firewallLight(draft);
  if (firewall) lights.firewall = firewall;
  return lights;
}

function ruleLight(draft: Draft): Light | null {
  const { observed, memory, intent } = draft;
  const at = observed.at.toISOString();
  if (!observed.nat) {
    const unread = observed.edgeFault && vcdFaultKind(observed.edgeFault) === "rights";
    return unread ? { value: "unknown", code: "not-readable", at: null } : null;
  }
  const rules = intent.way === "rule" ? ourRules(draft) : cseRules(draft);
  const wanted = ruleWanted(draft);
  const rule = (wanted && rules?.find((one) => ruleDifferences(one, wanted).length === 0)) ?? rules?.[0];
  if (!rule) {
    if (memory.closedAs === "missing") {
      const clicked = clickedAfter(draft, millis(memory.closedAt));
      return { value: clicked ? "waiting" : "bad", code: clicked ? "being-put-back" : "rule-missing", at };
    }
    if (memory.ruleMissedAt !== undefined) return { value: "unknown", code: "rule-not-seen", at };
    if (intent.wanted === "gone" || draft.ending !== null) return { value: "off", code: "rule-gone", at };
    return { value: "waiting", code: "rule-not-yet", at };
  }
  const facts = {
    name: rule.name,
    address: rule.externalAddresses,
    internal: rule.internalAddresses,
    port: rule.externalPort ?? "",
  };
  if (intent.wanted === "gone" || draft.ending !== null)
    return { value: "waiting", code: "being-removed", facts, at };
  if (!rule.enabled) return { value: "bad", code: "rule-disabled", facts, at };
  const differences = wanted ? ruleDifferences(rule, wanted) : [];
  const everyPort = rule.externalPort === null && rule.portProfile === null;
  if (everyPort) return { value: "bad", code: "every-port-open", facts, at };
  if (differences.length > 0) {
    const changed = differences.map(({ what }) => what);
    return { value: "bad", code: "rule-changed", facts: { ...facts, differences: changed }, at };
  }
  return { value: "good", code: "rule-in-place", facts, at };
}

function edgeLight(draft: Draft): Light | null {
  const { edge, nat } = draft.observed;
  if (!edge) return null;
  const at = draft.observed.at.toISOString();
  const status = edge.status !== "REALIZED" ? edge.status : (nat?.status ?? edge.status);
  const facts = { edge: edge.name, status };
  if (status === "REALIZED") {
    return isQuiet(draft) || draft.observed.edgeTasks === null
      ? { value: "good", code: "realized", facts, at }
      : { value: "waiting", code: "changing", facts, at };
  }
  if (status === "CONFIGURING" || status === "PENDING")
    return { value: "waiting", code: "changing", facts, at };
  return { value: status === "REALIZATION_FAILED" ? "bad" : "unknown", code: "edge-status", facts, at };
}

function certificateLights(observed: Observed, address: string | null, now: Date): Partial<Lights> {
  const { handshake } = observed;
  if (!handshake) return {};
  const at = handshake.at.toISOString();
  if (!handshake.seen.ok) {
    const facts = { reason: handshake.seen.reason };
    const light: Light = { value: "unknown", code: "no-handshake", facts, at };
    return { certificateNames: light, serverCertificate: light };
  }
  const { certificate } = handshake.seen;
  return {
    certificateNames: namesLight(certificate, address, at),
    serverCertificate: expiryLight(certificate.validTo, now, at),
  };
}

function namesLight(certificate: CertificateSeen, address: string | null, at: string): Light {
  const names = [...certificate.ipAddresses, ...certificate.dnsNames];
  if (address === null) return { value: "unknown", code: "no-address", facts: { names }, at };
  if (certificate.ipAddresses.some((one) => holdsAddress(one, address))) {
    return { value: "good", code: "names-address", facts: { names, address }, at };
  }
  // A late exposure is verified by the name `kubernetes`, which kubeadm puts into every certificate.
  return certificate.dnsNames.includes("kubernetes")
    ? { value: "good", code: "names-kubernetes", facts: { names, address }, at }
    : { value: "bad", code: "lacks-address", facts: { names, address }, at };
}

function expiryLight(ends: Date, now: Date, at: string): Light {
  const facts = { ends: ends.toISOString() };
  if (ends.getTime() <= now.getTime()) return { value: "bad", code: "expired", facts, at };
  const soon = ends.getTime() - now.getTime() < expiresSoonMs;
  return { value: soon ? "waiting" : "good", code: soon ? "expires-soon" : "valid", facts, at };
}

function clientLight(ends: Date | null, now: Date, at: Date): Light {
  if (!ends) return { value: "unknown", code: "not-fetched", at: null };
  return expiryLight(ends, now, at.toISOString());
}

function answersLight(observed: Observed): Light | null {
  if (!observed.answer) return null;
  const { seen } = observed.answer;
  const at = observed.answer.at.toISOString();
  if (seen.answers) return { value: "good", code: "answers", facts: { version: seen.version ?? "" }, at };
  return { value: "bad", code: "no-answer", facts: { reason: seen.reason, message: seen.message }, at };
}

function firewallLight(draft: Draft): Light | null {
  const { observed, intent, internalAddress, address } = draft;
  if (!observed.firewall) {
    if (!observed.firewallFault) return null;
    const right = vcdFaultKind(observed.firewallFault) === "rights";
    return { value: "unknown", code: right ? "no-right" : "not-readable", at: null };
  }
  if (internalAddress === null) return null;
  const rules = intent.way === "rule" ? ourRules(draft) : cseRules(draft);
  const target = {
    internalAddress,
    externalAddress: address ?? internalAddress,
    port: apiPort,
    match: rules?.[0]?.firewallMatch ?? null,
  };
  const known = {
    firewall: observed.firewall,
    groups: observed.groups ?? [],
    profiles: observed.profiles ?? [],
  };
  const verdict = judgeFirewall(known, target, intent.firewall?.clientCidrs ?? []);
  const facts = { rule: verdict.rule?.name ?? "", clients: verdict.clients };
  const at = observed.at.toISOString();
  const closed = draft.memory.openingClosedAt !== undefined;
  if (closed) return { value: "bad", code: "opening-closed", facts, at };
  const values = {
    allows: "good",
    bypassed: "good",
    drops: "bad",
    none: "unknown",
    partly: "unknown",
    unreadable: "unknown",
  } as const;
  return { value: values[verdict.verdict], code: verdict.verdict, facts, at };
}
