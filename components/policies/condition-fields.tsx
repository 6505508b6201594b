import { fieldError } from "@/components/forms/form-outcome";
import { TextareaField } from "@/components/ui/textarea";
import { commercialRegions } from "@/lib/domain/connections/regions";
import type { FormState } from "@/lib/domain/form-state";
import type { PolicyConditions } from "@/lib/domain/policies/rule";
import type { PolicyChoices } from "@/lib/domain/policies/views";
import { ValuePicker } from "./value-picker";

/** The conditions of a rule: for every request, of connections, of exposures. */
export function ConditionFields({
  conditions,
  choices,
  state,
}: {
  /** As they were sent last, or as they are kept. */
  conditions: PolicyConditions;
  choices: PolicyChoices;
  state: FormState;
}) {
  const error = (name: keyof PolicyConditions) => fieldError(state, name);
  const blocks = (name: keyof PolicyConditions, label: string, example: string) => (
    <TextareaField
      id={name}
      name={name}
      label={label}
      mono
      rows={2}
      defaultValue={conditions[name].join("\n")}
      error={error(name)}
      example={example}
    />
  );
  const unseen = conditions.accountIds.filter((id) => !choices.accountIds.includes(id));
  return (
    <>
      <ValuePicker
        id="kinds"
        name="kinds"
        legend="Requests for"
        example="None ticked means both."
        choices={[
          { value: "connection", label: "Connections" },
          { value: "exposure", label: "Exposures" },
        ]}
        chosen={conditions.kinds}
        error={error("kinds")}
      />
      <ValuePicker
        id="organizationIds"
        name="organizationIds"
        legend="Of these organizations"
        example="None ticked means all."
        choices={choices.organizations.map(({ id, name }) => ({ value: id, label: name }))}
        chosen={conditions.organizationIds}
        error={error("organizationIds")}
      />
      <ValuePicker
        id="clusterIds"
        name="clusterIds"
        legend="About these clusters"
        example="None ticked means all. A cluster that is only asked for cannot be named yet."
        choices={choices.clusters.map(({ id, name, organization }) => ({
          value: id,
          label: name,
          hint: `of ${organization}`,
        }))}
        chosen={conditions.clusterIds}
        error={error("clusterIds")}
      />
      <Part
        title="Conditions of connections"
        open={any(conditions, ["accountIds", "regions", "cidrsWithin", "cidrsOverlapping"])}
      >
        <ValuePicker
          id="accountIds-seen"
          name="accountIds"
          legend="AWS accounts seen in requests"
          choices={choices.accountIds.map((id) => ({ value: id, label: id }))}
          chosen={conditions.accountIds.filter((id) => choices.accountIds.includes(id))}
        />
        <TextareaField
          id="accountIds"
          name="accountIds"
          label="Other AWS accounts"
          mono
          rows={2}
          defaultValue={unseen.join("\n")}
          error={error("accountIds")}
          example="12 digits each, parted by commas or line ends."
        />
        {blocks(
          "cidrsWithin",
          "Every block lies within",
          "Such as 10.0.0.0/8. Each block asked for must lie within one of these.",
        )}
        {blocks(
          "cidrsOverlapping",
          "A block overlaps",
          "One block asked for that overlaps one of these is enough.",
        )}
        <ValuePicker
          id="regions"
          name="regions"
          legend="Regions of the tenant's VPC"
          example="None ticked means all."
          choices={commercialRegions.map(({ code, name }) => ({ value: code, label: name, hint: code }))}
          chosen={conditions.regions}
          error={error("regions")}
        />
      </Part>
      <Part
        title="Conditions of exposures"
        open={any(conditions, ["acts", "clientsWithin", "clientsOverlapping"])}
      >
        <ValuePicker
          id="acts"
          name="acts"
          legend="What is asked for"
          example="None ticked means all three."
          choices={[
            { value: "create", label: "A new cluster, exposed" },
            { value: "expose", label: "An exposure of a cluster that is there" },
            { value: "open-firewall", label: "An opening of the edge's firewall" },
          ]}
          chosen={conditions.acts}
          error={error("acts")}
        />
        {blocks(
          "clientsWithin",
          "The firewall lets in nobody outside",
          "Such as 198.51.100.0/24. What opens no firewall meets this too.",
        )}
        {blocks(
          "clientsOverlapping",
          "The firewall would let in clients of",
          "One block of clients that overlaps one of these is enough; 0.0.0.0/0 matches every opening.",
        )}
      </Part>
    </>
  );
}

const any = (conditions: PolicyConditions, names: (keyof PolicyConditions)[]) =>
  names.some((name) => conditions[name].length > 0);

function Part({ title, open, children }: { title: string; open: boolean; children: React.ReactNode }) {
  return (
    <details open={open} className="rounded-lg border border-border">
      <summary className="min-h-9 cursor-pointer px-4 py-2 font-medium">{title}</summary>
      <div className="space-y-4 px-4 pb-4">{children}</div>
    </details>
  );
}
