"use server";

import { redirect } from "next/navigation";
import { paths } from "@/lib/paths";
import { holdCluster, releaseCluster } from "@/lib/services/clusters/hold-cluster";
import { registerCluster } from "@/lib/services/clusters/register-cluster";
import { registerKubeconfig } from "@/lib/services/clusters/register-kubeconfig";
import { defineAction } from "@/lib/services/define-action";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

/** A VPC is chosen together with its place, as `placeId/vpcId`. */
export const registerClusterAction = defineAction(async ({ context, form }) => {
  const [placeId = "", vpcId = ""] = text(form, "vpc").split("/");
  const { id } = await registerCluster(context, {
    organization: text(form, "owner"),
    placeId,
    vpcId,
    name: text(form, "name"),
    class: text(form, "class"),
    podCidrs: text(form, "podCidrs"),
    serviceCidrs: text(form, "serviceCidrs"),
  });
  redirect(paths.adminCluster(id));
});

export const holdClusterAction = defineAction(async ({ context, form }) => {
  await holdCluster(context, { id: text(form, "id"), reason: text(form, "reason") });
  return { status: "done", message: "On hold." };
});

export const releaseClusterAction = defineAction(async ({ context, form }) => {
  await releaseCluster(context, { id: text(form, "id") });
  return { status: "done", message: "Released." };
});

export const registerKubeconfigAction = defineAction(async ({ context, form }) => {
  const { name, remarks } = await registerKubeconfig(context, {
    id: text(form, "id"),
    eksName: text(form, "eksName"),
    kubeconfig: text(form, "secretKubeconfig"),
    forget: form.get("forget") === "on",
  });
  return { status: "done", message: [`Registered for ${name}.`, ...remarks].join(" ") };
});
