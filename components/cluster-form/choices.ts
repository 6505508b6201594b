import type { SelectGroup, SelectOption } from "@/components/ui/select";
import { templateValue } from "@/lib/domain/vcd/cluster-draft";
import type { ClusterFormValues } from "@/lib/domain/vcd/cluster-form";
import type { CreateChoice, CreatePlace } from "@/lib/domain/vcd/create-views";

/**
 * The options of a field, and the value it has although VCD does not list it: a text may say anything, and a form that
 * cannot show it would change it without a word.
 */
export function optionsWith(choices: CreateChoice[], value: string): SelectOption[] {
  const options = choices.map(({ value: of, label, note, unfit }) => ({
    value: of,
    label: note ? `${label}, ${note}` : label,
    // What was written stays chosen; the checks say what is wrong with it.
    disabledReason: unfit && of !== value ? unfit : undefined,
  }));
  return value === "" || choices.some((choice) => choice.value === value)
    ? options
    : [...options, { value, label: `${value} (as written; not among what was read)` }];
}

/** Templates by their kind; those of other kinds than the cluster's are listed, not offered. */
export function templateOptions(place: CreatePlace, form: ClusterFormValues): (SelectOption | SelectGroup)[] {
  const chosen = templateValue(form.templateName, form.templateRevision);
  const kinds = [...new Set(place.templates.map((template) => template.kind))];
  const groups = kinds.map((kind) => ({
    group: `For ${kind} clusters`,
    options: place.templates
      .filter((template) => template.kind === kind)
      .map((template) => {
        const value = templateValue(template.name, template.revision);
        const words = [
          `${template.name}, revision ${template.revision}`,
          template.label,
          template.isDefault ? "CSE's default" : "",
          template.isDeprecated ? "deprecated" : "",
        ];
        return { value, label: words.filter(Boolean).join(", ") };
      }),
  }));
  const listed = groups.some((group) => group.options.some(({ value }) => value === chosen));
  if (chosen === "" || listed) return groups;
  const label = `${form.templateName}, revision ${form.templateRevision || "missing"} (as written; not among what was read)`;
  return [...groups, { value: chosen, label }];
}

/** Networks that a cluster in this VDC can be put into. */
export function networksOf(place: CreatePlace, vdc: string) {
  const vdcId = place.vdcs.find(({ value }) => value === vdc)?.id;
  return place.networks.filter((network) => !vdcId || network.vdcId === null || network.vdcId === vdcId);
}

export function storageProfilesOf(place: CreatePlace, vdc: string): CreateChoice[] {
  const chosen = place.vdcs.find(({ value }) => value === vdc);
  if (chosen) return chosen.storageProfiles;
  const all = place.vdcs.flatMap(({ storageProfiles }) => storageProfiles);
  return all.filter(({ value }, index) => all.findIndex((other) => other.value === value) === index);
}
