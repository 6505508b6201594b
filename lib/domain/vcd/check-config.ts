import {
  type ClusterConfig,
  type RdeVersion,
  versionOfDocument,
  wantsExposure,
  workerCount,
} from "./cluster-config";

/** A field of the form that a finding belongs to. */
export type ConfigField =
  | "kind"
  | "name"
  | "organization"
  | "vdc"
  | "site"
  | "network"
  | "template"
  | "controlPlane"
  | "workers"
  | "nfs"
  | "sshKey"
  | "expose"
  | "podCidrs"
  | "serviceCidrs"
  | "form";

/** One thing the checks found. `refuse` stops the cluster from being asked for; `warn` is shown and lets it pass. */
export type ConfigFinding = {
  field: ConfigField;
  level: "refuse" | "warn";
  /** Machine word, stable, e.g. `name-too-long`. */
  code: string;
  message: string;
  next?: string;
};

/** What is known of where the cluster is to be; null where it was not read. */
export type ConfigPlace = {
  /** Entity type that the site's CSE makes. */
  version: RdeVersion;
  /** CSE's own version such as `3.1.4`. */
  cseVersion: string | null;
  organization: string;
  /** URL of the site, as CSE 3.1.x must find it in `metadata.site`. */
  siteUrl: string;
};

export const maxNameLength = 25;

/**
 * What CSE would refuse, or take and not do, before anything is sent. Rules of CSE 3.0.4 `cluster_service.py` and
 * `schema_1_0_0.json`, and of 3.1.4 `validator_rde_2_x.py` and `cluster_service_2_x_tkgm.py`.
 */
export function checkConfig(config: ClusterConfig, place: ConfigPlace): ConfigFinding[] {
  return [
    ...checkName(config.name),
    ...checkPlace(config, place),
    ...checkNodes(config, place),
    ...checkTemplate(config, place),
    ...checkSshKey(config.sshKey),
    ...checkVersionFields(config, place),
    ...checkExposure(config, place),
  ];
}

/** True where nothing found stops the cluster from being asked for. */
export function mayCreate(findings: readonly ConfigFinding[]): boolean {
  return findings.every((finding) => finding.level !== "refuse");
}

/** Whether CSE takes this as a cluster's name: a letter, then letters, digits and dashes, 25 characters at most. */
export function checkName(name: string): ConfigFinding[] {
  const refuse = (code: string, message: string, next?: string): ConfigFinding[] => [
    { field: "name", level: "refuse", code, message, ...(next ? { next } : {}) },
  ];
  if (name === "") return refuse("name-missing", "Give the cluster a name, such as orders-1.");
  if (name.length > maxNameLength) {
    return refuse(
      "name-too-long",
      `The name has ${name.length} of at most ${maxNameLength} characters.`,
      `Shorten it, for example to ${name.slice(0, maxNameLength).replace(/-+$/, "")}.`,
    );
  }
  if (!/^[a-zA-Z][A-Za-z0-9-]*$/.test(name)) {
    return refuse(
      "name-characters",
      "CSE takes names that begin with a letter and go on with letters, digits and dashes.",
      "No blanks, dots or underscores.",
    );
  }
  return [];
}

function checkPlace(config: ClusterConfig, place: ConfigPlace): ConfigFinding[] {
  const findings: ConfigFinding[] = [];
  if (config.organization !== place.organization) {
    findings.push({
      field: "organization",
      level: "refuse",
      code: "other-organization",
      message:
        config.organization === ""
          ? "The organization is missing."
          : `The configuration is for organization ${config.organization}; you are signed in to ${place.organization}.`,
      next: `Write ${place.organization}, spelled exactly so.`,
    });
  }
  if (config.vdc === "") {
    findings.push({ field: "vdc", level: "refuse", code: "vdc-missing", message: "Choose the org VDC." });
  }
  if (config.network === "") {
    findings.push({
      field: "network",
      level: "refuse",
      code: "network-missing",
      message: "Choose the network.",
    });
  }
  if (place.version !== "1.0.0" && config.site === undefined && isOf2(config)) {
    findings.push({
      field: "site",
      level: "refuse",
      code: "site-missing",
      message: "metadata.site is missing. CSE 3.1.x fails the create task without it.",
      next: `Write ${place.siteUrl}.`,
    });
  }
  if (place.version !== "1.0.0" && config.site !== undefined && !sameSite(config.site, place.siteUrl)) {
    findings.push({
      field: "site",
      level: "refuse",
      code: "other-site",
      message: `The configuration is for the site ${config.site}; this is ${place.siteUrl}. CSE fails the create task where they differ.`,
      next: `Write ${place.siteUrl}.`,
    });
  }
  return findings;
}

function isOf2({ documentVersion }: ClusterConfig): boolean {
  return versionOfDocument(documentVersion)?.startsWith("2.") ?? false;
}

function sameSite(written: string, url: string): boolean {
  try {
    return new URL(written).origin === new URL(url).origin;
  } catch {
    return false;
  }
}

/** Most workers a document of this version may ask for. */
export function maxWorkers(version: RdeVersion): number {
  return version === "1.0.0" ? 100 : 200;
}

function checkNodes(config: ClusterConfig, place: ConfigPlace): ConfigFinding[] {
  const findings: ConfigFinding[] = [];
  const refuse = (field: ConfigField, code: string, message: string): void => {
    findings.push({ field, level: "refuse", code, message });
  };
  const controlPlanes = config.controlPlane?.count ?? 1;
  if (controlPlanes !== 1) {
    refuse(
      "controlPlane",
      "one-control-plane",
      `CSE makes one control-plane node; this asks for ${controlPlanes}.`,
    );
  }
  const workers = workerCount(config);
  const most = maxWorkers(place.version);
  if (!Number.isInteger(workers) || workers < 0) {
    refuse("workers", "worker-count", "The number of workers is a whole number, 0 or more.");
  } else if (workers > most) {
    refuse("workers", "worker-count", `CSE takes up to ${most} workers here; this asks for ${workers}.`);
  } else if (workers < 1 && config.kind === "TKGm" && place.version !== "1.0.0") {
    refuse("workers", "worker-count", "A TKGm cluster needs at least 1 worker.");
  }
  const nfs = config.nfs?.count ?? 0;
  if (!Number.isInteger(nfs) || nfs < 0) {
    refuse("nfs", "nfs-count", "The number of NFS nodes is a whole number, 0 or more.");
  }
  for (const field of ["controlPlane", "workers", "nfs"] as const) {
    const nodes = config[field];
    const bySize = (nodes?.sizingClass ?? "") !== "";
    const byNumbers = (nodes?.cpu ?? null) !== null || (nodes?.memory ?? null) !== null;
    if (bySize && byNumbers) {
      refuse(
        field,
        "size-twice",
        "Give either a sizing class or CPU and memory, not both: CSE refuses that.",
      );
    }
  }
  return findings;
}

function checkTemplate(config: ClusterConfig, place: ConfigPlace): ConfigFinding[] {
  const name = config.template?.name ?? "";
  const revision = config.template?.revision ?? "";
  if ((name === "") !== (revision === "" || revision === 0)) {
    return [
      {
        field: "template",
        level: "refuse",
        code: "template-half",
        message: name === "" ? "The template's name is missing." : "The template's revision is missing.",
        next: "Give both, or leave both out for CSE's default template.",
      },
    ];
  }
  if (name !== "" && !/^\d+$/.test(String(revision))) {
    return [
      {
        field: "template",
        level: "refuse",
        code: "template-revision",
        message: `A template's revision is a whole number; this is ${revision}.`,
      },
    ];
  }
  if (config.kind === "TKGm" && place.version !== "1.0.0" && name !== "" && String(revision) !== "1") {
    return [
      {
        field: "template",
        level: "refuse",
        code: "template-revision",
        message: "Templates of TKGm have revision 1 only.",
        next: "Write 1.",
      },
    ];
  }
  return [];
}

function checkSshKey(sshKey: string | null | undefined): ConfigFinding[] {
  const key = sshKey ?? "";
  if (key === "") return [];
  const refuse = (message: string): ConfigFinding[] => [
    { field: "sshKey", level: "refuse", code: "ssh-key", message, next: "Give the line of a .pub file." },
  ];
  if (/PRIVATE KEY/.test(key)) {
    return refuse("This is a private key. Whoever reads the cluster's entity could read it.");
  }
  return /^(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+|sk-\S+) [A-Za-z0-9+/=]+(?: .*)?\s*$/.test(key)
    ? []
    : refuse("This is no public SSH key: those begin with ssh-ed25519, ssh-rsa or ecdsa-sha2.");
}

function checkVersionFields(config: ClusterConfig, place: ConfigPlace): ConfigFinding[] {
  const findings: ConfigFinding[] = [];
  const own = versionOfDocument(config.documentVersion);
  if (own !== null && (own === "1.0.0") !== (place.version === "1.0.0")) {
    findings.push({
      field: "form",
      level: "warn",
      code: "translated",
      message:
        own === "1.0.0"
          ? "This configuration is written for CSE 3.0.x. The site runs CSE 3.1.x, which names the same fields differently; it is sent in that form."
          : "This configuration is written for CSE 3.1.x. The site runs CSE 3.0.x, which names the same fields differently; it is sent in that form.",
    });
  }
  if (place.version !== "1.0.0") return findings;
  const lost = [
    config.podCidrs || config.serviceCidrs ? "pod and service blocks" : null,
    config.addOns ? "CNI, CPI and CSI" : null,
    [config.controlPlane, config.workers, config.nfs].some(
      (nodes) => (nodes?.cpu ?? null) !== null || (nodes?.memory ?? null) !== null,
    )
      ? "CPU and memory"
      : null,
  ].filter((word) => word !== null);
  if (lost.length > 0) {
    findings.push({
      field: "form",
      level: "refuse",
      code: "not-in-version",
      message: `CSE 3.0.x has no field for ${lost.join(", ")}.`,
      next: "Remove them, or use a site with CSE 3.1.x.",
    });
  }
  return findings;
}

function checkExposure(config: ClusterConfig, place: ConfigPlace): ConfigFinding[] {
  if (wantsExposure(config)) {
    return opensEveryPort(place.cseVersion)
      ? [
          {
            field: "expose",
            level: "warn",
            code: "every-port",
            message: `CSE ${place.cseVersion} makes a rule without a port: every port of the control-plane node, SSH (22) among them, answers at the external address.`,
            next: "Ask for the exposure later instead: Drawbridge's own rule opens port 6443 only. Or narrow CSE's rule once it is there.",
          },
        ]
      : [];
  }
  if (config.kind === "TKGm" && place.version !== "1.0.0") {
    return [
      {
        field: "expose",
        level: "warn",
        code: "tkgm-unexposed",
        message:
          "CSE's documentation wants TKGm clusters exposed from 3.1.1 on: its cloud provider must reach the API server.",
        next: "Switch expose on, unless the network is routed another way.",
      },
    ];
  }
  return [];
}

/** True for CSE 3.0.x and 3.1.0 to 3.1.2: their DNAT rule has no port, which means every port. */
export function opensEveryPort(cseVersion: string | null): boolean {
  const match = /^3\.(\d+)(?:\.(\d+))?/.exec(cseVersion ?? "");
  if (!match) return false;
  const [minor, patch] = [Number(match[1]), Number(match[2] ?? 0)];
  return minor === 0 || (minor === 1 && patch < 3);
}
