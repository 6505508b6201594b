import { useId } from "react";
import { classNames } from "@/components/ui/class-names";
import { Identifier } from "@/components/ui/identifier";
import type { AddressRole, AddressSpaceLayout, PlacedBlock } from "@/lib/domain/connections/address-space";

const laneHeight = 26;
const barHeight = 18;

type Look = { fill: "solid" | "dots" | "lines" | "empty"; className: string; word: string };

/** Each role has a pattern of its own, so that the picture is read without colour. */
const looks: Record<AddressRole, Look> = {
  request: { fill: "dots", className: "text-accent", word: "this request" },
  tenant: { fill: "dots", className: "text-accent", word: "your network" },
  cluster: { fill: "solid", className: "text-border-strong", word: "cluster" },
  pods: { fill: "lines", className: "text-border-strong", word: "pods" },
  services: { fill: "lines", className: "text-border-strong", word: "services" },
  connection: { fill: "empty", className: "text-border-strong", word: "another connection" },
  foreign: { fill: "empty", className: "text-border-strong", word: "made elsewhere" },
  route: { fill: "empty", className: "text-border-strong", word: "route" },
  reserved: { fill: "lines", className: "text-border-strong", word: "reserved" },
};

/**
 * Blocks on one line of IPv4 address space. Blocks that share addresses stand above each other and are crossed out in
 * words, weight and colour; the list beneath says everything that the drawing shows.
 */
export function AddressSpacePicture({
  layout,
  caption,
  narrow = false,
}: {
  layout: AddressSpaceLayout;
  caption: string;
  /** Beside something else: the list beneath has one column. */
  narrow?: boolean;
}) {
  const id = useId();
  if (layout.blocks.length === 0) return null;
  const isClash = (block: PlacedBlock) => clashes(block, layout).length > 0;
  return (
    <figure className="min-w-0 space-y-2">
      <figcaption className="text-sm text-muted">{caption}</figcaption>
      <svg
        aria-hidden="true"
        width="100%"
        height={layout.lanes * laneHeight + 22}
        className="block overflow-visible"
      >
        <defs>
          <pattern id={`${id}-dots`} width="5" height="5" patternUnits="userSpaceOnUse">
            <circle cx="1.5" cy="1.5" r="1.1" fill="currentColor" />
          </pattern>
          <pattern
            id={`${id}-lines`}
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path d="M0 0v6" stroke="currentColor" strokeWidth="2" />
          </pattern>
        </defs>
        {layout.gaps.map((gap) => (
          <text
            key={gap.from}
            x={percent(gap.left + gap.width / 2)}
            y={layout.lanes * laneHeight + 4}
            textAnchor="middle"
            className="fill-muted text-sm"
          >
            ⋯
          </text>
        ))}
        {layout.blocks.map((block, index) => {
          const clash = isClash(block);
          const look = looks[block.role];
          const top = block.lane * laneHeight;
          return (
            <g key={`${block.label}-${block.cidr}`} className={clash ? "text-bad" : look.className}>
              <rect
                x={percent(block.left)}
                y={top + 3}
                width={percent(block.width)}
                height={barHeight}
                rx={3}
                fill={fillOf(look.fill, id)}
                fillOpacity={look.fill === "solid" ? 0.35 : 0.6}
                stroke="currentColor"
                strokeWidth={clash ? 2.5 : 1.25}
                strokeDasharray={look.fill === "empty" ? "4 3" : undefined}
              />
              <text
                x={percent(block.left + block.width / 2)}
                y={top + 17}
                textAnchor="middle"
                className="fill-text text-sm font-semibold"
                stroke="var(--surface-raised)"
                strokeWidth={3}
                paintOrder="stroke"
              >
                {index + 1}
              </text>
            </g>
          );
        })}
        <line
          x1="0"
          x2="100%"
          y1={layout.lanes * laneHeight + 8}
          y2={layout.lanes * laneHeight + 8}
          className="stroke-border"
        />
        <text x="0" y={layout.lanes * laneHeight + 21} className="fill-muted font-mono text-xs">
          {layout.from}
        </text>
        <text
          x="100%"
          y={layout.lanes * laneHeight + 21}
          textAnchor="end"
          className="fill-muted font-mono text-xs"
        >
          {layout.to}
        </text>
      </svg>
      <ol className={classNames("grid gap-x-6 gap-y-1 text-sm", !narrow && "sm:grid-cols-2")}>
        {layout.blocks.map((block, index) => {
          const against = clashes(block, layout);
          return (
            <li
              key={`${block.label}-${block.cidr}`}
              className={classNames("flex min-w-0 gap-2", against.length > 0 && "text-bad-text")}
            >
              <span className="w-5 shrink-0 text-right font-semibold" aria-hidden="true">
                {index + 1}
              </span>
              <span className="min-w-0">
                {block.label} <Identifier value={block.cidr} />{" "}
                <span className="text-muted">{block.addresses.toLocaleString("en-US")} addresses</span>
                {against.length > 0 ? <span>. Shares addresses with {against.join(", ")}.</span> : null}
              </span>
            </li>
          );
        })}
      </ol>
    </figure>
  );
}

/** Only what the person can change is a clash: the cluster's own blocks may lie within each other. */
function clashes(block: PlacedBlock, layout: AddressSpaceLayout): string[] {
  const asked = (role: AddressRole) => role === "request" || role === "tenant";
  return block.clashesWith.filter((label) => {
    const other = layout.blocks.find((candidate) => candidate.label === label);
    return asked(block.role) || (other !== undefined && asked(other.role));
  });
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

function fillOf(fill: Look["fill"], id: string): string {
  if (fill === "solid") return "currentColor";
  return fill === "empty" ? "transparent" : `url(#${id}-${fill})`;
}
