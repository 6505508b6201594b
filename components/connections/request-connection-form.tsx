"use client";
import { useQuery } from "@tanstack/react-query";
import { useActionState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { TextareaField } from "@/components/ui/textarea";
import type { RequestFormValues } from "@/lib/domain/connections/request-schema";
import { type FormState, idleForm } from "@/lib/domain/form-state";
import type { FormAction } from "./connection-actions";
import { requestWorldQuery } from "./queries";

function valuesOf(state: FormState, initial: RequestFormValues): RequestFormValues {
  if (!state.values) return initial;
  const first = (name: string) => state.values?.[name]?.[0] ?? "";
  return {
    clusterId: first("clusterId"),
    accountId: first("accountId"),
    vpcId: first("vpcId"),
    cidrs: (state.values.cidrs ?? []).join("\n"),
    region: first("region"),
    dnsResolution: first("dnsResolution") === "on",
    name: first("name"),
    reason: first("reason"),
  };
}

export function RequestConnectionForm({
  organization,
  initial,
  action,
}: {
  organization: string;
  initial: RequestFormValues;
  action: FormAction;
}) {
  const [state, submit] = useActionState(action, idleForm);
  const { data: world } = useQuery(requestWorldQuery(organization));
  const values = valuesOf(state, initial);
  const error = (field: string) => state.fields?.[field]?.join(" ");
  if (!world) return null;
  return (
    <form action={submit} noValidate className="max-w-2xl space-y-5">
      <input type="hidden" name="organization" value={organization} />
      {state.message ? (
        <Notice tone="bad" title={state.message} next={state.next} requestId={state.reference} live />
      ) : null}
      <SelectField
        id="clusterId"
        name="clusterId"
        label="Cluster"
        required
        placeholder="Choose a cluster"
        defaultValue={values.clusterId}
        error={error("clusterId")}
        options={world.clusters.map((cluster) => ({
          value: cluster.id,
          label: `${cluster.name}, ${cluster.region}, ${cluster.used} of ${cluster.limit} connections`,
          disabledReason:
            cluster.class === "development" ? "development: shares its VPC with others" : undefined,
        }))}
      />
      <TextField
        id="accountId"
        name="accountId"
        label="Account ID"
        required
        mono
        inputMode="numeric"
        defaultValue={values.accountId}
        error={error("accountId")}
        example="12 digits: the AWS account that owns your VPC."
      />
      <TextField
        id="vpcId"
        name="vpcId"
        label="VPC ID"
        required
        mono
        defaultValue={values.vpcId}
        error={error("vpcId")}
        example="Such as vpc-0a1b2c3d4e5f67890."
      />
      <TextareaField
        id="cidrs"
        name="cidrs"
        label="CIDR"
        required
        mono
        rows={2}
        defaultValue={values.cidrs}
        error={error("cidrs")}
        example="Such as 10.20.0.0/16. Several are allowed, parted by commas or lines."
      />
      <SelectField
        id="region"
        name="region"
        label="Region"
        required
        placeholder="Choose a Region"
        defaultValue={values.region}
        error={error("region")}
        options={world.regions.map((region) => ({
          value: region.code,
          label: `${region.name} (${region.code})`,
        }))}
      />
      <Checkbox
        id="dnsResolution"
        name="dnsResolution"
        label="DNS resolution"
        defaultChecked={values.dnsResolution}
        example="Public host names of one side resolve to private addresses on the other."
      />
      <TextField
        id="name"
        name="name"
        label="Name"
        required
        defaultValue={values.name}
        error={error("name")}
        example="Such as orders-database."
      />
      <TextareaField
        id="reason"
        name="reason"
        label="Reason"
        defaultValue={values.reason}
        error={error("reason")}
        example="The admin who decides reads this."
      />
      <SubmitButton pendingLabel="Sending the request">Request connection</SubmitButton>
    </form>
  );
}
