import * as z from "zod/mini";

/**
 * What is needed to sign in to a site. With a password VCD is asked at `POST /cloudapi/1.0.0/sessions`, or at
 * `…/sessions/provider` for the organization System; an API token is exchanged at `/oauth/tenant/{org}/token`.
 */
export const signInRequest = z.discriminatedUnion("with", [
  z.object({
    with: z.literal("password"),
    siteId: z.string().check(z.minLength(1, "Choose the site.")),
    organization: organizationName(),
    user: z.string().check(
      z.minLength(1, "Enter your user name."),
      z.maxLength(256, "A user name has at most 256 characters."),
      z.refine((value) => !value.includes(":"), "A user name has no colon."),
    ),
    password: z
      .string()
      .check(z.minLength(1, "Enter your password."), z.maxLength(1024, "This is too long for a password.")),
  }),
  z.object({
    with: z.literal("token"),
    siteId: z.string().check(z.minLength(1, "Choose the site.")),
    organization: organizationName(),
    token: z.string().check(
      z.minLength(1, "Paste the API token."),
      z.maxLength(4096, "This is too long for an API token."),
      z.refine((value) => !/\s/.test(value), "An API token has no blanks. Copy it again."),
    ),
  }),
]);

export type SignInRequest = z.infer<typeof signInRequest>;

/** What a form sent, or what needs care, by field. Blanks around names are dropped; those of a password are its own. */
export function readVcdSignIn(
  sent: Record<"with" | "siteId" | "organization" | "user" | "password" | "token", string>,
): { ok: true; request: SignInRequest } | { ok: false; fields: Record<string, string[]> } {
  const { siteId, password } = sent;
  const organization = sent.organization.trim();
  const given =
    sent.with === "token"
      ? { with: "token", siteId, organization, token: sent.token.trim() }
      : { with: "password", siteId, organization, user: sent.user.trim(), password };
  // PostgreSQL keeps no U+0000, and nobody's name has one.
  const broken = Object.entries(given).find(([, value]) => value.includes("\u0000"))?.[0];
  if (broken) return { ok: false, fields: { [broken]: ["This holds a broken character. Type it anew."] } };
  const read = signInRequest.safeParse(given);
  if (read.success) return { ok: true, request: read.data };
  const fields: Record<string, string[]> = {};
  for (const { path, message } of read.error.issues) {
    const name = String(path[0] ?? "siteId");
    fields[name] ??= [message];
  }
  return { ok: false, fields };
}

function organizationName() {
  return z.string().check(
    z.minLength(1, "Enter the organization's name, as in the address of its portal: /tenant/NAME."),
    z.maxLength(128, "An organization's name has at most 128 characters."),
    z.refine((value) => !/[/@:\s]/.test(value), "Enter the short name from /tenant/NAME, not the full name."),
  );
}

/** True for the provider's own organization, however it is capitalized. */
export function isProviderOrganization(name: string): boolean {
  return name.trim().toLowerCase() === "system";
}

/** Whether a site takes API tokens: VCD 10.3.1, API 36.1, and later. */
export function takesApiTokens(offeredVersions: readonly string[]): boolean {
  return offeredVersions.some((version) => compareVersions(version, "36.1") >= 0);
}

/** Orders versions such as 35.2 and 36.0 by their numbers. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(".").map((part) => Number.parseInt(part, 10) || 0));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * VCD locks an account after five wrong passwords by default, and counts ours among them. Attempts here end earlier, so
 * that nobody can lock a person out of VCD through this page.
 */
export const signInLimits = { wrongPerAccount: 3, wrongPerAddress: 20, windowMs: 15 * 60_000 } as const;

/** Whether one more password may be tried, from the times of wrong ones, oldest first or not. */
export function mayTrySignIn(
  wrong: { forAccount: readonly Date[]; fromAddress: readonly Date[] },
  now: Date,
  limits: { wrongPerAccount: number; wrongPerAddress: number; windowMs: number } = signInLimits,
): { ok: true; left: number } | { ok: false; retryAt: Date } {
  const recent = (times: readonly Date[]): number[] =>
    times
      .map((time) => time.getTime())
      .filter((time) => time > now.getTime() - limits.windowMs)
      .sort((a, b) => a - b);
  const account = recent(wrong.forAccount);
  const address = recent(wrong.fromAddress);
  const waits: number[] = [];
  const until = (times: number[], most: number): void => {
    if (times.length >= most) waits.push((times[times.length - most] ?? now.getTime()) + limits.windowMs);
  };
  until(account, limits.wrongPerAccount);
  until(address, limits.wrongPerAddress);
  if (waits.length > 0) return { ok: false, retryAt: new Date(Math.max(...waits)) };
  return {
    ok: true,
    left: Math.min(limits.wrongPerAccount - account.length, limits.wrongPerAddress - address.length),
  };
}

/** A role of ours from VCD's: only a hint for what is shown, since organizations rename their roles. */
export function roleFromVcd(session: {
  roles: readonly { name: string }[];
  rights: readonly string[] | null;
}): "viewer" | "operator" | "tenant-admin" {
  if (session.roles.some((role) => role.name === "Organization Administrator")) return "tenant-admin";
  if (session.rights?.includes("Administrator Full Control: cse:nativeCluster")) return "tenant-admin";
  if (session.rights === null) return "operator";
  const acts = ["Edit: cse:nativeCluster", "Full Control: cse:nativeCluster"];
  return acts.some((right) => session.rights?.includes(right)) ? "operator" : "viewer";
}
