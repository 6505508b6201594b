import type { Light, LightName } from "./plan-types";

/** What the sentences about lights need to name. */
export type LightFacts = { clusterName: string; edgeName: string | null; address: string | null };

export type LightWords = { label: string; sentence: string; next?: string };

const labels: Record<LightName, string> = {
  rule: "DNAT rule",
  edge: "Edge gateway",
  certificateNames: "Names in the certificate",
  serverCertificate: "API server's certificate",
  clientCertificate: "Certificate in the kubeconfig",
  answers: "Answers from here",
  firewall: "Edge firewall",
};

/** One light in words: its label, what it says, and what to do where somebody can do something. */
export function describeExposureLight(name: LightName, light: Light, facts: LightFacts): LightWords {
  const said = common(light) ?? byName[name](light, facts);
  return { label: labels[name], ...said };
}

type Said = { sentence: string; next?: string };

function common(light: Light): Said | null {
  switch (light.code) {
    case "ended":
      return { sentence: "The exposure has ended." };
    case "not-looked":
      return { sentence: "Not looked at yet." };
    case "not-tried":
      return {
        sentence:
          "Not tried yet: until a kubeconfig was read once, the cluster's own authority is not known.",
        next: "Read the kubeconfig; from then on it is tried again and again.",
      };
    case "no-handshake":
      return {
        sentence: `No TLS handshake came about: ${reasons[fact(light, "reason")] ?? fact(light, "reason")}.`,
      };
    default:
      return null;
  }
}

const reasons: Record<string, string> = {
  refused: "the connection was refused",
  "timed-out": "nobody answered in time",
  unreachable: "there is no way there from Drawbridge's host",
  reset: "the connection was reset",
  "not-tls": "what answers does not speak TLS",
  unverified: "its certificate is not the cluster's",
  "not-kubernetes": "what answers is no Kubernetes API server",
};

function fact(light: Light, key: string): string {
  const value = light.facts?.[key];
  return Array.isArray(value) ? value.join(", ") : String(value ?? "");
}

const byName: Record<LightName, (light: Light, facts: LightFacts) => Said> = {
  rule: describeRule,
  edge: describeEdge,
  certificateNames: describeNames,
  serverCertificate: (light) =>
    describeExpiry(light, "The API server's certificate", "kubeadm certs renew apiserver"),
  clientCertificate: (light) =>
    light.code === "not-fetched"
      ? { sentence: "Its end is known once a kubeconfig was fetched." }
      : describeExpiry(light, "The client certificate in the kubeconfig", "kubeadm certs renew admin.conf"),
  answers: describeAnswers,
  firewall: describeFirewallLight,
};

function describeRule(light: Light, facts: LightFacts): Said {
  const at = `${fact(light, "address")} to ${fact(light, "internal")}`;
  switch (light.code) {
    case "rule-in-place":
      return { sentence: `The rule leads ${at}, port 6443 only.` };
    case "every-port-open":
      return {
        sentence: `The rule leads ${at} without a port: every port of the node answers outside, SSH (22) among them.`,
        next: "Narrow it to port 6443, here or in VMware Cloud Director.",
      };
    case "rule-disabled":
      return {
        sentence: `The rule for ${facts.clusterName} is disabled: somebody switched it off.`,
        next: "Put it back if that was not meant. Drawbridge does not do so by itself.",
      };
    case "rule-changed":
      return {
        sentence: `The rule for ${facts.clusterName} was changed: ${fact(light, "differences")}. It leads ${at}.`,
        next: "Put it back if that was not meant. Drawbridge does not do so by itself.",
      };
    case "rule-missing":
      return {
        sentence: `The rule for ${facts.clusterName} is gone: somebody deleted it.`,
        next: "Put it back if that was not meant, or un-expose. Drawbridge does not put it back by itself.",
      };
    case "rule-not-seen":
      return { sentence: "The last look did not find the rule. The next one decides." };
    case "being-put-back":
      return { sentence: "The rule is being put back." };
    case "being-removed":
      return { sentence: "The rule is being taken away." };
    case "rule-gone":
      return { sentence: "The rule is gone." };
    case "rule-not-yet":
      return { sentence: "There is no rule yet." };
    case "not-readable":
      return {
        sentence: "The rules cannot be read.",
        next: 'It takes the right "Organization vDC Gateway: View NAT".',
      };
    default:
      return { sentence: "The rule's state is not known." };
  }
}

function describeEdge(light: Light, facts: LightFacts): Said {
  const edge = fact(light, "edge") || facts.edgeName || "The edge gateway";
  switch (light.code) {
    case "realized":
      return { sentence: `${edge} has realized its rules.` };
    case "changing":
      return { sentence: `${edge} is being changed right now.` };
    default:
      return light.value === "bad"
        ? {
            sentence: `VMware Cloud Director could not realize ${edge}.`,
            next: "The provider repairs the edge gateway.",
          }
        : { sentence: `VMware Cloud Director says ${fact(light, "status")} of ${edge}.` };
  }
}

function describeNames(light: Light): Said {
  const names = fact(light, "names");
  switch (light.code) {
    case "names-address":
      return { sentence: `The certificate names ${fact(light, "address")}. It names ${names}.` };
    case "names-kubernetes":
      return {
        sentence: `The certificate does not name ${fact(light, "address")}, but it names kubernetes, which the kubeconfig has clients verify. It names ${names}.`,
      };
    case "lacks-address":
      return {
        sentence: `The certificate names neither ${fact(light, "address")} nor kubernetes. It names ${names}.`,
        next: "Most often something else answers at this address. Compare the node's address with the rule.",
      };
    default:
      return {
        sentence: names ? `The certificate names ${names}.` : "The certificate's names are not known.",
      };
  }
}

function describeExpiry(light: Light, what: string, command: string): Said {
  const ends = fact(light, "ends").slice(0, 10);
  switch (light.code) {
    case "valid":
      return { sentence: `${what} is valid until ${ends}.` };
    case "expires-soon":
      return {
        sentence: `${what} expires on ${ends}.`,
        next: `Run "${command}" on the control plane before.`,
      };
    case "expired":
      return { sentence: `${what} expired on ${ends}.`, next: `Run "${command}" on the control plane.` };
    default:
      return { sentence: `${what} is not known.` };
  }
}

function describeAnswers(light: Light): Said {
  if (light.code === "answers") {
    const version = fact(light, "version");
    return {
      sentence: `The API server answers from Drawbridge's host${version ? `, Kubernetes ${version}` : ""}.`,
    };
  }
  const reason = fact(light, "reason");
  return {
    sentence: `The API server does not answer from Drawbridge's host: ${reasons[reason] ?? reason}.`,
    next: "From other places it may. Look at the edge's firewall and at the cluster's node.",
  };
}

function describeFirewallLight(light: Light): Said {
  const rule = fact(light, "rule");
  const who = fact(light, "clients") === "0.0.0.0/0" ? "everybody" : fact(light, "clients");
  switch (light.code) {
    case "allows":
      return { sentence: `The edge's firewall lets ${who} in, by rule "${rule}".` };
    case "bypassed":
      return { sentence: "The rule bypasses the edge's firewall." };
    case "drops":
      return {
        sentence: `The edge's firewall keeps ${who} out, by rule "${rule}".`,
        next: "Open it for your addresses: the exact rule is shown below.",
      };
    case "partly":
      return { sentence: `The edge's firewall lets some of ${who} in; rule "${rule}" comes first.` };
    case "none":
      return {
        sentence: "No rule of the edge's firewall speaks of the API server.",
        next: "What happens then is the provider's default. The exact rule to add is shown below.",
      };
    case "opening-closed":
      return {
        sentence: "The opening that was made in the edge's firewall is gone or was changed.",
        next: "Open it again if that was not meant. Drawbridge does not do so by itself.",
      };
    case "no-right":
      return {
        sentence: "The edge's firewall cannot be read.",
        next: 'It takes the right "Organization vDC Gateway: View Firewall".',
      };
    default:
      return { sentence: "What the edge's firewall does cannot be told." };
  }
}
