"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { adoptPeering } from "@/lib/services/connections/adopt-peering";
import { holdConnection } from "@/lib/services/connections/hold-connection";
import { releaseConnection } from "@/lib/services/connections/release-connection";
import { removeConnection } from "@/lib/services/connections/remove-connection";
import { renameConnection } from "@/lib/services/connections/rename-connection";
import { requestConnection } from "@/lib/services/connections/request-connection";
import { defineAction } from "@/lib/services/define-action";
import { withdrawRequest } from "@/lib/services/requests/withdraw-request";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const requestConnectionAction = defineAction(async ({ context, form }) => {
  const { connectionId } = await requestConnection(context, {
    clusterId: text(form, "clusterId"),
    accountId: text(form, "accountId"),
    vpcId: text(form, "vpcId"),
    cidrs: form.getAll("cidrs").map(String),
    region: text(form, "region"),
    dnsResolution: text(form, "dnsResolution"),
    name: text(form, "name"),
    reason: text(form, "reason"),
  });
  redirect(paths.connection(context.organization ?? "", connectionId));
});

export const renameConnectionAction = defineAction(async ({ context, form }) => {
  await renameConnection(context, { id: text(form, "id"), name: text(form, "name") });
  return { status: "done", message: "Renamed." };
});

export const removeConnectionAction = defineAction(async ({ context, form }) => {
  await removeConnection(context, { id: text(form, "id") });
  redirect(paths.connection(context.organization ?? "", text(form, "id")));
});

export const withdrawRequestAction = defineAction(async ({ context, form }) => {
  await withdrawRequest(context, { requestId: text(form, "requestId") });
  redirect(paths.connection(context.organization ?? "", text(form, "id")));
});

export const holdConnectionAction = defineAction(async ({ context, form }) => {
  await holdConnection(context, { id: text(form, "id"), reason: text(form, "reason") });
  return { status: "done", message: "On hold." };
});

export const releaseConnectionAction = defineAction(async ({ context, form }) => {
  await releaseConnection(context, { id: text(form, "id") });
  return { status: "done", message: "Released." };
});

export const adoptPeeringAction = defineAction(async ({ context, form }) => {
  await adoptPeering(context, { id: text(form, "id"), peeringId: text(form, "peeringId") });
  return { status: "done", message: "It is taken over with the next look." };
});
