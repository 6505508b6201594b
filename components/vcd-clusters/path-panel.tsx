import { classNames } from "@/components/ui/class-names";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { toneGraphic, toneText } from "@/components/ui/tone";
import type { PathLink, PathPicture, PathStop } from "@/lib/domain/exposures/path-picture";

const lines: Record<PathLink["line"], { border: string; dash?: string }> = {
  solid: { border: "border-solid" },
  dashed: { border: "border-dashed", dash: "8 5" },
  dotted: { border: "border-dotted", dash: "2 6" },
};

/** The way from a client to the API server: cards and lines for the eye, sentences for the ear. */
export function PathPanel({ path }: { path: PathPicture }) {
  return (
    <Panel
      title="The way to its API server"
      sentence="kubectl talks to the cluster's API server, which has a private address. A DNAT rule on the edge gateway leads an external address to it; the edge's firewall decides who comes through."
    >
      <ul className="sr-only">
        {path.twin.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div
        aria-hidden="true"
        className="grid items-center lg:grid-cols-[minmax(0,1fr)_9.5rem_minmax(0,1.2fr)_9.5rem_minmax(0,1.2fr)]"
      >
        <Stop stop={path.clients} />
        <Link link={path.firewall} />
        <Stop stop={path.edge} />
        <Link link={path.rule} />
        <Stop stop={path.node} />
      </div>
    </Panel>
  );
}

function Stop({ stop }: { stop: PathStop }) {
  return (
    <div className="min-w-0 space-y-1 self-stretch rounded-md border-2 border-border-strong p-3">
      <p className="font-semibold [overflow-wrap:anywhere]">{stop.title}</p>
      <p className="text-sm text-muted">{stop.subtitle}</p>
      {stop.address ? (
        <p className="w-fit max-w-full rounded-sm bg-surface-sunken px-1.5 py-0.5 text-sm">
          <Identifier value={stop.address} />
        </p>
      ) : null}
      {stop.note ? <p className="text-sm text-muted">{stop.note}</p> : null}
    </div>
  );
}

/** An arrow across where the stops stand side by side, a line down where they stand above each other. */
function Link({ link }: { link: PathLink }) {
  const { border, dash } = lines[link.line];
  return (
    <div className="flex min-w-0 items-center gap-3 pl-6 lg:flex-col lg:justify-center lg:gap-1.5 lg:px-2">
      <div
        className={classNames("h-12 border-l-4 border-current lg:hidden", toneGraphic[link.tone], border)}
      />
      <svg
        aria-hidden="true"
        className={classNames("hidden h-3 w-full overflow-visible lg:block", toneGraphic[link.tone])}
      >
        <line x1="0" y1="6" x2="100%" y2="6" stroke="currentColor" strokeWidth="3" strokeDasharray={dash} />
        <svg x="100%" overflow="visible" aria-hidden="true">
          <path
            d="m-9-1 10 7-10 7z"
            fill={dash ? "var(--surface-raised)" : "currentColor"}
            stroke="currentColor"
          />
        </svg>
      </svg>
      <p className="min-w-0 text-sm lg:text-center">
        <span className={classNames("font-medium", toneText[link.tone])}>{link.word}</span>
        {link.detail ? (
          <span className="block text-muted [overflow-wrap:anywhere]">{link.detail}</span>
        ) : null}
      </p>
    </div>
  );
}
