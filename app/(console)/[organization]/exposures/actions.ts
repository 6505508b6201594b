"use server";

import { redirect } from "next/navigation";
import type { RepairAct } from "@/lib/domain/exposures/dnat-status-views";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { clickExposure } from "@/lib/services/exposures/click-exposure";
import { closeFirewall } from "@/lib/services/exposures/close-firewall";
import { followExposure } from "@/lib/services/exposures/follow-exposure";
import { holdExposure, releaseExposure } from "@/lib/services/exposures/hold-exposure";
import { openFirewall } from "@/lib/services/exposures/open-firewall";
import { removeExposure } from "@/lib/services/exposures/remove-exposure";
import { requestExposure } from "@/lib/services/exposures/request-exposure";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** Which cluster, and which of its exposures the page showed: another one's acts are refused. */
const subject = (form: FormData) => ({
  clusterId: text(form, "id"),
  exposureId: text(form, "exposureId") || undefined,
});

export const exposeClusterAction = defineAction(async ({ context, form }) => {
  const { outcome, requestId } = await requestExposure(context, {
    clusterId: text(form, "id"),
    clientCidrs: text(form, "clientCidrs"),
    reason: text(form, "reason"),
  });
  // A rule refused it: the rule and its words stand with the request.
  if (outcome === "denied") redirect(paths.request(context.organization ?? "", requestId));
  redirect(paths.cluster(context.organization ?? "", text(form, "id")));
});

export const unexposeClusterAction = defineAction(async ({ context, form }) => {
  await removeExposure(context, {
    ...subject(form),
    removal: text(form, "removal") === "cse" ? "cse" : "rule",
  });
  redirect(paths.cluster(context.organization ?? "", text(form, "id")));
});

export const withdrawExposureAction = defineAction(async ({ context, form }) => {
  await withdrawRequest(context, { requestId: text(form, "requestId") });
  redirect(paths.cluster(context.organization ?? "", text(form, "id")));
});

export const repairExposureAction = defineAction(async ({ context, form }) => {
  await clickExposure(context, { ...subject(form), act: text(form, "act") as RepairAct });
  return { status: "done", message: "It is sent with the next look, within seconds." };
});

export const followExposureAction = defineAction(async ({ context, form }) => {
  await followExposure(context, { clusterId: text(form, "id") });
  return { status: "done", message: "Drawbridge looks after this rule now." };
});

export const openFirewallAction = defineAction(async ({ context, form }) => {
  const { outcome, requestId } = await openFirewall(context, {
    ...subject(form),
    clientCidrs: text(form, "clientCidrs"),
    reason: text(form, "reason"),
  });
  if (outcome === "denied") redirect(paths.request(context.organization ?? "", requestId));
  redirect(paths.cluster(context.organization ?? "", text(form, "id")));
});

export const closeFirewallAction = defineAction(async ({ context, form }) => {
  await closeFirewall(context, subject(form));
  return { status: "done", message: "The opening is taken back with the next look, within seconds." };
});

export const holdExposureAction = defineAction(async ({ context, form }) => {
  await holdExposure(context, { id: text(form, "exposureId"), reason: text(form, "reason") });
  return { status: "done", message: "On hold." };
});

export const releaseExposureAction = defineAction(async ({ context, form }) => {
  await releaseExposure(context, { id: text(form, "exposureId") });
  return { status: "done", message: "Released." };
});
