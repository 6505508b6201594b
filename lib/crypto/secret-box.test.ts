import { describe, expect, it } from "vitest";
import { decryptSecret, encryptSecret, makeRingKey, needsNewKey, readKeyRing } from "./secret-box";

const key = Buffer.from("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "hex");
const iv = Buffer.from("cafebabefacedbaddecaf888", "hex");

describe("secret boxes", () => {
  it("opens a known text", () => {
    // Test case 13 of "The Galois/Counter Mode of Operation" (McGrew, Viega): a key of zeroes, no text, no purpose.
    const zero = [{ id: "zero", key: Buffer.alloc(32) }];
    const box = Buffer.concat([Buffer.alloc(12), Buffer.from("530f8afbc74536b9a963b4f1c4cb738b", "hex")]);
    expect(decryptSecret(`box1.zero.${box.toString("base64url")}`, "", zero)).toBe("");
    expect(() => decryptSecret(`box1.zero.${box.toString("base64url")}`, "x", zero)).toThrow(
      /another purpose/,
    );
  });

  it("encrypts with the newest key and opens with the one that is named", () => {
    const older = makeRingKey("2025-1");
    const newer = makeRingKey("2026-1");
    const before = readKeyRing(older);
    const after = readKeyRing(`${newer}, ${older}`);
    const box = encryptSecret("kubeconfig ü", "cluster/7", before);
    expect(box.startsWith("box1.2025-1.")).toBe(true);
    expect(decryptSecret(box, "cluster/7", after)).toBe("kubeconfig ü");
    expect(needsNewKey(box, before)).toBe(false);
    expect(needsNewKey(box, after)).toBe(true);
    expect(encryptSecret("x", "cluster/7", after).startsWith("box1.2026-1.")).toBe(true);
    expect(() => decryptSecret(box, "cluster/7", readKeyRing(newer))).toThrow(/2025-1/);
  });

  it("takes a new iv each time", () => {
    const ring = [{ id: "a", key }];
    expect(encryptSecret("x", "y", ring)).not.toBe(encryptSecret("x", "y", ring));
  });

  it("does not open what was changed or moved", () => {
    const ring = [{ id: "a", key }];
    const box = encryptSecret("secret", "cluster/1", ring);
    expect(() => decryptSecret(box, "cluster/2", ring)).toThrow(/another purpose/);
    const [head, id, text = ""] = box.split(".");
    const bytes = Buffer.from(text, "base64url");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => decryptSecret([head, id, bytes.toString("base64url")].join("."), "cluster/1", ring)).toThrow(
      /damaged/,
    );
    const short = Buffer.concat([iv, Buffer.alloc(4)]).toString("base64url");
    expect(() => decryptSecret(`box1.a.${short}`, "cluster/1", ring)).toThrow(/damaged/);
    expect(() => decryptSecret("plain", "cluster/1", ring)).toThrow(/not an encrypted text/);
  });

  it.each([
    ["", /no key/],
    ["a:c2hvcnQ=", /key a .* 32 bytes/],
    [`a b:${key.toString("base64")}`, /no valid id/],
    [`a:${key.toString("base64")},a:${key.toString("base64")}`, /one id/],
  ])("refuses the key ring %j", (text, wrong) => {
    expect(() => readKeyRing(text)).toThrow(wrong);
  });
});
