/** An AWS Region. Regions of different partitions cannot be peered. */
export type Region = {
  code: string;
  /** City or area as the AWS console names it. */
  name: string;
  partition: "aws" | "aws-cn" | "aws-us-gov";
};

const commercial: readonly (readonly [string, string])[] = [
  ["us-east-1", "N. Virginia"],
  ["us-east-2", "Ohio"],
  ["us-west-1", "N. California"],
  ["us-west-2", "Oregon"],
  ["ca-central-1", "Canada Central"],
  ["ca-west-1", "Calgary"],
  ["mx-central-1", "Mexico Central"],
  ["sa-east-1", "São Paulo"],
  ["eu-central-1", "Frankfurt"],
  ["eu-central-2", "Zurich"],
  ["eu-west-1", "Ireland"],
  ["eu-west-2", "London"],
  ["eu-west-3", "Paris"],
  ["eu-north-1", "Stockholm"],
  ["eu-south-1", "Milan"],
  ["eu-south-2", "Spain"],
  ["il-central-1", "Tel Aviv"],
  ["me-central-1", "UAE"],
  ["me-south-1", "Bahrain"],
  ["af-south-1", "Cape Town"],
  ["ap-east-1", "Hong Kong"],
  ["ap-east-2", "Taipei"],
  ["ap-northeast-1", "Tokyo"],
  ["ap-northeast-2", "Seoul"],
  ["ap-northeast-3", "Osaka"],
  ["ap-south-1", "Mumbai"],
  ["ap-south-2", "Hyderabad"],
  ["ap-southeast-1", "Singapore"],
  ["ap-southeast-2", "Sydney"],
  ["ap-southeast-3", "Jakarta"],
  ["ap-southeast-4", "Melbourne"],
  ["ap-southeast-5", "Malaysia"],
  ["ap-southeast-6", "New Zealand"],
  ["ap-southeast-7", "Thailand"],
];

const other: readonly Region[] = [
  { code: "cn-north-1", name: "Beijing", partition: "aws-cn" },
  { code: "cn-northwest-1", name: "Ningxia", partition: "aws-cn" },
  { code: "us-gov-east-1", name: "GovCloud US-East", partition: "aws-us-gov" },
  { code: "us-gov-west-1", name: "GovCloud US-West", partition: "aws-us-gov" },
];

/** Regions of the partition `aws`; opt-in ones included, whether or not an account has enabled them. */
export const commercialRegions: readonly Region[] = commercial.map(([code, name]) => ({
  code,
  name,
  partition: "aws",
}));

/** Every Region we can name, China and GovCloud included. */
export const allRegions: readonly Region[] = [...commercialRegions, ...other];

/** The Region of a code, or null for one that this version does not know. */
export function findRegion(code: string): Region | null {
  return allRegions.find((region) => region.code === code) ?? null;
}

/** `Frankfurt (eu-central-1)`; the code alone where it is unknown. */
export function regionLabel(code: string): string {
  const region = findRegion(code);
  return region ? `${region.name} (${code})` : code;
}

/** Partition by the code's prefix, which AWS keeps for each partition; holds for Regions newer than this list too. */
export function partitionOf(code: string): Region["partition"] {
  if (code.startsWith("cn-")) return "aws-cn";
  if (code.startsWith("us-gov-")) return "aws-us-gov";
  return "aws";
}
