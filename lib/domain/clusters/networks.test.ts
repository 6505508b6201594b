import { expect, test } from "vitest";
import { readClusterNetworks } from "./networks";

const read = (podCidrs: string, serviceCidrs: string, vpc = ["10.0.0.0/16"]) =>
  readClusterNetworks({ podCidrs, serviceCidrs }, vpc);

test("several blocks, parted by commas, blanks or lines", () => {
  expect(read("100.64.0.0/16, 100.65.0.0/16\n100.66.0.0/16", "172.20.0.0/16")).toEqual({
    podCidrs: ["100.64.0.0/16", "100.65.0.0/16", "100.66.0.0/16"],
    serviceCidrs: ["172.20.0.0/16"],
    problems: [],
  });
});

test("no pod network is one: pods may have addresses of the VPC", () => {
  expect(read("", "172.20.0.0/16").problems).toEqual([]);
});

test.each([
  ["10.0.4.0/22", "172.20.0.0/16", "podCidrs", "a block of the VPC"],
  ["100.64.0.0/16", "10.0.0.0/12", "serviceCidrs", "a block of the VPC"],
  ["100.64.0.0/16", "100.64.9.0/24", "serviceCidrs", "the pod network"],
])("pods %s and services %s: a clash of %s with %s", (pods, services, field, words) => {
  const { problems } = read(pods, services);
  expect(problems).toMatchObject([{ field }]);
  expect(problems[0]?.message).toContain(words);
});

test.each(["100.64.0.0", "fd00::/48", "100.64.0.1/16", "100.0.0.0/7", "100.64.0.0/29"])(
  "%s is refused",
  (pods) => {
    expect(read(pods, "172.20.0.0/16").problems).toMatchObject([{ field: "podCidrs" }]);
  },
);
