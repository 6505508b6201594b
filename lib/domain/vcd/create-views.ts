import type { Capability } from "../capability";
import type { ConfigFinding } from "./check-config";
import type { PreflightLine } from "./checks";
import type { ClusterConfig, ClusterKind, RdeVersion } from "./cluster-config";
import type { ClusterFormValues } from "./cluster-form";
import type { ConfigProblem } from "./cluster-yaml";
import type { Repair } from "./repair-yaml";

/** One choice of a field, with a word that helps to choose; `unfit` says why it cannot be chosen. */
export type CreateChoice = { value: string; label: string; note: string | null; unfit: string | null };

export type NetworkChoice = CreateChoice & {
  /** Org VDC it belongs to; null where it is shared by several. */
  vdcId: string | null;
  edgeName: string | null;
  /** What the edge has left, for a meter; null where the network is not routed or its edge was not read. */
  addresses: { free: number; total: number } | null;
};

export type TemplateChoice = {
  name: string;
  revision: number;
  kind: ClusterKind | string;
  /** e.g. `TKGm 1.20.5, antrea 0.13.1, ubuntu-20.04`. */
  label: string;
  isDefault: boolean;
  isDeprecated: boolean;
};

export type VdcChoice = CreateChoice & {
  id: string;
  /** Kinds of clusters that the provider enabled there; null where CSE was not asked yet. */
  runtimes: string[] | null;
  storageProfiles: CreateChoice[];
};

/** Everything the form offers for one organization of VMware Cloud Director. Plain JSON; times are ISO strings. */
export type CreatePlace = {
  /** Value of the field `place`: the id of the place. */
  id: string;
  siteName: string;
  siteUrl: string;
  /** VCD's short name: it stands in the document. */
  organization: string;
  /** Version of the document that is made here; null where CSE was not found. */
  version: RdeVersion | null;
  cseVersion: string | null;
  kinds: ClusterKind[];
  /** Most workers that CSE takes. */
  maxWorkers: number;
  vdcs: VdcChoice[];
  networks: NetworkChoice[];
  templates: TemplateChoice[];
  sizingPolicies: CreateChoice[];
  /** When each was last read; null: never. */
  inventoryAt: string | null;
  templatesAt: string | null;
  edgesAt: string | null;
  /** Signed in to it, with a token that can be used. */
  signedIn: { userName: string; rightsKnown: boolean } | null;
  /** Whether this person may create there, without and with expose; the reason names the right. */
  create: Capability;
  createExposed: Capability;
  /** Why its data are old or missing, in words; null while they are fresh. */
  stale: string | null;
};

/** What the page for a new cluster begins with. */
export type CreateWorld = {
  places: CreatePlace[];
  /** Place that is chosen at first: the one signed in to. */
  chosen: string | null;
  /** The form as it begins, filled with what needs no choice. */
  form: ClusterFormValues;
  /** The same as text. */
  yaml: string;
  /** Whether anything may be created here at all: role, sign-in, sites. */
  mayCreate: Capability;
};

/** What is asked of a check while somebody types: one of the two views. */
export type ClusterCheckInput =
  | {
      placeId: string;
      as: "form";
      form: ClusterFormValues;
      /** The text that the form came from, so that what no form shows stays in. */
      base?: string;
    }
  | { placeId: string; as: "yaml"; yaml: string };

/** What the checks say of what was typed: form and YAML are two views of one thing. */
export type ClusterCheckView = {
  /** Null where the text cannot be read; its problems say why. */
  config: ClusterConfig | null;
  /** The other view of what was typed; null where the text cannot be read. */
  form: ClusterFormValues | null;
  yaml: string | null;
  /** Of the text, each at its line. */
  problems: ConfigProblem[];
  repair: Repair | null;
  /** By field: what CSE would refuse, or take and not do. */
  findings: ConfigFinding[];
  /** Beside the button. */
  preflight: PreflightLine[];
  /** Whether it can be asked for as it stands, and if not, the first reason. */
  create: Capability;
  /** True where an admin must approve it first: with expose. */
  needsApproval: boolean;
  /** What will happen, said first. */
  consequence: string;
};
