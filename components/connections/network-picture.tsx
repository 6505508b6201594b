import type { ReactNode } from "react";
import { classNames } from "@/components/ui/class-names";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { type Tone, toneGraphic, toneText } from "@/components/ui/tone";
import type { BankView, PictureView } from "@/lib/domain/connections/views";

/** The two networks with the link between them: cards and arrows for the eye, sentences for the ear. */
export function NetworkPicture({ picture, children }: { picture: PictureView; children: ReactNode }) {
  return (
    <Panel title="The two networks">
      <ul className="sr-only">
        {picture.twin.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div aria-hidden="true" className="grid items-stretch md:grid-cols-[minmax(0,1fr)_12rem_minmax(0,1fr)]">
        <Bank bank={picture.provider} to="your network" />
        <Link picture={picture} />
        <Bank bank={picture.tenant} to={picture.provider.title} />
      </div>
      <div className="mt-5">{children}</div>
    </Panel>
  );
}

function Bank({ bank, to }: { bank: BankView; to: string }) {
  return (
    <div className="min-w-0 space-y-2 rounded-md border-2 border-border-strong p-3">
      <div>
        <p className="font-semibold">{bank.title}</p>
        <p className="text-sm text-muted">{bank.subtitle}</p>
      </div>
      <p className="text-sm">
        <Identifier value={bank.vpcId} />
        <br />
        <span className="text-muted">of account </span>
        <Identifier value={bank.accountId} />
      </p>
      <p className="flex flex-wrap gap-1.5">
        {bank.blocks.length === 0 ? (
          <span className="text-sm text-muted">Addresses not read yet</span>
        ) : (
          bank.blocks.map((block) => (
            <span key={block} className="rounded-sm bg-surface-sunken px-1.5 py-0.5 text-sm">
              <Identifier value={block} />
            </span>
          ))
        )}
      </p>
      {bank.routes.length > 0 ? (
        <div className="space-y-1 border-t border-border pt-2 text-sm">
          <p className="text-muted">Routes to {to}</p>
          {bank.routes.map((route) => (
            <Route key={route.destination} route={route} />
          ))}
        </div>
      ) : null}
    </div>
  );
}

const routeLooks: Record<BankView["routes"][number]["state"], { tone: Tone; dash?: string; word: string }> = {
  seen: { tone: "good", word: "in place" },
  missing: { tone: "bad", dash: "4 3", word: "missing" },
  planned: { tone: "neutral", dash: "2 4", word: "not there yet" },
  unseen: { tone: "neutral", dash: "8 3", word: "cannot be seen" },
};

function Route({ route }: { route: BankView["routes"][number] }) {
  const look = routeLooks[route.state];
  return (
    <div className="grid grid-cols-[2.5rem_minmax(0,1fr)] items-baseline gap-2">
      <svg aria-hidden="true" viewBox="0 0 40 12" width={40} height={12} className={toneGraphic[look.tone]}>
        <path d="M1 6h32" stroke="currentColor" strokeWidth={2} strokeDasharray={look.dash} />
        <path d="m32 1.5 6 4.5-6 4.5z" fill={look.dash ? "none" : "currentColor"} stroke="currentColor" />
      </svg>
      <p>
        <Identifier value={route.destination} />{" "}
        <span className={classNames("font-medium", toneText[look.tone])}>{look.word}</span>
        {route.fix ? <span className="text-muted">. {route.fix}</span> : null}
      </p>
    </div>
  );
}

const linkLooks: Record<PictureView["link"], { tone: Tone; line: string }> = {
  none: { tone: "neutral", line: "border-dotted" },
  asked: { tone: "waiting", line: "border-dashed" },
  working: { tone: "working", line: "border-dashed" },
  up: { tone: "good", line: "border-solid" },
  broken: { tone: "working", line: "border-dotted" },
  ended: { tone: "neutral", line: "border-dotted opacity-50" },
};

/** A line across where the banks stand side by side, down where they stand above each other. */
function Link({ picture }: { picture: PictureView }) {
  const { tone, line } = linkLooks[picture.link];
  return (
    <div className="flex min-w-0 items-center justify-center gap-3 md:flex-col md:gap-1">
      <div
        className={classNames(
          "h-14 border-current border-l-4 md:h-0 md:w-full md:border-t-4 md:border-l-0",
          toneGraphic[tone],
          line,
        )}
      />
      <p className="min-w-0 text-center text-sm">
        <span className={classNames("font-medium", toneText[tone])}>{picture.linkWord}</span>
        {picture.linkId ? (
          <span className="block text-muted">
            <Identifier value={picture.linkId} className="text-xs" />
          </span>
        ) : null}
      </p>
    </div>
  );
}
