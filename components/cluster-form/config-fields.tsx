import type { ReactNode } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Fieldset } from "@/components/ui/fieldset";
import { Meter } from "@/components/ui/meter";
import { RadioGroup } from "@/components/ui/radio-group";
import { SelectField } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-input";
import { TextareaField } from "@/components/ui/textarea";
import { type Capability, whyNot } from "@/lib/domain/capability";
import type { ConfigField, ConfigFinding } from "@/lib/domain/vcd/check-config";
import { templateValue } from "@/lib/domain/vcd/cluster-draft";
import type { ClusterFormValues } from "@/lib/domain/vcd/cluster-form";
import type { CreatePlace } from "@/lib/domain/vcd/create-views";
import { networksOf, optionsWith, storageProfilesOf, templateOptions } from "./choices";
import { ConfigRemarks } from "./config-remarks";

const kindWords: Record<string, string> = {
  native: "Upstream Kubernetes on Ubuntu, built by CSE with kubeadm.",
  TKGm: "Tanzu Kubernetes Grid's images, built by CSE with kubeadm.",
  "TKG+": "Tanzu Kubernetes Grid Plus: where the provider enabled it.",
};

/** Each field of a cluster's configuration, its choices as they were read from VCD. */
export function ConfigFields({
  place,
  shown,
  live,
  findings,
  errorOf,
}: {
  place: CreatePlace;
  /** What the fields begin with. */
  shown: ClusterFormValues;
  /** What is in them now: some choices depend on others. */
  live: ClusterFormValues;
  findings: ConfigFinding[];
  errorOf: (field: keyof ClusterFormValues) => string | undefined;
}) {
  const remarks = (field: ConfigField) => (
    <ConfigRemarks findings={findings.filter((finding) => finding.field === field)} />
  );
  const vdc = place.vdcs.find(({ value }) => value === live.vdc);
  const network = place.networks.find(({ value }) => value === live.network);
  const storage = storageProfilesOf(place, live.vdc);
  return (
    <div className="space-y-7">
      <Section title="Cluster">
        <div>
          <TextField
            id="name"
            name="name"
            label="Name"
            required
            mono
            defaultValue={shown.name}
            error={errorOf("name")}
            example="Such as orders-1: a letter, then letters, digits and dashes, 25 characters at most. It cannot be changed later."
          />
          {remarks("name")}
        </div>
        <div>
          <RadioGroup
            id="kind"
            name="kind"
            legend="Kind"
            defaultValue={shown.kind}
            error={errorOf("kind")}
            options={place.kinds.map((kind) => ({
              value: kind,
              label: kind,
              example: kindWords[kind],
              disabledReason:
                vdc?.runtimes && !vdc.runtimes.includes(kind) && kind !== shown.kind
                  ? `Not enabled in ${vdc.label}: ask the provider to enable it there.`
                  : undefined,
            }))}
          />
          {remarks("kind")}
        </div>
        <Template place={place} shown={shown} live={live} error={errorOf("templateName")} />
        {remarks("template")}
      </Section>
      <Section title="Where">
        {shown.organization === place.organization ? (
          <input type="hidden" name="vcdOrganization" value={shown.organization} />
        ) : (
          <TextField
            id="vcdOrganization"
            name="vcdOrganization"
            label="Organization"
            required
            mono
            defaultValue={shown.organization}
            error={errorOf("organization")}
            example={`The one you are signed in to: ${place.organization}.`}
          />
        )}
        <div>
          <SelectField
            id="vdc"
            name="vdc"
            label="Org VDC"
            required
            placeholder="Choose an org VDC"
            defaultValue={shown.vdc}
            error={errorOf("vdc")}
            options={optionsWith(place.vdcs, shown.vdc)}
            example="The virtual data center that gives the machines."
          />
          {remarks("vdc")}
        </div>
        <div>
          <SelectField
            id="network"
            name="network"
            label="Network"
            required
            placeholder="Choose a network"
            defaultValue={shown.network}
            error={errorOf("network")}
            options={optionsWith(networksOf(place, live.vdc), shown.network)}
            example="The nodes' network. To be exposed it must be routed by an NSX-T edge gateway."
          />
          {network?.addresses && !live.expose ? (
            <div className="mt-2 max-w-prose">
              <Meter
                used={network.addresses.total - network.addresses.free}
                limit={network.addresses.total}
                what={`external addresses of ${network.edgeName ?? "its edge gateway"}`}
              />
            </div>
          ) : null}
          {remarks("network")}
        </div>
      </Section>
      <Section title="Control plane" sentence="One machine: CSE makes no more.">
        <SizeAndStorage place={place} storage={storage} of="controlPlane" shown={shown} errorOf={errorOf} />
        {remarks("controlPlane")}
      </Section>
      <Section title="Workers">
        <div>
          <TextField
            id="workers"
            name="workers"
            label="Workers"
            required
            inputMode="numeric"
            defaultValue={shown.workers}
            error={errorOf("workers")}
            example={`0 to ${place.maxWorkers} machines. The number can be changed later.`}
          />
          {remarks("workers")}
        </div>
        <SizeAndStorage place={place} storage={storage} of="worker" shown={shown} errorOf={errorOf} />
        <Nfs storage={storage} shown={shown} live={live} errorOf={errorOf} />
        {remarks("nfs")}
      </Section>
      <Section title="Access">
        <div>
          <TextareaField
            id="sshKey"
            name="sshKey"
            label="SSH key"
            mono
            rows={3}
            spellCheck={false}
            autoCapitalize="none"
            defaultValue={shown.sshKey}
            error={errorOf("sshKey")}
            example="A public key, the line of a .pub file. Its owner may sign in to the nodes as root."
          />
          {remarks("sshKey")}
        </div>
        <Checkbox
          id="rollbackOnFailure"
          name="rollbackOnFailure"
          label="Roll back on failure"
          defaultChecked={shown.rollbackOnFailure}
          example="Where a step fails, CSE deletes what it has made. Without it the rest stays to be looked at, and must be deleted by hand."
        />
        <div>
          <Checkbox
            id="expose"
            name="expose"
            label="Expose"
            defaultChecked={shown.expose}
            error={errorOf("expose")}
            example="CSE gives the API server an external address by a DNAT rule, and writes that address into its certificate. An admin of the provider must approve it first. It can also be exposed later, by a rule of Drawbridge's own."
          />
          <Full may={place.createExposed} />
          {remarks("expose")}
        </div>
      </Section>
    </div>
  );
}

/** Said before the rest is filled in: no exposure is left to ask for. */
function Full({ may }: { may: Capability }) {
  if (may.ok || may.kind !== "limit") return null;
  return <p className="mt-1 max-w-prose text-sm text-waiting-text">{whyNot(may)}</p>;
}

function Section({ title, sentence, children }: { title: string; sentence?: string; children: ReactNode }) {
  return (
    <section className="space-y-5 border-t border-border pt-5 first:border-t-0 first:pt-0">
      <div>
        <h2 className="text-lg font-semibold">{title}</h2>
        {sentence ? <p className="text-muted">{sentence}</p> : null}
      </div>
      {children}
    </section>
  );
}

type FieldsOf = {
  shown: ClusterFormValues;
  errorOf: (field: keyof ClusterFormValues) => string | undefined;
};

function Template({
  place,
  shown,
  live,
  error,
}: {
  place: CreatePlace;
  shown: ClusterFormValues;
  live: ClusterFormValues;
  error?: string;
}) {
  if (place.templates.length > 0) {
    return (
      <SelectField
        id="template"
        name="template"
        label="Template and revision"
        placeholder="CSE's default template"
        defaultValue={templateValue(shown.templateName, shown.templateRevision)}
        error={error}
        options={templateOptions(place, { ...live, ...pickTemplate(shown) })}
        example="The image of the nodes, with its versions of Kubernetes and of the network plug-in."
      />
    );
  }
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-[minmax(0,1fr)_8rem]">
      <TextField
        id="templateName"
        name="templateName"
        label="Template"
        mono
        defaultValue={shown.templateName}
        error={error}
        example="Its name, as CSE lists it: CSE's templates have not been read yet. Without one, CSE takes its default."
      />
      <TextField
        id="templateRevision"
        name="templateRevision"
        label="Revision"
        inputMode="numeric"
        defaultValue={shown.templateRevision}
      />
    </div>
  );
}

function pickTemplate({ templateName, templateRevision }: ClusterFormValues) {
  return { templateName, templateRevision };
}

function SizeAndStorage({
  place,
  storage,
  of,
  shown,
  errorOf,
}: FieldsOf & {
  place: CreatePlace;
  storage: CreatePlace["sizingPolicies"];
  of: "controlPlane" | "worker";
}) {
  const whose = of === "worker" ? "Workers'" : "Control plane's";
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
      <SelectField
        id={`${of}Sizing`}
        name={`${of}Sizing`}
        aria-label={`${whose} sizing class`}
        label="Sizing class"
        placeholder="The template's"
        defaultValue={shown[`${of}Sizing`]}
        error={errorOf(`${of}Sizing`)}
        options={optionsWith(place.sizingPolicies, shown[`${of}Sizing`])}
      />
      <SelectField
        id={`${of}Storage`}
        name={`${of}Storage`}
        aria-label={`${whose} storage profile`}
        label="Storage profile"
        placeholder="The org VDC's default"
        defaultValue={shown[`${of}Storage`]}
        error={errorOf(`${of}Storage`)}
        options={optionsWith(storage, shown[`${of}Storage`])}
      />
    </div>
  );
}

function Nfs({
  storage,
  shown,
  live,
  errorOf,
}: FieldsOf & { storage: CreatePlace["sizingPolicies"]; live: ClusterFormValues }) {
  const open = shown.nfsNodes !== "0" || Boolean(errorOf("nfsNodes"));
  // Kept in the form where it does not show: what was typed must not be lost.
  return (
    <details open={open} className={live.kind === "native" || open ? undefined : "hidden"}>
      <summary className="min-h-6 text-accent-text underline underline-offset-2">NFS nodes</summary>
      <Fieldset
        id="nfs"
        legend=""
        example="Machines that give pods a shared file system. Native clusters only; they cannot be taken away by a resize."
      >
        <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
          <TextField
            id="nfsNodes"
            name="nfsNodes"
            label="NFS nodes"
            required
            inputMode="numeric"
            defaultValue={shown.nfsNodes}
            error={errorOf("nfsNodes")}
          />
          <SelectField
            id="nfsStorage"
            name="nfsStorage"
            label="NFS nodes' storage profile"
            placeholder="The org VDC's default"
            defaultValue={shown.nfsStorage}
            error={errorOf("nfsStorage")}
            options={optionsWith(storage, shown.nfsStorage)}
          />
        </div>
      </Fieldset>
    </details>
  );
}
