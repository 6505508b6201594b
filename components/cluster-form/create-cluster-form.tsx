"use client";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { startTransition, useActionState, useEffect, useRef, useState } from "react";
import { announce } from "@/components/ui/announce";
import { Notice } from "@/components/ui/notice";
import { SelectField } from "@/components/ui/select";
import { type FormAction, type FormState, idleForm } from "@/lib/domain/form-state";
import type { ConfigField } from "@/lib/domain/vcd/check-config";
import { type ClusterDraft, readClusterDraft, readDraftButton } from "@/lib/domain/vcd/cluster-draft";
import type { ClusterFormValues } from "@/lib/domain/vcd/cluster-form";
import type { ClusterCheckView, CreatePlace } from "@/lib/domain/vcd/create-views";
import { paths } from "@/lib/paths";
import { refusalOf } from "./config-remarks";
import { CreateAside } from "./create-aside";
import { useClusterCheck } from "./use-cluster-check";
import { ViewSwitch } from "./view-switch";

// One of the two views is shown: each page loads its own, and the other with the first switch.
const ConfigFields = dynamic(() => import("./config-fields").then((loaded) => loaded.ConfigFields));
const YamlView = dynamic(() => import("./yaml-view").then((loaded) => loaded.YamlView));
const RepairOffer = dynamic(() => import("./repair-offer").then((loaded) => loaded.RepairOffer));

/** Where a finding of the checks stands in the form. */
const fieldOf: Partial<Record<keyof ClusterFormValues, ConfigField>> = {
  kind: "kind",
  name: "name",
  organization: "organization",
  vdc: "vdc",
  network: "network",
  templateName: "template",
  controlPlaneSizing: "controlPlane",
  workers: "workers",
  nfsNodes: "nfs",
  sshKey: "sshKey",
  expose: "expose",
};

/**
 * Asks for a cluster, by a form or by its YAML: two views of one thing. The server reads and writes YAML and judges
 * both; the page shows what it says. Works as a plain form, where the buttons do what else happens as one types.
 */
export function CreateClusterForm({
  organization,
  places,
  initial,
  first,
  action,
}: {
  organization: string;
  places: CreatePlace[];
  initial: ClusterDraft;
  first: ClusterCheckView | null;
  action: FormAction;
}) {
  const [state, submit, isPending] = useActionState(action, idleForm);
  const form = useRef<HTMLFormElement>(null);
  const [shown, setShown] = useState(() => draftIn(state) ?? initial);
  const [live, setLive] = useState(shown);
  const [attempt, setAttempt] = useState(0);
  const [doing, setDoing] = useState<string | null>(null);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [edited, setEdited] = useState<ReadonlySet<string>>(new Set());
  const { check, of, checking, fault, look, put, rest } = useClusterCheck(form, organization, {
    check: state.looked?.check ?? first,
    of: shown,
  });
  const place = places.find(({ id }) => id === live.placeId) ?? places[0];
  useRereadWhileMissing(place);

  useEffect(() => {
    // What was typed before the scripts came.
    if (form.current) setLive(readClusterDraft(new FormData(form.current)));
  }, []);

  useEffect(() => {
    if (state.status === "idle") return;
    setEdited(new Set());
    if (state.looked) put(state.looked.check, state.looked.draft);
    if (state.status === "done" && state.looked) {
      const { draft, notice } = state.looked;
      setShown(draft);
      setLive(draft);
      setAttempt((before) => before + 1);
      setTouched(new Set());
      const { as, placeId } = draft;
      window.history.replaceState(null, "", paths.newVcdCluster(organization, { as, place: placeId }));
      if (notice) announce(notice.title);
      return;
    }
    const wrong = Object.keys(state.fields ?? {})
      .map((field) => document.getElementById(controlOf[field] ?? field))
      .find((control) => control !== null);
    (wrong ?? document.getElementById("refusal"))?.focus();
  }, [state, organization, put]);

  if (!place) return null;
  const judged = check?.findings ?? [];
  const wasRefused = state.status === "refused";
  const sentError = (field: string): string | undefined =>
    edited.has(controlOf[field] ?? field) ? undefined : state.fields?.[field]?.join(" ");
  const errorOf = (field: keyof ClusterFormValues): string | undefined => {
    const finding = fieldOf[field];
    const sent = sentError(field) ?? (finding ? sentError(finding) : undefined);
    if (sent) return sent;
    // An empty field is no mistake before somebody was there, or asked.
    const seen = wasRefused || touched.has(controlOf[field] ?? field);
    if (!finding || (!seen && live.form[field] === "") || live.form[field] !== of.form[field])
      return undefined;
    return refusalOf(judged, finding);
  };
  const onChange = () => {
    if (!form.current) return;
    setLive(readClusterDraft(new FormData(form.current)));
    look();
  };
  const notice = state.message ? { title: state.message, next: state.next } : (state.looked?.notice ?? null);

  return (
    <form
      ref={form}
      action={submit}
      noValidate
      onSubmit={(event) => {
        // Submitted by hand, React does not reset the fields afterwards: what was typed stays.
        event.preventDefault();
        const { submitter } = event.nativeEvent as SubmitEvent;
        const sent = new FormData(event.currentTarget, submitter);
        setDoing(readDraftButton(sent));
        rest();
        startTransition(() => submit(sent));
      }}
      onInput={(event) => {
        const { name } = event.target as HTMLInputElement;
        setEdited((before) => (before.has(name) ? before : new Set([...before, name])));
        if (name !== "reason") onChange();
      }}
      onBlur={({ target }) => {
        const name = (target as HTMLElement).getAttribute("name");
        if (name && !touched.has(name)) setTouched((before) => new Set([...before, name]));
      }}
      className="group/cluster grid items-start gap-x-10 gap-y-6 lg:grid-cols-[minmax(0,38rem)_minmax(0,1fr)]"
    >
      {/* The Enter key sends by the first button of a form, which must not be the switch. */}
      <button type="submit" name="do" value="create" tabIndex={-1} aria-hidden="true" className="sr-only">
        Create
      </button>
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="as" value={shown.as} />
      <div className="min-w-0 space-y-5">
        {notice ? (
          <div id="refusal" tabIndex={-1}>
            <Notice
              tone={state.message ? "bad" : check?.config ? "good" : "waiting"}
              title={notice.title}
              next={notice.next}
              requestId={state.reference}
              live
            />
          </div>
        ) : null}
        {places.length > 1 ? (
          <SelectField
            id="place"
            name="place"
            label="Site and organization"
            required
            defaultValue={shown.placeId}
            options={places.map(({ id, siteName, organization: name, create }) => ({
              value: id,
              label: `${siteName}, ${name}`,
              disabledReason: create.ok || id === shown.placeId ? undefined : create.reason,
            }))}
          />
        ) : (
          <input type="hidden" name="place" value={place.id} />
        )}
        {place.stale ? <Notice tone="waiting" title={place.stale} /> : null}
        <ViewSwitch current={shown.as} />
        {shown.as === "form" ? (
          <div key={attempt}>
            <input type="hidden" name="yaml" value={shown.yaml} />
            <ConfigFields
              place={place}
              shown={shown.form}
              live={live.form}
              findings={judged}
              errorOf={errorOf}
            />
          </div>
        ) : (
          <div key={attempt} className="space-y-5">
            <YamlView
              text={shown.yaml}
              live={live.yaml}
              problems={check?.problems ?? []}
              error={sentError("yaml")}
              onText={(yaml) => {
                setEdited(new Set([...edited, "yaml"]));
                setShown({ ...shown, yaml });
                setLive({ ...live, yaml });
                setAttempt((before) => before + 1);
                look(0);
              }}
            >
              {check?.repair && of.yaml === live.yaml ? (
                <RepairOffer text={live.yaml} repair={check.repair} />
              ) : null}
            </YamlView>
            <TextFindings findings={judged} />
          </div>
        )}
      </div>
      <CreateAside
        check={check}
        checking={checking}
        fault={fault}
        reason={shown.reason}
        reasonError={sentError("reason")}
        doing={isPending ? doing : null}
      />
    </form>
  );
}

/** Names of controls that are called otherwise than the field that was refused. */
const controlOf: Record<string, string> = {
  organization: "vcdOrganization",
  templateName: "template",
  nfs: "nfsNodes",
  controlPlane: "controlPlaneSizing",
};

const fieldWords: Partial<Record<ConfigField, string>> = {
  kind: "Kind",
  name: "Name",
  organization: "Organization",
  vdc: "Org VDC",
  network: "Network",
  template: "Template",
  controlPlane: "Control plane",
  workers: "Workers",
  nfs: "NFS nodes",
  sshKey: "SSH key",
  expose: "Expose",
  podCidrs: "Pod blocks",
  serviceCidrs: "Service blocks",
};

/** What the form would say beside its fields, where the text is shown instead. */
function TextFindings({ findings }: { findings: ClusterCheckView["findings"] }) {
  const said = findings.filter(({ field }) => fieldWords[field]);
  if (said.length === 0) return null;
  return (
    <ul aria-label="What CSE would make of it" className="space-y-2">
      {said.map(({ field, code, level, message, next }) => (
        <li key={code}>
          <Notice tone={level === "refuse" ? "bad" : "waiting"} title={fieldWords[field] ?? ""} next={next}>
            {message}
          </Notice>
        </li>
      ))}
    </ul>
  );
}

/** What a plain form showed last: the view it asked for, or what a refusal gave back. */
function draftIn(state: FormState): ClusterDraft | null {
  if (state.looked) return state.looked.draft;
  if (!state.values) return null;
  const sent = new FormData();
  for (const [name, values] of Object.entries(state.values)) {
    for (const value of values) sent.append(name, value);
  }
  return readClusterDraft(sent);
}

/** Templates and networks are read within seconds of a sign-in: the page is asked for again until they are there. */
function useRereadWhileMissing(place: CreatePlace | undefined) {
  const router = useRouter();
  const missing = place !== undefined && (place.inventoryAt === null || place.templatesAt === null);
  useEffect(() => {
    if (!missing) return;
    const timer = setInterval(() => {
      if (!document.hidden) router.refresh();
    }, 4_000);
    return () => clearInterval(timer);
  }, [missing, router]);
}
