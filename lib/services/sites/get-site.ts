import { X509Certificate } from "node:crypto";
import { z } from "zod";
import {
  type BindingFigures,
  type BoundOrganization,
  listBindingFigures,
  listBoundOrganizations,
  listSiteWouldSend,
  listTenants,
  type SiteRow,
} from "@/lib/db/sites";
import { allowed, refused } from "@/lib/domain/capability";
import { describeStep } from "@/lib/domain/exposures/words-findings";
import { roleAllows } from "@/lib/domain/people/roles";
import * as can from "@/lib/domain/sites/can";
import type { AuthorityView, BindingView, SiteDetail, SiteOrganizationView } from "@/lib/domain/sites/views";
import { describeVcdFault } from "@/lib/domain/vcd/faults";
import { isProviderOrganization, takesApiTokens } from "@/lib/domain/vcd/sign-in";
import { verb } from "../verb";
import { loadSite } from "./load-site";

export const getSite = verb({
  name: "sites.get",
  kind: "read",
  permission: "site.read",
  input: z.object({ id: z.uuid() }),
  run: async ({ actor, input, tx, now }): Promise<SiteDetail> => {
    const site = await loadSite(tx, input.id);
    const bound = await listBoundOrganizations(tx, [site.id]);
    const figures = await listBindingFigures(tx, [site.id]);
    const wouldSend = await listSiteWouldSend(tx, site.id);
    return {
      id: site.id,
      name: site.name,
      url: site.url,
      mode: site.mode,
      credentialLabel: site.credentialLabel,
      authority: site.certificateAuthority ? toAuthority(site.certificateAuthority, now) : null,
      checkedAt: iso(site.checkedAt),
      checking: isChecking(site),
      check: site.checkResult,
      versions: site.versions,
      cseServer: site.cseServer,
      takesApiTokens: site.versions ? takesApiTokens(site.versions.offered) : false,
      organizations: toOrganizations(site, bound, figures),
      tenants: await listTenants(tx),
      wouldSend: wouldSend.map(({ steps, ...line }) => ({
        ...line,
        steps: steps.map((step) => describeStep(step, line.clusterName)),
      })),
      manage: roleAllows(actor.role, "site.manage")
        ? allowed
        : refused("right", "Your role reads sites but does not change them.", "Ask a provider admin."),
    };
  },
});

const iso = (at: Date | null) => at?.toISOString() ?? null;

function isChecking({ checkAskedAt, checkedAt }: SiteRow): boolean {
  return checkAskedAt !== null && (checkedAt === null || checkedAt < checkAskedAt);
}

function toAuthority(pem: string, now: Date): AuthorityView[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => {
    const certificate = new X509Certificate(block);
    const validTo = new Date(certificate.validTo);
    return {
      subject: certificate.subject.replaceAll("\n", ", "),
      validTo: validTo.toISOString(),
      expired: validTo <= now,
      fingerprint: certificate.fingerprint256,
    };
  });
}

/** Those that the last check found and those that are bound, by name; the provider's own is left out. */
function toOrganizations(
  site: SiteRow,
  bound: BoundOrganization[],
  figures: Map<string, BindingFigures>,
): SiteOrganizationView[] {
  const found = (site.checkResult?.organizations ?? []).filter(({ name }) => !isProviderOrganization(name));
  const views = found.map((organization): SiteOrganizationView => {
    const its = bound.find(({ binding }) => binding.orgId === organization.id);
    return {
      orgId: organization.id,
      name: organization.name,
      displayName: organization.displayName,
      isEnabled: organization.isEnabled,
      seen: true,
      binding: its ? toBinding(its, figures.get(its.binding.id)) : null,
    };
  });
  const missed = bound
    .filter(({ binding }) => !found.some(({ id }) => id === binding.orgId))
    .map(
      (its): SiteOrganizationView => ({
        orgId: its.binding.orgId,
        name: its.binding.name,
        displayName: its.binding.displayName,
        isEnabled: true,
        seen: false,
        binding: toBinding(its, figures.get(its.binding.id)),
      }),
    );
  return [...views, ...missed].sort((a, b) => a.name.localeCompare(b.name));
}

function toBinding(
  { binding, owner, place }: BoundOrganization,
  figures: BindingFigures | undefined,
): BindingView {
  const { fault } = place;
  const words = fault && describeVcdFault(fault);
  return {
    id: binding.id,
    placeId: place.id,
    owner: { slug: owner.slug, name: owner.name },
    held: place.heldAt ? { reason: place.heldReason ?? "", at: place.heldAt.toISOString() } : null,
    sweptAt: iso(place.sweptAt),
    glancedAt: iso(place.glancedAt),
    failures: place.failures,
    fault: words && {
      title: words.title,
      cause: words.cause,
      next: words.next,
      code: fault.code,
      message: fault.message,
      action: fault.action,
      requestId: fault.requestId,
    },
    faultAt: iso(place.faultAt),
    clusters: figures?.clusters ?? 0,
    exposures: figures?.exposures ?? 0,
    people: figures?.people ?? 0,
    unbind: can.unbindOrganization({
      name: binding.name,
      owner,
      exposures: figures?.everExposed ?? 0,
      acts: figures?.acts ?? 0,
    }),
  };
}
