import { openSealed } from "@/lib/crypto/open";
import { loadAskedSiteChecks, recordSiteCheck, type SealedSite } from "@/lib/db/site-checks";
import type { ProviderFault } from "@/lib/domain/connections/observed";
import { credentialRights } from "@/lib/domain/sites/credential-rights";
import type { SessionSeen, SiteVersions } from "@/lib/domain/vcd/observed";
import { isProviderOrganization, takesApiTokens } from "@/lib/domain/vcd/sign-in";
import type { SiteCheck, SiteCheckLine } from "@/lib/domain/vcd/site-check";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/providers/provider-error";
import type { VcdSession } from "@/lib/providers/vcd/client";
import { vcdCodes } from "@/lib/providers/vcd/faults";
import type { VcdCredential } from "@/lib/providers/vcd/login";
import { listOrganizations } from "@/lib/providers/vcd/organizations";
import { getCurrentSession } from "@/lib/providers/vcd/session";
import { VcdTransport } from "@/lib/providers/vcd/transport";
import { negotiateVersions } from "@/lib/providers/vcd/versions";
import type { WorkerContext } from "./context";

/** Makes the site checks that were asked for, one after another. Two workers that make the same do no harm. */
export async function makeAskedSiteChecks(context: WorkerContext): Promise<void> {
  for (const site of await loadAskedSiteChecks(context.db)) {
    if (context.stopping.aborted) return;
    const check = await checkSite(context, site);
    await recordSiteCheck(context.db, site, check);
    const failed = check.lines.filter(({ result }) => result === "fail").length;
    log.info({ siteId: site.id, failed }, "A site was checked");
  }
}

/**
 * Tries a site's address, its certificate, the credential, each right that this needs, and the list of organizations.
 * Only reads are sent, and none to CSE: it must never see the provider's token.
 */
export async function checkSite(context: WorkerContext, site: SealedSite): Promise<SiteCheck> {
  const lines: SiteCheckLine[] = [];
  // What is not found this time is not gone: organizations stay as they were last listed.
  const check: SiteCheck = {
    user: null,
    versions: null,
    cseServer: site.cseServer,
    lines,
    organizations: site.checkResult?.organizations ?? [],
  };
  check.versions = await tryAddress(site, lines);
  if (!check.versions) return check;
  const session = await trySignIn(context, site, lines);
  if (!session) return check;
  check.user = `${session.seen.user.name} of ${session.seen.organization.name}`;
  lines.push(...rightLines(session.seen));
  check.organizations = (await tryOrganizations(session.session, lines)) ?? check.organizations;
  return check;
}

const line = (
  name: string,
  result: SiteCheckLine["result"],
  message: string,
  fault: ProviderFault | null = null,
): SiteCheckLine => ({ name, result, message, fault });

/** The fault of a failed call; anything else is thrown on. */
function faultOf(error: unknown): ProviderFault {
  if (error instanceof ProviderError) return error.fault;
  throw error;
}

async function tryAddress(site: SealedSite, lines: SiteCheckLine[]): Promise<SiteVersions | null> {
  const { url, certificateAuthority } = site;
  const transport = new VcdTransport({ url, certificateAuthority });
  try {
    const versions = await negotiateVersions(transport);
    lines.push(line("Address", "pass", `${url} answers. ${whoVouches(site)}`));
    lines.push(versionLine(versions));
    return versions;
  } catch (error) {
    const fault = faultOf(error);
    if (fault.code === "UnsupportedVersion") {
      lines.push(line("Address", "pass", `${url} answers. ${whoVouches(site)}`));
      lines.push(line("API version", "fail", fault.message, fault));
    } else {
      lines.push(line("Address", "fail", addressWords(site, fault), fault));
    }
    return null;
  } finally {
    await transport.close();
  }
}

function whoVouches({ url, certificateAuthority }: SealedSite): string {
  if (url.startsWith("http:")) return "Nothing is encrypted: it is on this machine.";
  return certificateAuthority
    ? "The authority that was given vouches for its certificate."
    : "A public authority vouches for its certificate.";
}

function addressWords({ url, certificateAuthority }: SealedSite, fault: ProviderFault): string {
  if (fault.code === vcdCodes.untrusted) {
    return certificateAuthority
      ? "Its certificate is not from the authority that was given, or names another host. Nothing was sent. Compare the fingerprints below with the site's own, and replace the authority."
      : "Its certificate is not from a public authority. Nothing was sent. Give the private authority's certificate below.";
  }
  if (fault.code === vcdCodes.noAnswer) {
    return `${url} gave no answer. Check the address, and whether a firewall lets the worker's host through.`;
  }
  return `${url} does not answer as a VMware Cloud Director: ${fault.message} Check the address.`;
}

function versionLine({ offered, spoken }: SiteVersions): SiteCheckLine {
  const tokens = takesApiTokens(offered) ? "" : " It has no API tokens: these came with 36.1.";
  const words = `It offers ${offered.join(", ")}; ${spoken} is spoken.${tokens}`;
  const cse = offered.includes("35.0") || offered.includes("36.0");
  return cse
    ? line("API version", "pass", words)
    : line(
        "API version",
        "warn",
        `${words} CSE 3.x needs 35.0 or 36.0, which are not among them: clusters are shown, and none can be created here.`,
      );
}

async function trySignIn(
  context: WorkerContext,
  site: SealedSite,
  lines: SiteCheckLine[],
): Promise<{ session: VcdSession; seen: SessionSeen } | null> {
  const { url, certificateAuthority } = site;
  try {
    const secret = await openSealed(site.credentialSealed, `vcd-site/${site.id}`, context.sealingKeys);
    const credential = JSON.parse(secret) as VcdCredential;
    const place = { site: { url, certificateAuthority }, credential, tenant: null };
    const session = await context.vcdClients.open(place);
    const seen = await getCurrentSession(session);
    if (!seen.isProvider) {
      const words = `This is an account of ${seen.organization.name}. Give one of System, the provider's own organization.`;
      lines.push(line("Sign in", "fail", words));
      return null;
    }
    const roles = seen.roles.map(({ name }) => name).join(", ");
    lines.push(
      line("Sign in", "pass", `${seen.user.name} of System${roles ? `, with the role ${roles}` : ""}.`),
    );
    return { session, seen };
  } catch (error) {
    if (!(error instanceof ProviderError)) {
      log.warn({ err: error, siteId: site.id }, "A site's credential could not be used");
      const words =
        "The credential cannot be opened with the worker's keys. Enter it again below, or give the worker the key that it was sealed to.";
      lines.push(line("Sign in", "fail", words));
      return null;
    }
    lines.push(line("Sign in", "fail", signInWords(error.fault), error.fault));
    return null;
  }
}

function signInWords(fault: ProviderFault): string {
  switch (fault.code) {
    case vcdCodes.invalidCredentials:
      return "VMware Cloud Director refused the user and password, or has locked the account. It is not tried again for five minutes, so that it does not get locked. Enter the credential again below.";
    case vcdCodes.invalidApiToken:
      return "VMware Cloud Director refused the API token: it was revoked, or is not one of System. Enter another below.";
    default:
      return `Signing in failed: ${fault.message}`;
  }
}

/** One line a right. Where VCD does not let them be read, only trying tells. */
function rightLines(seen: SessionSeen): SiteCheckLine[] {
  const { rights } = seen;
  if (rights === null) {
    const words =
      "VMware Cloud Director does not let this account read its role's rights. Whether they suffice shows when they are used.";
    return [line("Rights", "warn", words)];
  }
  const held = new Set(rights.map((name) => name.trim()));
  return credentialRights.map(({ anyOf, why, always }) => {
    const [plainest = ""] = anyOf;
    const found = anyOf.find((name) => held.has(name));
    if (found) return line(found, "pass", `Needed ${why}.`);
    const words = `Missing: it is needed ${why}. Add the right to the account's role in VMware Cloud Director.`;
    return line(plainest, always ? "fail" : "warn", words);
  });
}

async function tryOrganizations(
  session: VcdSession,
  lines: SiteCheckLine[],
): Promise<SiteCheck["organizations"] | null> {
  try {
    const all = await listOrganizations(session);
    const tenants = all.filter(({ name }) => !isProviderOrganization(name));
    lines.push(
      line(
        "List organizations",
        tenants.length > 0 ? "pass" : "warn",
        tenants.length > 0
          ? `${tenants.length} ${tenants.length === 1 ? "organization" : "organizations"} of tenants.`
          : "There is no organization of a tenant yet, or the account sees none.",
      ),
    );
    return tenants;
  } catch (error) {
    const fault = faultOf(error);
    lines.push(line("List organizations", "fail", `They could not be listed: ${fault.message}`, fault));
    return null;
  }
}
