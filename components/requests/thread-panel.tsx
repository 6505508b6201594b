import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import type { Capability } from "@/lib/domain/capability";
import type { FormAction } from "@/lib/domain/form-state";
import { isProviderRole, roleNames } from "@/lib/domain/people/roles";
import type { CommentView } from "@/lib/domain/requests/views";
import { CommentForm } from "./comment-form";

/** What both sides wrote about a request, in order, and what edits changed. */
export function ThreadPanel({
  comments,
  may,
  values,
  action,
  now,
  otherSide,
}: {
  comments: CommentView[];
  may: Capability;
  values: Record<string, string>;
  action: FormAction;
  now: string;
  /** Who reads it besides one's own side: "Acme", "The provider". */
  otherSide: string;
}) {
  return (
    <Panel title="Comments" sentence={`${otherSide} reads them too and is told of new ones.`}>
      <div className="space-y-4">
        {comments.length === 0 ? (
          <p className="text-muted">Nobody has written anything yet.</p>
        ) : (
          <ol className="space-y-4">
            {comments.map((comment) => (
              <li key={comment.id} className="border-l-2 border-border pl-3">
                <p className="text-sm text-muted">
                  <span className="font-medium text-text">{comment.personName}</span>,{" "}
                  {isProviderRole(comment.role)
                    ? `${roleNames[comment.role]}`
                    : `${roleNames[comment.role]} of the organization`}
                  , <Time at={comment.at} now={now} />
                  {comment.kind === "edit" ? ", edited the request:" : null}
                </p>
                <p className="max-w-prose whitespace-pre-line [overflow-wrap:anywhere]">{comment.text}</p>
              </li>
            ))}
          </ol>
        )}
        {may.ok ? (
          // A comment that was added empties the form: another thread is another form.
          <CommentForm key={comments.length} action={action} values={values} />
        ) : (
          <p className="text-sm text-muted">
            {may.reason} {may.next}
          </p>
        )}
      </div>
    </Panel>
  );
}
