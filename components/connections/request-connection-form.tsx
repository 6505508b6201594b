"use client";
import { useQuery } from "@tanstack/react-query";
import { useActionState, useEffect, useRef, useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { SelectField } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextField } from "@/components/ui/text-input";
import { TextareaField } from "@/components/ui/textarea";
import type { RequestFormValues } from "@/lib/domain/connections/request-schema";
import type { RequestFormView } from "@/lib/domain/connections/views";
import { type FormAction, type FormState, idleForm } from "@/lib/domain/form-state";
import { FieldFindings } from "./field-findings";
import { editWorldQuery, requestWorldQuery } from "./queries";
import { RequestAside } from "./request-aside";
import { useRequestCheck } from "./use-request-check";

/** In the order of the form, which is the order in which a refusal looks for the field to go to. */
const fieldOrder = ["clusterId", "accountId", "vpcId", "cidrs", "region", "name", "reason"] as const;
type FieldName = (typeof fieldOrder)[number];

export type ConnectionEdit = {
  requestId: string;
  termsDigest: string;
  /** The connection was approved: its blocks and DNS resolution alone are to change. */
  onlyChoice: boolean;
};

/**
 * Asks for a connection, or edits what was asked for. Works as a plain form; with scripts each field is judged as it is
 * filled in, by the rules that the server applies again.
 */
export function RequestConnectionForm({
  organization,
  initial,
  edit,
  action,
  now,
}: {
  organization: string;
  initial: RequestFormValues;
  /** Of a request that was made: its terms as the form was filled in with them. */
  edit?: ConnectionEdit;
  action: FormAction;
  now: string;
}) {
  const [state, submit, sending] = useActionState(action, idleForm);
  const { data: world } = useQuery(
    edit ? editWorldQuery(organization, edit.requestId) : requestWorldQuery(organization),
  );
  const form = useRef<HTMLFormElement>(null);
  // What is being sent may be in the world already, and is not to be held against itself.
  const { check, touched, look, touch } = useRequestCheck(form, sending ? undefined : world);
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    if (state.status === "idle") return;
    setEdited(new Set());
    look();
    const first = fieldOrder.find((field) => state.fields?.[field]);
    if (first) document.getElementById(first)?.focus();
  }, [state, look]);

  if (!world) return null;
  const values = valuesOf(state, initial);

  const errorOf = (field: FieldName): string | undefined => {
    const sent = state.fields?.[field];
    if (sent && !edited.has(field)) return sent.join(" ");
    const malformed =
      touched.has(field) || (edited.has(field) && sent) ? (check?.fieldErrors[field] ?? []) : [];
    const refusals = (check?.findings ?? [])
      .filter((finding) => finding.field === field && finding.level === "refuse")
      .map((finding) => (finding.next ? `${finding.message} ${finding.next}` : finding.message));
    const said = [...new Set([...malformed, ...refusals])];
    return said.length > 0 ? said.join(" ") : undefined;
  };
  const findings = (field: FieldName) => (
    <FieldFindings
      hasError={errorOf(field) !== undefined}
      findings={(check?.findings ?? []).filter((finding) => finding.field === field)}
      onUse={(suggestion) => {
        const control = form.current?.elements.namedItem(field);
        if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) {
          control.value = suggestion;
          control.focus();
        }
        setEdited((before) => new Set([...before, field]));
        look();
      }}
    />
  );
  // React resets a form after its action; a select and a checkbox take new defaults only when made anew.
  const attempt = state.values ? JSON.stringify(state.values) : "first";

  return (
    <form
      ref={form}
      action={submit}
      noValidate
      onInput={(event) => {
        const { name } = event.target as HTMLInputElement;
        setEdited((before) => (before.has(name) ? before : new Set([...before, name])));
        look();
      }}
      onBlur={(event) => {
        const { name, value } = event.target as unknown as HTMLInputElement;
        if (name && value) touch(name);
      }}
      className="grid items-start gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]"
    >
      <input type="hidden" name="organization" value={organization} />
      {edit ? (
        <>
          <input type="hidden" name="requestId" value={edit.requestId} />
          <input type="hidden" name="termsDigest" value={edit.termsDigest} />
        </>
      ) : null}
      <div className="space-y-5">
        {state.message ? (
          <Notice tone="bad" title={state.message} next={state.next} requestId={state.reference} live />
        ) : null}
        {edit ? <input type="hidden" name="clusterId" value={values.clusterId} /> : null}
        {edit?.onlyChoice ? (
          <Fixed values={values} />
        ) : (
          <>
            {edit ? null : (
              <div>
                <SelectField
                  key={`cluster-${attempt}`}
                  id="clusterId"
                  name="clusterId"
                  label="Cluster"
                  required
                  placeholder="Choose a cluster"
                  defaultValue={values.clusterId}
                  error={errorOf("clusterId")}
                  options={clusterOptions(world)}
                  example={
                    world.clusters.some((cluster) => cluster.class === "development")
                      ? "Development clusters cannot be connected: they share one VPC, so a connection would open your network to other people's clusters too."
                      : undefined
                  }
                />
                {findings("clusterId")}
              </div>
            )}
            <div>
              <TextField
                id="accountId"
                name="accountId"
                label="Account ID"
                required
                mono
                inputMode="numeric"
                defaultValue={values.accountId}
                error={errorOf("accountId")}
                example="The AWS account that owns your VPC: 12 digits. The AWS console shows it in the menu at the top right."
              />
              {findings("accountId")}
            </div>
            <div>
              <TextField
                id="vpcId"
                name="vpcId"
                label="VPC ID"
                required
                mono
                defaultValue={values.vpcId}
                error={errorOf("vpcId")}
                example="Such as vpc-0a1b2c3d4e5f67890, from VPC › Your VPCs."
              />
              {findings("vpcId")}
            </div>
          </>
        )}
        <div>
          <TextareaField
            id="cidrs"
            name="cidrs"
            label="CIDR"
            required
            mono
            rows={2}
            spellCheck={false}
            autoCapitalize="none"
            defaultValue={values.cidrs}
            error={errorOf("cidrs")}
            example="The IPv4 blocks of that VPC which the cluster shall reach, such as 10.20.0.0/16. Several are parted by commas or new lines."
          />
          {findings("cidrs")}
        </div>
        {edit?.onlyChoice ? null : (
          <div>
            <SelectField
              key={`region-${attempt}`}
              id="region"
              name="region"
              label="Region"
              required
              placeholder="Choose the Region of your VPC"
              defaultValue={values.region}
              error={errorOf("region")}
              options={world.regions.map((region) => ({
                value: region.code,
                label: `${region.name} (${region.code})`,
              }))}
            />
            {findings("region")}
          </div>
        )}
        <Checkbox
          key={`dns-${attempt}`}
          id="dnsResolution"
          name="dnsResolution"
          label="DNS resolution"
          defaultChecked={values.dnsResolution}
          example="Public host names of one side lead to private addresses from the other. You switch on your half in AWS; can be left off."
        />
        {edit?.onlyChoice ? null : (
          <div>
            <TextField
              id="name"
              name="name"
              label="Name"
              required
              defaultValue={values.name}
              error={errorOf("name")}
              example="What you call it here, such as orders-database. It can be changed later."
            />
            {findings("name")}
          </div>
        )}
        <TextareaField
          id="reason"
          name="reason"
          label="Reason"
          defaultValue={values.reason}
          error={errorOf("reason")}
          example="What it is for. The admin who decides reads it."
        />
        <WhatHappens check={check} edit={edit} />
        <SubmitButton pendingLabel={edit ? "Sending the edit" : "Sending the request"}>
          {edit ? (edit.onlyChoice ? "Ask for this change" : "Save the edit") : "Request connection"}
        </SubmitButton>
      </div>
      <RequestAside
        clusters={world.clusters}
        chosen={check ? check.cluster : (world.clusters.find(({ id }) => id === values.clusterId) ?? null)}
        picture={check?.picture ?? null}
        now={now}
      />
    </form>
  );
}

function clusterOptions(world: RequestFormView) {
  return world.clusters.map((cluster) => ({
    value: cluster.id,
    label: `${cluster.name}, ${cluster.region}, ${cluster.used} of ${cluster.limit} connections`,
    disabledReason: cluster.class === "development" ? "development cluster, shares its VPC" : undefined,
  }));
}

/** What AWS was asked for, and so cannot be edited: sent along for the checks. */
function Fixed({ values }: { values: RequestFormValues }) {
  const fixed = ["accountId", "vpcId", "region", "name"] as const;
  return fixed.map((name) => <input key={name} type="hidden" name={name} value={values[name]} />);
}

const whatHappens = {
  request:
    "An admin of the provider is asked and sees exactly these values. Once approved, AWS invites your account; you accept there, and Drawbridge writes the cluster's routes. Nothing is sent to AWS before approval, and you may withdraw until then.",
  edit: "The request waits on with these values, and the days until it ends count anew. Approvals of the earlier values no longer count. What changed is written into the request's comments.",
  change:
    "A new request is made of this, and an admin of the provider decides it. The connection goes on as approved until then, and stays so if it is denied. Once approved, routes of new blocks are written and those of blocks you took away are deleted.",
};

function WhatHappens({
  check,
  edit,
}: {
  check: ReturnType<typeof useRequestCheck>["check"];
  edit?: ConnectionEdit;
}) {
  const remarks = (check?.findings ?? []).filter((finding) => finding.field === "form");
  return (
    <div className="max-w-prose space-y-2 border-t border-border pt-4 text-muted">
      <p>{whatHappens[edit ? (edit.onlyChoice ? "change" : "edit") : "request"]}</p>
      {remarks.map((finding) => (
        <p key={finding.code}>
          {finding.message} {finding.next}
        </p>
      ))}
    </div>
  );
}

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
