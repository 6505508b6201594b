"use server";

import { defineAction } from "@/lib/services/define-action";
import { holdVcdCluster, releaseVcdCluster } from "@/lib/services/vcd-clusters/hold-vcd-cluster";

const text = (form: FormData, name: string) => String(form.get(name) ?? "");

export const holdVcdClusterAction = defineAction(async ({ context, form }) => {
  await holdVcdCluster(context, { id: text(form, "id"), reason: text(form, "reason") });
  return { status: "done", message: "On hold." };
});

export const releaseVcdClusterAction = defineAction(async ({ context, form }) => {
  await releaseVcdCluster(context, { id: text(form, "id") });
  return { status: "done", message: "Released." };
});
