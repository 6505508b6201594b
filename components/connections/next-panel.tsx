import { CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { BlockedNote } from "@/components/blocked/blocked-note";
import { Command } from "@/components/ui/command";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { Countdown } from "@/components/ui/time";
import type { ConnectionView, GuideStep } from "@/lib/domain/connections/views";

/** Who must do what next: the exact step, or that nothing is to be done. */
export function NextPanel({
  connection,
  now,
  children,
}: {
  connection: ConnectionView;
  now: string;
  /** Buttons that belong to the next step. */
  children?: ReactNode;
}) {
  const { next } = connection;
  const before = next.steps.filter((step) => step.phase === "before-acceptance");
  const after = next.steps.filter((step) => step.phase === "after-acceptance");
  return (
    <Panel title={next.title}>
      <div className="space-y-4">
        <p className="max-w-prose">{next.text}</p>
        {connection.blocked ? (
          <BlockedNote
            provider={{ name: "AWS", short: "AWS" }}
            text={connection.blocked.text}
            blocked={connection.blocked}
            now={now}
          />
        ) : null}
        {next.countdown ? (
          <p>
            {next.countdown.label}{" "}
            <strong>
              <Countdown to={next.countdown.to} now={now} ended={next.countdown.after} />
            </strong>
          </p>
        ) : null}
        {children ? <div className="flex flex-wrap items-start gap-3 empty:hidden">{children}</div> : null}
        {next.compare.length > 0 ? (
          <section aria-label="Values to compare" className="rounded-md border border-border px-4 py-1">
            <DescriptionList
              facts={next.compare.map((fact) => ({
                term: fact.term,
                description: (
                  <Identifier value={fact.value} copy={fact.copy ? fact.term.toLowerCase() : undefined} />
                ),
              }))}
            />
          </section>
        ) : null}
        {before.length > 0 ? <Steps steps={before} start={1} /> : null}
        {after.length > 0 ? (
          <Later
            title={
              before.length > 0
                ? "After it is accepted: your routes, security groups and DNS"
                : "Your side: routes, security groups and DNS, with commands"
            }
            open={next.stepsOpen}
          >
            <Steps steps={after} start={before.length + 1} />
          </Later>
        ) : null}
      </div>
    </Panel>
  );
}

function Later({ title, open, children }: { title: string; open: boolean; children: ReactNode }) {
  return (
    <details open={open} className="group rounded-md border border-border">
      <summary className="flex min-h-10 items-center gap-2 px-4 py-2 font-medium hover:bg-surface">
        <span aria-hidden="true" className="inline-block group-open:rotate-90">
          ›
        </span>
        {title}
      </summary>
      <div className="border-t border-border p-4">{children}</div>
    </details>
  );
}

function Steps({ steps, start }: { steps: GuideStep[]; start: number }) {
  return (
    <ol className="space-y-5" start={start}>
      {steps.map((step, index) => (
        <li key={step.key} className="grid grid-cols-[1.75rem_minmax(0,1fr)] gap-x-3">
          <span
            aria-hidden="true"
            className="flex size-7 items-center justify-center rounded-full border border-border-strong text-sm font-semibold"
          >
            {start + index}
          </span>
          <div className="min-w-0 space-y-2">
            <p className="flex min-h-7 items-center gap-2 font-medium">
              {step.title}
              {step.done === "yes" ? (
                <span className="inline-flex items-center gap-1 text-sm text-good-text">
                  <CircleCheck size={14} aria-hidden="true" /> seen done
                </span>
              ) : null}
            </p>
            <p className="max-w-prose text-muted">{step.why}</p>
            {step.console ? (
              <p className="max-w-prose">
                <span className="text-muted">In the console: </span>
                {step.console}
              </p>
            ) : null}
            {step.commands.map(({ title, command }) => (
              <Command key={command} command={command} what={`command: ${title}`} title={title} />
            ))}
          </div>
        </li>
      ))}
    </ol>
  );
}
