import { describe, expect, it } from "vitest";
import { signInToVcd, signOutOfVcd, type VcdSignIn } from "@/lib/providers/vcd/sign-in";
import { listVdcs } from "@/lib/providers/vcd/vdcs";
import { faultOf, standingSite } from "./support";

const site = standingSite({ personality: "3.1.4" });

const at = () => ({ url: site().vcd.url, certificateAuthority: null });
const account = (user: string, password = "tenant1-password"): VcdSignIn => ({
  kind: "account",
  organization: "tenant1",
  user,
  password,
});

describe("signing in to VCD itself", () => {
  it("tells who the person is, what they may, and when the token ends", async () => {
    const { token, session, expiresAt } = await signInToVcd(at(), account("tenant1-author"));
    expect(session).toMatchObject({
      user: { name: "tenant1-author" },
      organization: { name: "tenant1", id: expect.stringMatching(/^urn:vcloud:org:/) },
      roles: [{ name: "Kubernetes Cluster Author" }],
    });
    expect(session.rights).toContain("Full Control: cse:nativeCluster");
    expect(session.rights).not.toContain("Administrator Full Control: cse:nativeCluster");
    const { body } = await site().vcd.control("GET", "clock");
    expect(expiresAt?.getTime()).toBeGreaterThan(new Date(body.now).getTime());
    const person = await site().clients.open(
      site().place({ kind: "session", organization: "tenant1", token }),
    );
    expect((await listVdcs(person)).length).toBe(3);
  });

  it("does without rights where VCD does not show them", async () => {
    const act = { organization: "tenant1", role: "Kubernetes Cluster Author" } as const;
    await site().vcd.act({ act: "withhold-right", ...act, right: "General: Administrator View" });
    const { session } = await signInToVcd(at(), account("tenant1-author"));
    expect(session.rights).toBeNull();
    expect(session.roles).toHaveLength(1);
  });

  it("takes an API token where the site has them", async () => {
    const token = "sandbox-tenant1-api-token";
    const { session } = await signInToVcd(at(), { kind: "api-token", organization: "tenant1", token });
    expect(session.user.name).toBe("tenant1-admin");
    await site().vcd.act({ act: "revoke-api-tokens", organization: "tenant1", user: "tenant1-admin" });
    const { fault } = await faultOf(signInToVcd(at(), { kind: "api-token", organization: "tenant1", token }));
    expect(fault.code).toBe("InvalidApiToken");
  });

  it("sends a wrong password once, so that nobody is locked out by us", async () => {
    const { fault } = await faultOf(signInToVcd(at(), account("tenant1-author", "wrong")));
    expect(fault.code).toBe("InvalidCredentials");
    expect(fault.message).not.toContain("wrong");
    expect(await site().calls("login")).toHaveLength(1);
  });

  it("refuses the provider's organization without a call", async () => {
    const given = {
      kind: "account",
      organization: "system",
      user: "administrator",
      password: "provider-password",
    };
    const { fault } = await faultOf(signInToVcd(at(), given as VcdSignIn));
    expect(fault.code).toBe("SystemOrganization");
    expect(await site().calls()).toHaveLength(0);
  });

  it("ends the session at VCD, also one that is over", async () => {
    const { token } = await signInToVcd(at(), account("tenant1-author"));
    await signOutOfVcd(at(), { organization: "tenant1", token });
    await signOutOfVcd(at(), { organization: "tenant1", token });
    const person = await site().clients.open(
      site().place({ kind: "session", organization: "tenant1", token }),
    );
    expect((await faultOf(listVdcs(person))).fault.code).toBe("SessionEnded");
  });
});
