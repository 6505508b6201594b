import type { ConnectionState } from "./states";

/**
 * What surprises people about peerings, said where it matters. Figures: Amazon VPC user guide (MTU of VPC, peering
 * limitations) and EC2 on-demand pricing (data transfer), which changes.
 */
export function connectionRemarks(facts: {
  state: ConnectionState;
  interRegion: boolean;
  dnsResolution: boolean;
}): { title: string; text: string }[] {
  const { interRegion } = facts;
  return [
    {
      title: "Security groups",
      text: interRegion
        ? "A route alone lets nothing through. Allow the cluster's address blocks in your security groups; across Regions they can name addresses only, not other groups."
        : "A route alone lets nothing through. Allow the cluster's address blocks in your security groups. Within one Region a rule may also name a group of the other account.",
    },
    {
      title: "Packet size",
      text: interRegion
        ? "Between Regions, packets up to 8500 bytes pass. Leave path MTU discovery on (ICMP type 3, code 4); 1500 always works."
        : "Within one Region, packets up to 9001 bytes pass. Nothing is to be set.",
    },
    {
      title: "Cost",
      text: interRegion
        ? "The peering itself is free. Traffic is billed to the sending account at inter-Region rates."
        : "The peering itself is free. Traffic within one Availability Zone is too; across zones AWS bills each side, about $0.01 per GB in most Regions.",
    },
    {
      title: "No transit",
      text: "It joins these two VPCs and nothing behind them: no other peering, VPN, Direct Connect, internet gateway, NAT gateway or gateway endpoint of the other side can be used through it.",
    },
    ...(facts.dnsResolution
      ? []
      : [
          {
            title: "DNS",
            text: "DNS resolution was not asked for: public host names of the other side lead to public addresses. Use private addresses, or request again with DNS resolution.",
          },
        ]),
  ];
}
