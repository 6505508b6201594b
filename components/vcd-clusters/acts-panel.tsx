import { ButtonForm } from "@/components/forms/button-form";
import { Notice, type NoticeTone } from "@/components/ui/notice";
import { Time } from "@/components/ui/time";
import type { FormAction } from "@/lib/domain/form-state";
import type { ClusterActView } from "@/lib/domain/vcd/act-view";

const names: Record<ClusterActView["kind"], string> = {
  create: "Create",
  resize: "Resize",
  upgrade: "Upgrade",
  share: "Share",
  delete: "Delete",
  "force-delete": "Force-delete",
};

const looks: Record<ClusterActView["state"], { tone: NoticeTone; word: string }> = {
  waiting: { tone: "waiting", word: "waiting" },
  sending: { tone: "working", word: "being sent" },
  accepted: { tone: "working", word: "under way" },
  unknown: { tone: "waiting", word: "no answer yet" },
  done: { tone: "good", word: "done" },
  refused: { tone: "bad", word: "refused" },
  lost: { tone: "bad", word: "took no effect" },
  cancelled: { tone: "info", word: "taken back" },
};

/** What CSE was asked to do in somebody's name and is not over, or went wrong last. */
export function Acts({
  acts,
  cancel,
  organization,
  now,
}: {
  acts: ClusterActView[];
  /** Takes back what was not sent yet. */
  cancel: FormAction;
  organization: string;
  now: string;
}) {
  const [latest] = acts;
  const shown = acts.filter(
    (act) => act.endedAt === null || (act === latest && act.state !== "done" && act.state !== "cancelled"),
  );
  return shown.map((act) => (
    <Notice
      key={act.id}
      tone={looks[act.state].tone}
      title={`${names[act.kind]}: ${looks[act.state].word}`}
      next={act.next ?? undefined}
    >
      <p>{act.sentence}</p>
      <p className="text-sm text-muted">
        Asked for by {act.by}, <Time at={act.createdAt} now={now} />
      </p>
      {act.state === "waiting" ? (
        <div className="mt-2">
          <ButtonForm
            action={cancel}
            values={{ organization, actId: act.id }}
            label="Take it back"
            pendingLabel="Taking it back"
            size="small"
          />
        </div>
      ) : null}
    </Notice>
  ));
}
