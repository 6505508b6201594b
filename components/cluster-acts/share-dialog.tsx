"use client";
import { useState } from "react";
import { FormOutcome } from "@/components/forms/form-outcome";
import { HiddenFields } from "@/components/forms/hidden-fields";
import { useFormAction } from "@/components/forms/use-form-action";
import { ActDialog, CloseButton } from "@/components/ui/act-dialog";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { whyNot } from "@/lib/domain/capability";
import type { ClusterShare, VcdReference } from "@/lib/domain/vcd/observed";
import { consequenceOf } from "./act-words";
import type { ClusterActActions } from "./cluster-act-actions";
import type { ActedCluster } from "./cluster-acts";
import { useAct } from "./use-act";

type People = (VcdReference & { fullName?: string })[];

/** VCD's three levels of access to an entity. */
const levels = [
  { value: "urn:vcloud:accessLevel:ReadOnly", label: "Read only" },
  { value: "urn:vcloud:accessLevel:ReadWrite", label: "Read and write" },
  { value: "urn:vcloud:accessLevel:FullControl", label: "Full control" },
];

type Props = {
  organization: string;
  cluster: ActedCluster;
  actions: ClusterActActions;
  show: string | null;
};

/** Who may use a native cluster beside its owner. The whole list is replaced, so it is read first. */
export function ShareDialog(props: Props) {
  const { cluster, show } = props;
  // What CSE answered is true until it is changed: then it is asked anew.
  const [round, setRound] = useState(0);
  return (
    <ActDialog
      show="share"
      asked={show === "share"}
      label="Share"
      title={`Share ${cluster.name}?`}
      disabledReason={whyNot(cluster.can.share)}
    >
      <ShareForms key={round} {...props} onDone={() => setRound((before) => before + 1)} />
    </ActDialog>
  );
}

function ShareForms({ organization, cluster, actions, onDone }: Props & { onDone: () => void }) {
  const [list, ask] = useFormAction(actions.askShares);
  const { state, submit, form } = useAct(actions.share, onDone);
  const answer = list.answer;
  return (
    <div className="space-y-4">
      <p className="max-w-prose">{consequenceOf("share", cluster)}</p>
      {cluster.owner ? <p className="text-muted">Its owner, {cluster.owner}, keeps full control.</p> : null}
      {answer?.shares ? (
        <form ref={form} action={submit} noValidate className="space-y-4">
          <HiddenFields values={{ organization, id: cluster.id }} />
          <FormOutcome state={state} />
          <Shares
            shares={answer.shares}
            people={answer.people?.filter(({ name }) => name !== cluster.owner) ?? null}
          />
          <Buttons label="Save shares" />
        </form>
      ) : (
        <form action={ask} className="space-y-4">
          <HiddenFields values={{ organization, id: cluster.id }} />
          <FormOutcome state={state.message ? state : list} />
          <p className="max-w-prose text-muted">
            CSE replaces the whole list, so it is asked first who has access now. That changes nothing.
          </p>
          <Buttons label="Ask who has access" />
        </form>
      )}
    </div>
  );
}

function Shares({ shares, people }: { shares: ClusterShare[]; people: People | null }) {
  const known = new Map(shares.map(({ user, accessLevelId }) => [user.id, accessLevelId]));
  const all = new Map<string, People[number]>();
  for (const user of [...shares.map((share) => share.user), ...(people ?? [])]) all.set(user.id, user);
  if (all.size === 0) return <p>There is nobody else in this organization to share it with.</p>;
  return (
    <div className="space-y-2">
      {people === null ? (
        <p className="max-w-prose text-sm text-waiting-text">
          VMware Cloud Director does not let you see the people of your organization, so only those who have
          access already are listed.
        </p>
      ) : null}
      <ul className="divide-y divide-border">
        {[...all.values()].map((user) => (
          <li
            key={user.id}
            className="grid items-center gap-x-4 gap-y-1 py-2 sm:grid-cols-[minmax(0,1fr)_12rem]"
          >
            <label htmlFor={`share-${user.id}`} className="min-w-0 font-medium">
              {user.name}
            </label>
            <input type="hidden" name="userId" value={user.id} />
            <input type="hidden" name="userName" value={user.name} />
            <Select
              id={`share-${user.id}`}
              name="accessLevelId"
              placeholder="No access"
              defaultValue={known.get(user.id) ?? ""}
              options={levels}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Buttons({ label }: { label: string }) {
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <CloseButton>Keep it as it is</CloseButton>
      <SubmitButton pendingLabel="Asking CSE">{label}</SubmitButton>
    </div>
  );
}
