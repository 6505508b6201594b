import { randomBytes } from "node:crypto";
import { AwsError } from "../aws-error";

export type IdPrefix = "vpc" | "pcx" | "rtb" | "subnet" | "rtbassoc" | "vpc-cidr-assoc" | "pl" | "sg" | "acl";

export const newId = (prefix: IdPrefix) => `${prefix}-0${randomBytes(8).toString("hex")}`;

const MALFORMED: Partial<Record<IdPrefix, string>> = {
  vpc: "InvalidVpcID.Malformed",
  // EC2 spells it Id here and ID in NotFound.
  pcx: "InvalidVpcPeeringConnectionId.Malformed",
  rtb: "InvalidRouteTableId.Malformed",
  subnet: "InvalidSubnetID.Malformed",
  sg: "InvalidGroupId.Malformed",
  rtbassoc: "InvalidAssociationID.Malformed",
  pl: "InvalidPrefixListId.Malformed",
};

const NOT_FOUND: Partial<Record<IdPrefix, [code: string, noun: string]>> = {
  vpc: ["InvalidVpcID.NotFound", "vpc ID"],
  pcx: ["InvalidVpcPeeringConnectionID.NotFound", "vpcPeeringConnection ID"],
  rtb: ["InvalidRouteTableID.NotFound", "routeTable ID"],
  subnet: ["InvalidSubnetID.NotFound", "subnet ID"],
  sg: ["InvalidGroup.NotFound", "security group"],
  rtbassoc: ["InvalidAssociationID.NotFound", "association ID"],
  pl: ["InvalidPrefixListID.NotFound", "prefix list ID"],
};

export function wellFormed(prefix: IdPrefix, id: string): boolean {
  return id.startsWith(`${prefix}-`) && /^([0-9a-f]{8}|[0-9a-f]{17})$/.test(id.slice(prefix.length + 1));
}

export function checkId(prefix: IdPrefix, id: string): string {
  if (wellFormed(prefix, id)) return id;
  const code = MALFORMED[prefix] ?? "InvalidParameterValue";
  throw new AwsError(code, `Invalid id: "${id}" (expecting "${prefix}-...")`);
}

export function notFound(prefix: IdPrefix, ids: string | readonly string[]): AwsError {
  const [code, noun] = NOT_FOUND[prefix] ?? ["InvalidID", "ID"];
  const list = typeof ids === "string" ? [ids] : ids;
  const text = list.length === 1 ? `${noun} '${list[0]}' does` : `${noun}s '${list.join(", ")}' do`;
  return new AwsError(code, `The ${text} not exist`);
}

/** `rtb` of `rtb-0123…`, for calls that take any kind of resource. */
export function prefixOf(id: string): IdPrefix | undefined {
  const prefixes: IdPrefix[] = ["vpc", "pcx", "rtb", "subnet", "pl", "sg", "acl"];
  return prefixes.find((prefix) => wellFormed(prefix, id));
}
