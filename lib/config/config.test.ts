import { describe, expect, it } from "vitest";
import { ConfigurationError } from "./environment";
import { readLauncherConfig } from "./launcher";
import { readWebConfig } from "./web";
import { describeAwsCredentials, readWorkerConfig } from "./worker";

const sealingKeys = ["a", "b"].map((letter) => Buffer.alloc(32, letter).toString("base64"));
const web = {
  DATABASE_URL: "postgresql://postgres@/drawbridge?host=%2Frun&port=5432",
  NEXTAUTH_SECRET: "0123456789abcdef0123456789abcdef",
  NEXTAUTH_URL: "https://drawbridge.example.com/",
  DRAWBRIDGE_INSTALLATION_ID: "acme-production",
  SEALING_PUBLIC_KEY: sealingKeys[0],
};
const worker = {
  DATABASE_URL: web.DATABASE_URL,
  DRAWBRIDGE_INSTALLATION_ID: "acme-production",
  SEALING_PRIVATE_KEYS: sealingKeys[0],
};

function problemsOf(read: () => unknown): string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.map((p) => `${p.name} ${p.problem}`);
    throw error;
  }
  return [];
}

describe("web configuration", () => {
  it("reads what is set and fills in the rest", () => {
    expect(readWebConfig(web)).toEqual({
      databaseUrl: web.DATABASE_URL,
      sessionSecret: web.NEXTAUTH_SECRET,
      publicOrigin: "https://drawbridge.example.com",
      installationId: "acme-production",
      sealingPublicKey: sealingKeys[0],
      trustedProxies: 0,
      oidc: null,
      host: "127.0.0.1",
      port: 3000,
      logLevel: "info",
    });
  });

  it("names everything that is missing at once, and what it is for", () => {
    expect(problemsOf(() => readWebConfig({}))).toEqual([
      "DATABASE_URL is missing.",
      "NEXTAUTH_SECRET is missing.",
      "NEXTAUTH_URL is missing.",
      "DRAWBRIDGE_INSTALLATION_ID is missing.",
      "SEALING_PUBLIC_KEY is missing.",
    ]);
    expect(() => readWebConfig({ ...web, NEXTAUTH_SECRET: "" })).toThrow(/openssl rand/);
  });

  it.each([
    [{ NEXTAUTH_SECRET: "short" }, "NEXTAUTH_SECRET must be at least 32 characters long."],
    [{ NEXTAUTH_URL: "drawbridge.example.com" }, "NEXTAUTH_URL must be an http or https URL."],
    [{ NEXTAUTH_URL: "https://example.com/app" }, "NEXTAUTH_URL must be an origin, without a path."],
    [{ SEALING_PUBLIC_KEY: "c2hvcnQ=" }, "SEALING_PUBLIC_KEY must be base64 of 32 bytes."],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL must start with postgresql://."],
    [{ PORT: "0" }, "PORT must be a whole number from 1 to 65535."],
    [{ PORT: "3000x" }, "PORT must be a whole number from 1 to 65535."],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be trace, debug, info, warn, error, fatal or silent."],
  ])("refuses %o", (change, problem) => {
    expect(problemsOf(() => readWebConfig({ ...web, ...change }))).toEqual([problem]);
  });
});

describe("a change of the session secret", () => {
  const former = { NEXTAUTH_FORMER_SECRET: "fedcba9876543210fedcba9876543210" };
  const until = { NEXTAUTH_FORMER_SECRET_UNTIL: "2026-12-01T08:00:00Z" };

  it("lets the former one count until a moment", () => {
    expect(readWebConfig({ ...web, ...former, ...until }).formerSessionSecret).toEqual({
      secret: former.NEXTAUTH_FORMER_SECRET,
      until: new Date("2026-12-01T08:00:00Z"),
    });
  });

  it.each([
    [former, "NEXTAUTH_FORMER_SECRET_UNTIL is missing while its other half is set."],
    [until, "NEXTAUTH_FORMER_SECRET is missing while its other half is set."],
    [
      { ...former, NEXTAUTH_FORMER_SECRET_UNTIL: "tomorrow" },
      "NEXTAUTH_FORMER_SECRET_UNTIL must be a moment such as 2026-12-01T08:00:00Z.",
    ],
  ])("refuses %o", (change, problem) => {
    expect(problemsOf(() => readWebConfig({ ...web, ...change }))).toEqual([problem]);
  });
});

describe("worker configuration", () => {
  it("has defaults for how often it looks, within bounds", () => {
    expect(readWorkerConfig(worker)).toMatchObject({ glanceSeconds: 3, fullSweepSeconds: 60 });
    expect(problemsOf(() => readWorkerConfig({ ...worker, GLANCE_SECONDS: "31" }))).toEqual([
      "GLANCE_SECONDS must be a whole number from 1 to 30.",
    ]);
  });

  it.each(["Acme", "a", "acme_1", "-acme", "acme-"])("refuses the installation id %s", (id) => {
    expect(problemsOf(() => readWorkerConfig({ ...worker, DRAWBRIDGE_INSTALLATION_ID: id }))).toHaveLength(1);
  });

  it("takes several sealing keys in their order, and repeats none that is wrong", () => {
    const both = readWorkerConfig({ ...worker, SEALING_PRIVATE_KEYS: sealingKeys.join(", ") });
    expect(both.sealingPrivateKeys).toEqual(sealingKeys);
    for (const wrong of ["hunter2", `${sealingKeys[0]},`, `${sealingKeys[0]},c2hvcnQ=`]) {
      expect(problemsOf(() => readWorkerConfig({ ...worker, SEALING_PRIVATE_KEYS: wrong }))).toEqual([
        "SEALING_PRIVATE_KEYS must be base64 of 32 bytes for each key, with commas between.",
      ]);
    }
  });

  it("does without cloud keys, but not with half of one", () => {
    expect(readWorkerConfig(worker).awsEndpoints).toEqual({});
    expect(problemsOf(() => readWorkerConfig({ ...worker, AWS_ACCESS_KEY_ID: "AKIDEXAMPLE" }))).toEqual([
      "AWS_SECRET_ACCESS_KEY is missing while the other half of the key is set.",
    ]);
  });

  it("says where credentials come from without their secret", () => {
    const said = describeAwsCredentials({
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "hidden",
    });
    expect(said).toBe("access key AKIDEXAMPLE from the environment");
    expect(describeAwsCredentials({ AWS_PROFILE: "peering" })).toContain("profile peering");
    expect(describeAwsCredentials({})).toContain("none in the environment");
  });
});

describe("launcher configuration", () => {
  it("needs nothing", () => {
    expect(readLauncherConfig({})).toEqual({
      databaseUrl: undefined,
      host: "127.0.0.1",
      port: 3000,
      sandboxPort: 4566,
      mailSandboxPort: 2566,
      vcdSandboxPort: 4443,
      vcdSandboxNetworks: { external: 1, internal: 0 },
      buildFolder: ".next",
    });
  });

  it("lets the sandbox's mail go with the sandbox, so that a second one beside it needs no further port", () => {
    const portFor = (env: Record<string, string>) => readLauncherConfig(env).mailSandboxPort;
    expect(portFor({ SANDBOX_PORT: "4567" })).toBe(2567);
    expect(portFor({ SANDBOX_PORT: "80" })).toBe(2080);
    expect(portFor({ SANDBOX_PORT: "4567", SANDBOX_MAIL_PORT: "1025" })).toBe(1025);
  });

  it("reads the networks of the VCD sandbox", () => {
    expect(readLauncherConfig({ VCD_SANDBOX_NETWORKS: "81,84" }).vcdSandboxNetworks).toEqual({
      external: 81,
      internal: 84,
    });
    for (const wrong of ["81", "81,254", "81,84,87", "a,b"]) {
      expect(problemsOf(() => readLauncherConfig({ VCD_SANDBOX_NETWORKS: wrong }))).toEqual([
        "VCD_SANDBOX_NETWORKS must be two numbers from 0 to 253 with a comma between.",
      ]);
    }
  });

  it("keeps the build inside the checkout", () => {
    expect(problemsOf(() => readLauncherConfig({ NEXT_DIST_DIR: "../elsewhere" }))).toHaveLength(1);
  });
});
