import { type ClusterFormValues, readClusterForm } from "./cluster-form";
import type { ClusterCheckInput } from "./create-views";

/** The two views of one cluster configuration. */
export type DraftView = "form" | "yaml";

/** What a page for a new cluster carries from one post to the next, so that switching the view loses nothing. */
export type ClusterDraft = {
  placeId: string;
  as: DraftView;
  /** Fields of the form; what they last were while the text is shown. */
  form: ClusterFormValues;
  /** The text while it is shown; else the text that the form came from, empty where it came from none. */
  yaml: string;
  /** For the admin who decides, where one does. */
  reason: string;
};

/** What a button of the page asks for; everything but `create` only looks. */
export const draftButtons = ["create", "form", "yaml", "repair", "check"] as const;
export type DraftButton = (typeof draftButtons)[number];

const separator = "@";

/** A template and its revision as one choice of a list; empty for CSE's default template. */
export function templateValue(name: string, revision: number | string): string {
  return name === "" && String(revision) === "" ? "" : `${name}${separator}${revision}`;
}

/** The same, apart again. */
export function readTemplate(value: string): { name: string; revision: string } {
  const at = value.lastIndexOf(separator);
  return at < 0
    ? { name: value, revision: "" }
    : { name: value.slice(0, at), revision: value.slice(at + separator.length) };
}

/** The draft out of what a browser sent. A file that was chosen is not in it: reading it takes time. */
export function readClusterDraft(sent: FormData): ClusterDraft {
  const text = (field: string): string => {
    const value = sent.get(field);
    return typeof value === "string" ? value : "";
  };
  const form = readClusterForm(sent);
  if (sent.has("template")) {
    const { name, revision } = readTemplate(text("template"));
    form.templateName = name;
    form.templateRevision = revision;
  }
  // `organization` in a form of ours names the organization of the page.
  form.organization = text("vcdOrganization").trim();
  return {
    placeId: text("place"),
    as: text("as") === "yaml" ? "yaml" : "form",
    form,
    yaml: text("yaml").replaceAll("\r\n", "\n"),
    reason: text("reason").trim(),
  };
}

/** Which button sent the form; without one, as by the Enter key, the cluster is asked for. */
export function readDraftButton(sent: FormData): DraftButton {
  const value = sent.get("do");
  return draftButtons.find((button) => button === value) ?? "create";
}

/** What the checks are asked about a draft. */
export function toCheckInput(draft: ClusterDraft): ClusterCheckInput {
  if (draft.as === "yaml") return { placeId: draft.placeId, as: "yaml", yaml: draft.yaml };
  return {
    placeId: draft.placeId,
    as: "form",
    form: draft.form,
    ...(draft.yaml === "" ? {} : { base: draft.yaml }),
  };
}

/**
 * Fields of the form that no text could hold, in words; a number that is none would be lost on the way to the other
 * view.
 */
export function unwritable(form: ClusterFormValues): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const field of ["workers", "nfsNodes"] as const) {
    if (!/^\d{1,4}$/.test(form[field].trim())) {
      fields[field] = ["Enter a whole number, 0 or more."];
    }
  }
  return fields;
}
