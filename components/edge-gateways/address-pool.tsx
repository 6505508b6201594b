import { classNames } from "@/components/ui/class-names";
import { Identifier } from "@/components/ui/identifier";
import { Meter } from "@/components/ui/meter";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import type { PoolRole } from "@/lib/domain/exposures/addresses";
import type { EdgePoolView, PoolStretchView } from "@/lib/domain/exposures/edge-pool-views";
import { listAddresses } from "@/lib/domain/exposures/pool-cells";
import { paths } from "@/lib/paths";

const dots = "bg-[radial-gradient(circle,var(--accent)_1.4px,transparent_1.6px)] bg-size-[6px_6px] bg-center";
const stripes = "bg-[repeating-linear-gradient(45deg,var(--border-strong)_0_2px,transparent_2px_6px)]";

/** Each role has a pattern of its own, so that the picture is read without colour. */
const looks: Record<PoolRole, { word: string; fill: string }> = {
  free: { word: "free", fill: "border-border-strong border-dashed" },
  used: { word: "in use", fill: "border-border-strong bg-surface-sunken" },
  reserved: { word: "held by Drawbridge", fill: `border-accent ${dots}` },
  quarantined: { word: "resting", fill: `border-border-strong ${stripes}` },
};

/** Beyond this cells would be too many to look at: then a line to scale. */
const mostCells = 128;

/** An edge's external addresses: who has which, what is free, who would take which next. */
export function AddressPool({
  edge,
  organization,
  now,
}: {
  edge: EdgePoolView;
  organization: string;
  now: string;
}) {
  const { counts, stretches } = edge.pool;
  if (counts.total === 0) {
    return (
      <p className="text-muted">
        {edge.usesIpSpaces
          ? "Its addresses come from IP Spaces, which Drawbridge does not take addresses from."
          : "No ranges of external addresses are given to this edge gateway, so nothing can be exposed here."}
      </p>
    );
  }
  return (
    <figure className="min-w-0 space-y-3">
      <div className="max-w-md">
        <Meter used={counts.total - counts.free} limit={counts.total} what="external addresses in use" />
      </div>
      {stretches.length === 0 ? (
        <p className="text-muted">The pool is too large to be drawn.</p>
      ) : counts.total <= mostCells ? (
        <Cells stretches={stretches} />
      ) : (
        <Line stretches={stretches} />
      )}
      <ul className="sr-only">
        {edge.twin.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Legend edge={edge} />
      <Taken edge={edge} organization={organization} now={now} />
    </figure>
  );
}

function Cells({ stretches }: { stretches: PoolStretchView[] }) {
  return (
    <ol aria-hidden="true" className="flex flex-wrap gap-x-1.5 gap-y-5 pb-3">
      {stretches.flatMap((stretch) =>
        listAddresses(stretch).map((address) => (
          <li key={address} title={titleOf(stretch, address)} className="relative">
            <span
              className={classNames(
                "relative flex h-9 min-w-11 items-center justify-center overflow-hidden rounded-sm border-2 px-1.5",
                looks[stretch.role].fill,
              )}
            >
              <span className="relative rounded-sm bg-surface-raised px-1 font-mono text-sm">
                .{address.split(".").at(-1)}
              </span>
            </span>
            {stretch.next ? (
              <span className="absolute inset-x-0 top-full text-center text-xs font-medium whitespace-nowrap text-muted">
                {nextMark[stretch.next]}
              </span>
            ) : null}
          </li>
        )),
      )}
    </ol>
  );
}

const nextMark = { cse: "▲ CSE", drawbridge: "▲ next", both: "▲ both" } as const;

function Line({ stretches }: { stretches: PoolStretchView[] }) {
  return (
    <div
      aria-hidden="true"
      className="relative h-9 overflow-hidden rounded-sm border border-border-strong bg-surface-raised"
    >
      {stretches
        .filter(({ role }) => role !== "free")
        .map((stretch) => (
          <span
            key={stretch.first}
            title={titleOf(stretch, stretch.first)}
            className={classNames("absolute inset-y-0 min-w-0.5 border-x", looks[stretch.role].fill)}
            style={{ left: `${stretch.left * 100}%`, width: `${stretch.width * 100}%` }}
          ></span>
        ))}
    </div>
  );
}

function titleOf(stretch: PoolStretchView, address: string): string {
  return `${address}: ${looks[stretch.role].word}${stretch.owner ? `, ${stretch.owner}` : ""}`;
}

function Legend({ edge }: { edge: EdgePoolView }) {
  const { counts } = edge.pool;
  const { drawbridge, cse, freeAt } = edge.next;
  const roles: PoolRole[] = ["reserved", "used", "quarantined", "free"];
  return (
    <figcaption className="space-y-1 text-sm">
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {roles.map((role) => (
          <li key={role} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              className={classNames(
                "relative inline-block size-3.5 overflow-hidden rounded-sm border-2",
                looks[role].fill,
              )}
            ></span>
            <span className="font-medium">{counts[role]}</span> {looks[role].word}
          </li>
        ))}
      </ul>
      <p className="text-muted">
        {drawbridge ? (
          <>
            Drawbridge would take <Identifier value={drawbridge} /> next, the highest that is free
          </>
        ) : (
          "Drawbridge has no address to take"
        )}
        {cse ? (
          <>
            ; CSE would take <Identifier value={cse} />, the lowest.
          </>
        ) : (
          "; CSE neither."
        )}
        {freeAt && !drawbridge ? " The first that rests is free again later." : null}
      </p>
    </figcaption>
  );
}

/** Everything that is not free, by name. */
function Taken({ edge, organization, now }: { edge: EdgePoolView; organization: string; now: string }) {
  const taken = edge.pool.stretches.filter(({ role }) => role !== "free");
  if (taken.length === 0) return null;
  return (
    <ul aria-label="Addresses that are not free" className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
      {taken.map((stretch) => (
        <li key={stretch.first} className="min-w-0">
          <Identifier
            value={stretch.first === stretch.last ? stretch.first : `${stretch.first}–${stretch.last}`}
          />{" "}
          <span className="text-muted">{looks[stretch.role].word}: </span>
          {stretch.exposureId ? (
            <TextLink href={paths.exposure(organization, stretch.exposureId)}>
              {stretch.owner ?? "an exposure"}
            </TextLink>
          ) : (
            (stretch.owner ?? "not known by what")
          )}
          {stretch.until ? (
            <span className="text-muted">
              , free again <Time at={stretch.until} now={now} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
