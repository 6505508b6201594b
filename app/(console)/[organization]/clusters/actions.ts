"use server";

import { redirect } from "next/navigation";
import {
  type ClusterDraft,
  readClusterDraft,
  readDraftButton,
  readTemplate,
  toCheckInput,
} from "@/lib/domain/vcd/cluster-draft";
import { hearAnswer } from "@/lib/live/answers";
import { paths } from "@/lib/paths";
import { defineAction } from "@/lib/services/define-action";
import { ServiceError } from "@/lib/services/errors";
import { askShares } from "@/lib/services/vcd-clusters/ask-shares";
import { askUpgradePlan } from "@/lib/services/vcd-clusters/ask-upgrade-plan";
import { cancelAct } from "@/lib/services/vcd-clusters/cancel-act";
import { createCluster } from "@/lib/services/vcd-clusters/create-cluster";
import { deleteCluster } from "@/lib/services/vcd-clusters/delete-cluster";
import { forceDeleteCluster } from "@/lib/services/vcd-clusters/force-delete-cluster";
import { lookAtDraft } from "@/lib/services/vcd-clusters/look-at-draft";
import { resizeCluster } from "@/lib/services/vcd-clusters/resize-cluster";
import { shareCluster } from "@/lib/services/vcd-clusters/share-cluster";
import { upgradeCluster } from "@/lib/services/vcd-clusters/upgrade-cluster";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** One form, several buttons: `create` asks for the cluster, the others look at what was typed, or show it otherwise. */
export const createClusterAction = defineAction(async ({ context, form }) => {
  const draft = await withFile(readClusterDraft(form), form.get("file"));
  const button = readDraftButton(form);
  if (button !== "create") return lookAtDraft(context, draft, button);
  let clusterId: string;
  let refused: string | null;
  try {
    const made = await createCluster(context, { ...toCheckInput(draft), reason: draft.reason });
    // A rule refused it: what it was asked with, the rule and its words stand with the request.
    refused = made.outcome === "denied" ? made.requestId : null;
    clusterId = made.clusterId;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === "not-found") throw error;
    const { looked } = await lookAtDraft(context, draft, "check");
    return { status: "refused", message: error.message, ...error.details, looked };
  }
  const organization = context.organization ?? "";
  redirect(refused ? paths.request(organization, refused) : paths.cluster(organization, clusterId));
});

/** Without scripts a chosen file is sent as one; it is what is meant then, not the text beside it. */
async function withFile(draft: ClusterDraft, file: FormDataEntryValue | null): Promise<ClusterDraft> {
  if (draft.as !== "yaml" || !(file instanceof File) || file.size === 0) return draft;
  return { ...draft, yaml: (await file.text()).replaceAll("\r\n", "\n") };
}

export const resizeClusterAction = defineAction(async ({ context, form }) => {
  await resizeCluster(context, {
    id: text(form, "id"),
    workers: text(form, "workers"),
    nfsNodes: text(form, "nfsNodes"),
  });
  return { status: "done", message: "CSE is asked to resize the cluster." };
});

export const askUpgradePlanAction = defineAction(async ({ context, form }) => {
  const { templates } = await askUpgradePlan(context, { id: text(form, "id") }, hearAnswer);
  return { status: "done", answer: { templates } };
});

export const upgradeClusterAction = defineAction(async ({ context, form }) => {
  const template = readTemplate(text(form, "template"));
  await upgradeCluster(context, {
    id: text(form, "id"),
    templateName: template.name,
    templateRevision: template.revision,
  });
  return { status: "done", message: "CSE is asked to upgrade the cluster." };
});

export const askSharesAction = defineAction(async ({ context, form }) => {
  const { shares, users } = await askShares(context, { id: text(form, "id") }, hearAnswer);
  return { status: "done", answer: { shares, people: users } };
});

export const shareClusterAction = defineAction(async ({ context, form }) => {
  const names = form.getAll("userName").map(String);
  const levels = form.getAll("accessLevelId").map(String);
  const shares = form.getAll("userId").flatMap((userId, index) => {
    const accessLevelId = levels[index];
    return accessLevelId ? [{ userId: String(userId), userName: names[index] ?? "", accessLevelId }] : [];
  });
  await shareCluster(context, { id: text(form, "id"), shares });
  return { status: "done", message: "CSE is asked to change who has access." };
});

export const deleteClusterAction = defineAction(async ({ context, form }) => {
  await deleteCluster(context, { id: text(form, "id"), confirm: text(form, "confirm") });
  return { status: "done", message: "CSE is asked to delete the cluster." };
});

export const forceDeleteClusterAction = defineAction(async ({ context, form }) => {
  await forceDeleteCluster(context, { id: text(form, "id"), confirm: text(form, "confirm") });
  return { status: "done", message: "CSE is asked to delete whatever it finds of the cluster." };
});

export const cancelActAction = defineAction(async ({ context, form }) => {
  await cancelAct(context, { actId: text(form, "actId") });
  return { status: "done", message: "Taken back." };
});
