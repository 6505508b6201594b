import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { buildEnvironment, sandboxEnvironment, webEnvironment, workerEnvironment } from "./environments";

const everything = {
  NODE_ENV: "production" as const,
  PATH: process.env.PATH,
  DATABASE_URL: "postgresql://drawbridge@database/drawbridge",
  NEXTAUTH_SECRET: "session-secret",
  NEXTAUTH_URL: "https://drawbridge.example.com",
  PORT: "3000",
  DRAWBRIDGE_INSTALLATION_ID: "acme-production",
  AWS_ACCESS_KEY_ID: "cloud-key",
  AWS_SECRET_ACCESS_KEY: "cloud-secret",
  AWS_PROFILE: "peering",
  AWS_ENDPOINT_URL_EC2: "http://127.0.0.1:4566",
  SEALING_PUBLIC_KEY: "public-half",
  OIDC_ISSUER: "https://login.example.com",
  OIDC_CLIENT_SECRET: "oidc-secret",
  SEALING_PRIVATE_KEYS: "worker-key",
  SOMETHING_ELSE: "of-the-shell",
};

/** What a program really finds in its environment when started with this one. */
function seenBy(env: NodeJS.ProcessEnv): Record<string, string> {
  const printed = spawnSync(process.execPath, ["-p", "JSON.stringify(process.env)"], {
    env,
    encoding: "utf8",
  });
  return JSON.parse(printed.stdout);
}

describe("what each process finds in its environment", () => {
  it("gives the web no cloud credential, nothing of the worker's, nothing unforeseen", () => {
    const seen = seenBy(webEnvironment(everything));
    expect(Object.keys(seen).filter((name) => /^AWS_|PRIVATE|SOMETHING/.test(name))).toEqual([]);
    expect(Object.values(seen).join(" ")).not.toMatch(/cloud-|worker-key|of-the-shell/);
    expect(seen).toMatchObject({
      NEXTAUTH_SECRET: "session-secret",
      DATABASE_URL: everything.DATABASE_URL,
      DRAWBRIDGE_INSTALLATION_ID: "acme-production",
      SEALING_PUBLIC_KEY: "public-half",
      OIDC_ISSUER: "https://login.example.com",
      OIDC_CLIENT_SECRET: "oidc-secret",
    });
  });

  it("gives the worker the cloud, but not what signs sessions", () => {
    const seen = seenBy(workerEnvironment(everything));
    expect(seen).toMatchObject({
      AWS_ACCESS_KEY_ID: "cloud-key",
      AWS_PROFILE: "peering",
      DRAWBRIDGE_INSTALLATION_ID: "acme-production",
      SEALING_PRIVATE_KEYS: "worker-key",
    });
    expect(Object.values(seen).join(" ")).not.toMatch(/session-secret|oidc-secret|of-the-shell/);
  });

  it("gives the sandbox and a build no secret at all", () => {
    for (const env of [sandboxEnvironment(everything), buildEnvironment(everything)]) {
      expect(Object.values(seenBy(env)).join(" ")).not.toMatch(/secret|cloud-|worker-key|postgresql:/);
    }
  });
});
