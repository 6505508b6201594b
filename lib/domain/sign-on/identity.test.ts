import { expect, test } from "vitest";
import { readIdentity } from "./identity";

const read = (claims: Record<string, unknown>) => readIdentity({ sub: "0b7c", ...claims }, "Acme");

test("a person is called by what the provider says of them", () => {
  expect(read({ name: "Ann Archer", email: " Ann@Acme.Test ", preferred_username: "ann" })).toEqual({
    subject: "0b7c",
    label: "ann@acme.test",
    name: "Ann Archer",
  });
  expect(read({ preferred_username: "ann" })).toEqual({ subject: "0b7c", label: "ann at Acme", name: "ann" });
  expect(read({})).toEqual({ subject: "0b7c", label: "0b7c at Acme", name: "0b7c" });
});

test.each([false, "false"])("an address that the provider calls unproven (%j) is none", (email_verified) => {
  expect(read({ email: "ann@acme.test", email_verified, preferred_username: "ann" })?.label).toBe(
    "ann at Acme",
  );
});

test.each(["ann", "ann@acme", "a b@acme.test", "@acme.test", 7, ["ann@acme.test"]])(
  "%j is no address",
  (email) => {
    expect(read({ email })?.label).toBe("0b7c at Acme");
  },
);

test("nothing hides in a name", () => {
  expect(read({ name: "Ann\u202Enimda\u0000\n" })?.name).toBe("Annnimda");
  expect(read({ name: "\u200B", preferred_username: "ann" })?.name).toBe("ann");
  expect([...(read({ name: "\u{1F600}".repeat(150) })?.name ?? "")].length).toBe(100);
});

test.each([undefined, "", 7, "x".repeat(256), "a\u0000", "é"])("%j is nobody", (sub) => {
  expect(readIdentity({ sub, name: "Ann" }, "Acme")).toBeNull();
});
