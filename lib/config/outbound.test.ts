import { describe, expect, it, test } from "vitest";
import { ConfigurationError } from "./environment";
import { readOutbound } from "./outbound";
import { readWorkerConfig } from "./worker";

const worker = {
  DATABASE_URL: "postgresql://drawbridge@database/drawbridge",
  DRAWBRIDGE_INSTALLATION_ID: "acme-production",
  SEALING_PRIVATE_KEYS: Buffer.alloc(32, "a").toString("base64"),
};

test.each([
  [undefined, { hosts: [], blocks: [] }],
  ["Hooks.Internal, 10.0.0.5/8,fd00::/8", { hosts: ["hooks.internal"], blocks: ["10.0.0.0/8", "fd00::/8"] }],
])("OUTBOUND_ALLOW %j is read as %j", (text, expected) => {
  expect(readOutbound({ OUTBOUND_ALLOW: text })).toEqual({ ...expected, plainHttp: false });
});

test.each(["10.0.0.1", "10.0.0.0/99", "10.0.0.0/8/8", "https://hooks.internal", "*", "a b"])(
  "OUTBOUND_ALLOW %j is refused",
  (text) => {
    expect(() => readOutbound({ OUTBOUND_ALLOW: text })).toThrow(/host names and CIDR blocks/);
  },
);

describe("e-mail", () => {
  const mail = {
    SMTP_URL: "smtps://user:secret@mail.example.com",
    MAIL_FROM: "Drawbridge <drawbridge@example.com>",
    NEXTAUTH_URL: "https://drawbridge.example.com/",
  };

  it("is off where nothing is set, and complete where it is on", () => {
    expect(readWorkerConfig(worker)).toMatchObject({ mail: null, publicOrigin: null });
    expect(readWorkerConfig({ ...worker, ...mail })).toMatchObject({
      mail: { smtpUrl: mail.SMTP_URL, from: mail.MAIL_FROM },
      publicOrigin: "https://drawbridge.example.com",
    });
  });

  it.each(Object.keys(mail))("needs %s beside the others", (name) => {
    const left = { ...worker, ...mail, [name]: undefined };
    expect(() => readWorkerConfig(left)).toThrow(ConfigurationError);
    expect(() => readWorkerConfig(left)).toThrow(new RegExp(`^${name} is missing`));
  });

  it.each([
    [{ SMTP_URL: "https://mail.example.com" }, /SMTP_URL must begin with smtp/],
    [{ MAIL_FROM: "Drawbridge" }, /MAIL_FROM must be an e-mail address/],
    [{ MAIL_FROM: "a@b.c\r\nBcc: d@e.f" }, /MAIL_FROM must be an e-mail address/],
  ])("refuses %o", (change, problem) => {
    expect(() => readWorkerConfig({ ...worker, ...mail, ...change })).toThrow(problem);
  });
});
