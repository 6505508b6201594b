import type { SubnetSeen, VcdReference } from "@/lib/domain/vcd/observed";

/**
 * What a look at an edge gateway and at an API server found, in our words. `lib/providers/vcd` and
 * `lib/providers/kubernetes` make these.
 */

export type EdgeUplinkSeen = {
  id: string;
  name: string;
  /** Empty on an uplink of IP Spaces. */
  subnets: SubnetSeen[];
  usesIpSpaces: boolean;
  connected: boolean;
};

export type EdgeGatewaySeen = {
  id: string;
  name: string;
  /** `REALIZED`, `PENDING`, `CONFIGURING`, `REALIZATION_FAILED`, `UNKNOWN`, or a newer word. */
  status: string;
  nsxT: boolean;
  /** Org VDC or VDC group; a group's edge serves several VDCs. */
  owner: VcdReference | null;
  organization: VcdReference | null;
  /** In VCD's order. CSE 3.x looks at the first only. */
  uplinks: EdgeUplinkSeen[];
};

/** One use of an address; the same address comes once per use. */
export type UsedAddressSeen = {
  address: string;
  /** `SNAT`, `DNAT`, `Load_Balancer`, `IPsec_VPN`, `SSL_VPN`, `L2_VPN`, `PRIMARY_IP`, or a newer word. */
  category: string;
  networkId: string | null;
};

export type NatRuleType = "DNAT" | "SNAT" | "NO_DNAT" | "NO_SNAT" | "REFLEXIVE";

export type NatRuleSeen = {
  id: string;
  /** Not unique: VCD lets two rules have one name. */
  name: string;
  description: string;
  enabled: boolean;
  /** A newer word comes through as it is. */
  type: NatRuleType | (string & {});
  /** Address or CIDR; empty where VCD has none. */
  externalAddresses: string;
  internalAddresses: string;
  /** Port or range such as `6443`, `8000-8100`; null = every port. */
  externalPort: string | null;
  /** Deprecated in VCD's API in favour of port profiles; null = as the external port. */
  internalPort: string | null;
  /** Its destination port is the port inside. */
  portProfile: VcdReference | null;
  /** `MATCH_INTERNAL_ADDRESS`, `MATCH_EXTERNAL_ADDRESS`, `BYPASS`; null below API 35.2, which means the first. */
  firewallMatch: string | null;
  /** Lower wins; null below API 35.2. */
  priority: number | null;
  systemRule: boolean;
  /** VCD's object version, sent back with a change. */
  version: number | null;
};

/** All rules of an edge, and whether NSX has them. */
export type NatTableSeen = { status: string; rules: NatRuleSeen[] };

export type FirewallAction = "ALLOW" | "DROP" | "REJECT";

export type FirewallRuleSeen = {
  id: string;
  name: string;
  enabled: boolean;
  action: FirewallAction | (string & {});
  /** `IN`, `OUT`, `IN_OUT`. */
  direction: string;
  /** `IPV4`, `IPV6`, `IPV4_IPV6`. */
  ipProtocol: string;
  /** Empty = any. */
  sources: VcdReference[];
  destinations: VcdReference[];
  portProfiles: VcdReference[];
  /** Something the rule also matches that we do not weigh, such as network contexts: it may match less than it seems. */
  hasFurtherConditions: boolean;
  version: number | null;
  /** The rule as VCD answered it; written back unchanged with the whole list. */
  wire: Record<string, unknown>;
};

/** An edge's firewall in order of evaluation: system, then user, then default rules. */
export type FirewallSeen = {
  status: string;
  systemRules: FirewallRuleSeen[];
  userRules: FirewallRuleSeen[];
  defaultRules: FirewallRuleSeen[];
};

/** A named list of addresses; `ipAddresses` holds addresses, CIDRs and ranges. Null where members cannot be read. */
export type FirewallGroupSeen = {
  id: string;
  name: string;
  /** `IP_SET`, `SECURITY_GROUP`, …. */
  type: string;
  edgeGatewayId: string | null;
  ipAddresses: string[] | null;
};

export type PortProfileSeen = {
  id: string;
  name: string;
  /** `SYSTEM`, `PROVIDER`, `TENANT`. */
  scope: string;
  ports: { protocol: string; destinationPorts: string[] }[];
};

/** What a TLS handshake with an API server showed. Times are of the certificate; nothing is secret. */
export type HandshakeSeen =
  | {
      ok: true;
      certificate: CertificateSeen;
      /** Whether the given authority vouches for the chain; null if none was given. */
      verifiedByAuthority: boolean | null;
      /** Why not: OpenSSL's code, such as `CERT_HAS_EXPIRED`; null if verified or not asked. */
      verificationError: string | null;
      /** SNI sent; null for an address. */
      serverName: string | null;
      protocol: string;
      durationMs: number;
    }
  | {
      ok: false;
      /** `refused`, `timed-out`, `unreachable`, `reset`, `not-tls`. */
      reason: HandshakeFailure;
      /** The system's own words. */
      message: string;
      durationMs: number;
    };

export type HandshakeFailure = "refused" | "timed-out" | "unreachable" | "reset" | "not-tls";

export type CertificateSeen = {
  subject: string;
  issuer: string;
  /** Subject alternative names, in the certificate's order. */
  dnsNames: string[];
  ipAddresses: string[];
  validFrom: Date;
  validTo: Date;
  /** SHA-256, lower-case hex without colons. */
  fingerprint: string;
};

/** Whether `GET /version` was answered over verified TLS. */
export type ApiServerAnswer =
  | {
      answers: true;
      /** e.g. `v1.20.5`; null where anonymous calls are refused. */
      version: string | null;
      /** HTTP status: 401 and 403 are answers too. */
      status: number;
    }
  | { answers: false; reason: HandshakeFailure | "unverified" | "not-kubernetes"; message: string };
