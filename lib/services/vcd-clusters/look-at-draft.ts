import type { FormState } from "@/lib/domain/form-state";
import {
  type ClusterDraft,
  type DraftButton,
  toCheckInput,
  unwritable,
} from "@/lib/domain/vcd/cluster-draft";
import type { VerbContext } from "../context";
import { ServiceError } from "../errors";
import { checkCluster } from "./check-cluster";

/**
 * What the page for a new cluster shows after a button that only looks: the other view of the draft, its repaired text,
 * or what the checks say. Nothing of what was typed is lost: what cannot be shown otherwise stays in its view.
 */
export async function lookAtDraft(
  context: VerbContext,
  draft: ClusterDraft,
  button: Exclude<DraftButton, "create">,
): Promise<FormState> {
  const check = await checkCluster(context, toCheckInput(draft));
  const show = (after: Partial<ClusterDraft>, notice: { title: string; next?: string } | null = null) => ({
    status: "done" as const,
    looked: { draft: { ...draft, ...after }, check, notice },
  });
  switch (button) {
    case "repair": {
      if (!check.repair) {
        return show(
          {},
          { title: "There is nothing to repair in this text.", next: "Mend the lines by hand." },
        );
      }
      const repaired = { ...draft, as: "yaml" as const, yaml: check.repair.text };
      return {
        status: "done",
        looked: {
          draft: repaired,
          check: await checkCluster(context, toCheckInput(repaired)),
          notice: { title: "The repaired text was taken." },
        },
      };
    }
    case "form":
      if (draft.as === "form") return show({});
      if (check.form) return show({ as: "form", form: check.form });
      return show(
        {},
        {
          title: "The form cannot show this text yet.",
          next: check.repair
            ? "Take the repaired text below, or mend the lines that are named."
            : "Mend the lines that are named below the text.",
        },
      );
    case "yaml": {
      if (draft.as === "yaml") return show({});
      const fields = unwritable(draft.form);
      if (Object.keys(fields).length > 0) {
        throw new ServiceError("invalid-input", "A number cannot be written as YAML as it is.", { fields });
      }
      return check.yaml === null ? show({}) : show({ as: "yaml", yaml: check.yaml });
    }
    case "check":
      return show({});
  }
}
