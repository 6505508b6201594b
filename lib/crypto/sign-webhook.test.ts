import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { signWebhook } from "./sign-webhook";

const at = new Date("2026-11-22T08:00:00.500Z");
const body = '{"id":"1","title":"Ä"}';

test("is what another implementation of HMAC-SHA256 makes of time and body", () => {
  const [, hex] = execFileSync("openssl", ["dgst", "-sha256", "-hmac", "whsec_one"], {
    input: `1795334400.${body}`,
    encoding: "utf8",
  })
    .trim()
    .split("= ");
  expect(signWebhook(body, ["whsec_one"], at)).toBe(`t=1795334400,v1=${hex}`);
});

test("signs with each secret that counts", () => {
  const [time, one, two] = signWebhook(body, ["whsec_one", "whsec_two"], at).split(",");
  expect(time).toBe("t=1795334400");
  expect(one).not.toBe(two);
  expect(signWebhook(body, ["whsec_two"], at)).toBe(`${time},${two}`);
});
