import { describe, expect, it } from "vitest";
import { makeSealingKeyPair, sealingKeyId, sealingKeyPairOf } from "./key-pair";
import { CannotOpen, openSealed } from "./open";
import { seal } from "./seal";

/** The key of the bytes 1 to 32; the box below was made with it by another binding of libsodium (PyNaCl). */
const known = {
  privateKey: "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=",
  publicKey: "B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9/AsrhtHHw=",
};
const knownBox =
  "hhyExBCDJz9tjM6PuYbEO5phf7nPVreBXt+8bHwCPVsP80A3HMTRcOJwL5Y9QVaKRLf8waadlXe8jZxSfDVoBQ3GUcqdo5jpDykdyQ==";

const knownSealed = `sealed1.aaa8fff703b50b22.${Buffer.from(knownBox, "base64").toString("base64url")}`;

const reasonOf = (opening: Promise<string>) =>
  opening.then(
    () => "opened",
    (error: unknown) => (error instanceof CannotOpen ? error.reason : String(error)),
  );

describe("sealed boxes", () => {
  it("knows a key by its hash and a private key's public one", async () => {
    expect(sealingKeyId(known.publicKey)).toBe("aaa8fff703b50b22");
    expect(await sealingKeyPairOf(known.privateKey)).toEqual(known);
  });

  it("opens a box of another implementation", async () => {
    expect(await openSealed(knownSealed, "vcd-token:1", [known])).toBe("eyJhbGciOi");
  });

  it("seals what only the private key opens, each time differently", async () => {
    const mine = await makeSealingKeyPair();
    const theirs = await makeSealingKeyPair();
    const sealed = await seal("pässword", "site/1", mine.publicKey);
    expect(sealed).not.toBe(await seal("pässword", "site/1", mine.publicKey));
    expect(sealed.startsWith(`sealed1.${sealingKeyId(mine.publicKey)}.`)).toBe(true);
    expect(await openSealed(sealed, "site/1", [theirs, mine])).toBe("pässword");
    expect(await reasonOf(openSealed(sealed, "site/1", [theirs]))).toBe("unknown-key");
    expect(await reasonOf(openSealed(sealed, "site/1", [{ ...theirs, publicKey: mine.publicKey }]))).toBe(
      "damaged",
    );
  });

  it("stays shut for another purpose", async () => {
    expect(await reasonOf(openSealed(knownSealed, "vcd-token:2", [known]))).toBe("other-purpose");
  });

  it.each([
    ["", "not-sealed"],
    ["secret", "not-sealed"],
    [`${knownSealed}.x`, "not-sealed"],
    [`${knownSealed.slice(0, -4)}AAAA`, "damaged"],
    ["sealed1.aaa8fff703b50b22.AAAA", "damaged"],
    [knownSealed.replace("aaa8", "bbb8"), "unknown-key"],
  ])("tells why %j does not open: %s", async (sealed, reason) => {
    expect(await reasonOf(openSealed(sealed, "vcd-token:1", [known]))).toBe(reason);
  });

  it("refuses keys of another size without repeating them", async () => {
    await expect(seal("x", "y", "c2hvcnQ=")).rejects.toThrow(
      /^The public sealing key is not base64 of 32 bytes\.$/,
    );
    await expect(sealingKeyPairOf("c2hvcnQ=")).rejects.toThrow(/^The private sealing key/);
  });
});
