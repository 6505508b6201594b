"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { holdPlace } from "@/lib/services/places/hold-place";
import { releasePlace } from "@/lib/services/places/release-place";
import { bindOrganization } from "@/lib/services/sites/bind-organization";
import { checkSite } from "@/lib/services/sites/check-site";
import { letSiteAct } from "@/lib/services/sites/let-site-act";
import { registerSite } from "@/lib/services/sites/register-site";
import { replaceSiteAuthority } from "@/lib/services/sites/replace-authority";
import { replaceSiteCredential } from "@/lib/services/sites/replace-credential";
import { stopSiteActing } from "@/lib/services/sites/stop-site-acting";
import { unbindOrganization } from "@/lib/services/sites/unbind-organization";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** What was sent is judged by the verb. */
const credentialOf = (form: FormData) => ({
  credential: text(form, "credential") as "account" | "api-token",
  user: text(form, "user"),
  password: text(form, "password"),
  token: text(form, "token"),
});

export const registerSiteAction = defineAction(async ({ context, form }) => {
  const { id } = await registerSite(context, {
    name: text(form, "name"),
    url: text(form, "url"),
    certificateAuthority: text(form, "certificateAuthority"),
    ...credentialOf(form),
  });
  redirect(paths.site(id));
});

export const letSiteActAction = defineAction(async ({ context, form }) => {
  await letSiteAct(context, { id: text(form, "id") });
  return { status: "done", message: "From now on it acts." };
});

export const stopSiteActingAction = defineAction(async ({ context, form }) => {
  await stopSiteActing(context, { id: text(form, "id") });
  return { status: "done", message: "It is only observed from now on." };
});

export const checkSiteAction = defineAction(async ({ context, form }) => {
  await checkSite(context, { id: text(form, "id") });
  return { status: "done", message: "Asked for." };
});

export const replaceSiteCredentialAction = defineAction(async ({ context, form }) => {
  const id = text(form, "id");
  await replaceSiteCredential(context, { id, ...credentialOf(form) });
  redirect(paths.site(id));
});

export const replaceSiteAuthorityAction = defineAction(async ({ context, form }) => {
  const id = text(form, "id");
  await replaceSiteAuthority(context, { id, certificateAuthority: text(form, "certificateAuthority") });
  redirect(paths.site(id));
});

export const bindOrganizationAction = defineAction(async ({ context, form }) => {
  const { name } = await bindOrganization(context, {
    siteId: text(form, "siteId"),
    orgId: text(form, "orgId"),
    organization: text(form, "tenant"),
  });
  return { status: "done", message: `${name} is bound.` };
});

export const unbindOrganizationAction = defineAction(async ({ context, form }) => {
  const { name, owner } = await unbindOrganization(context, { id: text(form, "id") });
  return { status: "done", message: `${name} belongs to ${owner} no more.` };
});

export const holdOrganizationAction = defineAction(async ({ context, form }) => {
  await holdPlace(context, { placeId: text(form, "placeId"), reason: text(form, "reason") });
  return { status: "done", message: "On hold." };
});

export const releaseOrganizationAction = defineAction(async ({ context, form }) => {
  await releasePlace(context, { placeId: text(form, "placeId") });
  return { status: "done", message: "Released." };
});
