"use client";
import { useActionState } from "react";
import { FormOutcome, fieldError, fieldValue } from "@/components/forms/form-outcome";
import { RadioGroup } from "@/components/ui/radio-group";
import { SelectField, type SelectGroup } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import type { RegisterClusterChoices, VpcChoice } from "@/lib/domain/clusters/register-views";
import { type FormAction, idleForm } from "@/lib/domain/form-state";

export type RegisterClusterInitial = { vpc: string; name: string; class: string };

export function RegisterClusterForm({
  choices,
  initial,
  action,
}: {
  choices: RegisterClusterChoices;
  initial: RegisterClusterInitial;
  action: FormAction;
}) {
  const [state, submit] = useActionState(action, idleForm);
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <FormOutcome state={state} />
      <SelectField
        id="cluster-organization"
        name="owner"
        label="Organization"
        required
        placeholder="Choose an organization"
        defaultValue={fieldValue(state, "owner")}
        error={fieldError(state, "organization")}
        options={choices.organizations.map(({ slug, name }) => ({ value: slug, label: name }))}
      />
      <SelectField
        id="vpc"
        name="vpc"
        label="VPC"
        required
        placeholder="Choose a VPC"
        defaultValue={fieldValue(state, "vpc", initial.vpc)}
        error={fieldError(state, "vpcId") ?? fieldError(state, "placeId")}
        options={groupByPlace(choices.vpcs)}
        example="Those that were found in your accounts. Its blocks, subnets and route tables are read from AWS."
      />
      <TextField
        id="cluster-name"
        name="name"
        label="Name"
        required
        mono
        defaultValue={fieldValue(state, "name", initial.name)}
        error={fieldError(state, "name")}
        example="As the tenant knows it, such as payments."
      />
      <RadioGroup
        key={fieldValue(state, "class", initial.class)}
        id="class"
        name="class"
        legend="Class"
        defaultValue={fieldValue(state, "class", initial.class)}
        error={fieldError(state, "class")}
        options={[
          {
            value: "production",
            label: "Production",
            example: "Has its VPC to itself, and may be connected to tenants' networks.",
          },
          {
            value: "development",
            label: "Development",
            example: "May share its VPC with other development clusters, and cannot be connected.",
          },
        ]}
      />
      <TextField
        id="podCidrs"
        name="podCidrs"
        label="Pod CIDRs"
        mono
        defaultValue={fieldValue(state, "podCidrs")}
        error={fieldError(state, "podCidrs")}
        example="Such as 100.64.0.0/16. Leave it empty where pods take addresses of the VPC. AWS does not know them; requests that clash with them are refused."
      />
      <TextField
        id="serviceCidrs"
        name="serviceCidrs"
        label="Service CIDRs"
        required
        mono
        defaultValue={fieldValue(state, "serviceCidrs")}
        error={fieldError(state, "serviceCidrs")}
        example="Such as 172.20.0.0/16: the range the API server gives to services."
      />
      <SubmitButton pendingLabel="Registering">Register cluster</SubmitButton>
    </form>
  );
}

function groupByPlace(vpcs: VpcChoice[]): SelectGroup[] {
  const groups = new Map<string, SelectGroup>();
  for (const vpc of vpcs) {
    const group = `${vpc.accountName} (${vpc.accountId}), ${vpc.region}`;
    const entry = groups.get(group) ?? { group, options: [] };
    entry.options.push({
      value: `${vpc.placeId}/${vpc.vpcId}`,
      label: [vpc.name, vpc.vpcId, vpc.cidrBlocks.join(" and ")].filter(Boolean).join(", "),
      disabledReason: vpc.taken ?? undefined,
    });
    groups.set(group, entry);
  }
  return [...groups.values()];
}
