import { AwsError } from "../aws-error";
import { items } from "../xml";
import type { Operation } from "./call";
import { matchesFilters, readFilters } from "./filters";

export const REGIONS = [
  "af-south-1",
  "ap-east-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-3",
  "ap-southeast-4",
  "ca-central-1",
  "ca-west-1",
  "eu-central-1",
  "eu-central-2",
  "eu-north-1",
  "eu-south-1",
  "eu-south-2",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "il-central-1",
  "me-central-1",
  "me-south-1",
  "mx-central-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
] as const;

export function checkRegion(region: string, parameter: string): string {
  if ((REGIONS as readonly string[]).includes(region)) return region;
  throw new AwsError(
    "InvalidParameterValue",
    `Value (${region}) for parameter ${parameter} is invalid. The Region does not exist.`,
  );
}

const filters = {
  "region-name": (region: string) => [region],
  endpoint: (region: string) => [`ec2.${region}.amazonaws.com`],
  "opt-in-status": () => ["opt-in-not-required"],
};

export const regionOperations: Record<string, Operation> = {
  DescribeRegions: {
    run(call) {
      call.permit("DescribeRegions");
      const names = call.params.list("RegionName").map((name) => checkRegion(name, "RegionName"));
      const wanted = readFilters(call.params, filters);
      const found = REGIONS.filter(
        (region) => (names.length === 0 || names.includes(region)) && matchesFilters(region, wanted),
      );
      return {
        regionInfo: items(
          found.map((region) => ({
            regionName: region,
            regionEndpoint: `ec2.${region}.amazonaws.com`,
            optInStatus: "opt-in-not-required",
          })),
        ),
      };
    },
  },
};
