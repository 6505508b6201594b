import { describe, expect, it, test } from "vitest";
import { bindOrganization, unbindOrganization } from "./can";
import { credentialRights } from "./credential-rights";
import { readSiteAddress } from "./site-address";

describe("a site's address", () => {
  test.each([
    ["https://vcd.example.com", "https://vcd.example.com"],
    ["  HTTPS://VCD.Example.com/ ", "https://vcd.example.com"],
    ["vcd.example.com", "https://vcd.example.com"],
    ["vcd.example.com:8443/provider#/x", "https://vcd.example.com:8443"],
    ["https://vcd.example.com:443/tenant/acme", "https://vcd.example.com"],
    ["http://127.0.0.1:4443", "http://127.0.0.1:4443"],
    ["http://localhost:4443", "http://localhost:4443"],
    ["http://[::1]:4443", "http://[::1]:4443"],
  ])("%s is %s", (typed, origin) => expect(readSiteAddress(typed)).toEqual({ ok: true, origin }));

  test.each([
    ["", "Enter"],
    ["   ", "Enter"],
    ["https://", "no address"],
    ["not an address", "no address"],
    ["http://vcd.example.com", "https://"],
    // Names that only begin like this machine's.
    ["http://127.0.0.1.example.com", "https://"],
    ["http://localhost.example.com", "https://"],
    ["ftp://vcd.example.com", "https://"],
    ["javascript://vcd.example.com", "https://"],
    ["https://admin:secret@vcd.example.com", "fields of their own"],
  ])("%s is refused", (typed, words) => {
    const read = readSiteAddress(typed);
    expect(read.ok ? read.origin : read.message).toContain(words);
    expect(JSON.stringify(read)).not.toContain("secret");
  });
});

describe("rights of a site's credential", () => {
  it("names each once, in VCD's words, and which of them only some things need", () => {
    const names = credentialRights.map(({ anyOf }) => anyOf[0]);
    expect(names).toEqual([
      "Administrator View: cse:nativeCluster",
      "Organization vDC Gateway: View",
      "Organization vDC Gateway: View NAT",
      "Organization vDC Gateway: Configure NAT",
      "Organization vDC Gateway: View Firewall",
      "Organization vDC Gateway: Configure Firewall",
    ]);
    expect(credentialRights.filter(({ always }) => !always).map(({ anyOf }) => anyOf[0])).toEqual(
      names.slice(4),
    );
  });
});

describe("whose an organization is", () => {
  it("has one owner, and System none", () => {
    expect(bindOrganization({ name: "acme", owner: null }).ok).toBe(true);
    expect(bindOrganization({ name: "system", owner: null })).toMatchObject({ ok: false });
    expect(bindOrganization({ name: "acme", owner: { name: "Globex" } })).toMatchObject({
      ok: false,
      reason: expect.stringContaining("belongs to Globex already"),
    });
  });

  it("is taken back only while nothing was done", () => {
    const facts = { name: "acme-vcd", owner: { name: "Acme" } };
    expect(unbindOrganization({ ...facts, exposures: 0, acts: 0 }).ok).toBe(true);
    expect(unbindOrganization({ ...facts, exposures: 2, acts: 1 })).toMatchObject({
      ok: false,
      reason: "2 exposures and 1 act of CSE of Acme hang on acme-vcd: they are its history.",
    });
  });
});
