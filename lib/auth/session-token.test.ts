import { describe, expect, it } from "vitest";
import { openSessionToken, sealSessionToken } from "./session-token";

const before = { sessionSecret: "the first secret, as long as it has to be" };
const after = { sessionSecret: "the second secret, as long as it has to be" };
const now = new Date();
const later = new Date(now.getTime() + 3600_000);
const sessionId = "0190a0a0-0000-7000-8000-000000000000";

describe("a session's token", () => {
  it("opens with the secret that made it, and with no other", async () => {
    const token = await sealSessionToken({ sessionId }, 60, before);
    expect(token).not.toContain(sessionId);
    expect(await openSessionToken(token, before, now)).toMatchObject({ sessionId });
    expect(await openSessionToken(token, after, now)).toBeNull();
  });

  it("opens with the former secret until its moment, and new ones are made with the new", async () => {
    const changed = { ...after, formerSessionSecret: { secret: before.sessionSecret, until: later } };
    const old = await sealSessionToken({ sessionId }, 7200, before);
    expect(await openSessionToken(old, changed, now)).toMatchObject({ sessionId });
    expect(await openSessionToken(old, changed, later)).toBeNull();
    const fresh = await sealSessionToken({ sessionId }, 60, changed);
    expect(await openSessionToken(fresh, before, now)).toBeNull();
    expect(await openSessionToken(fresh, changed, later)).toMatchObject({ sessionId });
  });

  it("stays shut when its time is over, or when it is none", async () => {
    expect(
      await openSessionToken(await sealSessionToken({ sessionId }, -60, before), before, now),
    ).toBeNull();
    for (const text of ["", "x", "eyJhbGciOiJub25lIn0..e30..", "a.b.c.d.e"]) {
      expect(await openSessionToken(text, before, now)).toBeNull();
    }
  });

  it("takes no token that says by which algorithm it wants to be read", async () => {
    const [head, ...rest] = (await sealSessionToken({ sessionId }, 60, before)).split(".");
    expect(JSON.parse(Buffer.from(head ?? "", "base64url").toString())).toEqual({
      alg: "dir",
      enc: "A256GCM",
    });
    for (const alg of ["none", "PBES2-HS256+A128KW", "RSA1_5"]) {
      const forged = Buffer.from(JSON.stringify({ alg, enc: "A256GCM", p2c: 1, p2s: "AA" })).toString(
        "base64url",
      );
      expect(await openSessionToken([forged, ...rest].join("."), before, now)).toBeNull();
    }
  });
});
