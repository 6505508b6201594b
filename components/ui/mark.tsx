import { classNames } from "./class-names";

/**
 * raised: asked, waiting for a person · lowering: the cloud is working · down: active, exposed ·
 * gap: degraded, drifted · struck: denied, rejected, failed, expired · outline: ended, removed.
 */
export type MarkState = "raised" | "lowering" | "down" | "gap" | "struck" | "outline";

const banks = (
  <>
    <path d="M1 3h3v11H1z" fill="currentColor" />
    <path d="M13 9.5h2.5V14H13z" fill="currentColor" />
  </>
);

const leaf = { stroke: "currentColor", strokeWidth: 2, strokeLinecap: "butt" as const };

const drawings: Record<MarkState, React.ReactNode> = {
  raised: (
    <>
      {banks}
      <path d="M4 10.5h8" transform="rotate(-55 4 10.5)" {...leaf} />
    </>
  ),
  lowering: (
    <>
      {banks}
      <path className="mark-lowering" d="M4 10.5h8.5" {...leaf} />
    </>
  ),
  down: (
    <>
      {banks}
      <path d="M4 10.5h9" {...leaf} />
    </>
  ),
  gap: (
    <>
      {banks}
      <path d="M4 10.5h2.5M10.5 10.5H13" {...leaf} />
    </>
  ),
  struck: (
    <>
      {banks}
      <path d="M4 10.5h8" transform="rotate(-55 4 10.5)" {...leaf} />
      <path d="m10 2.5 4.5 4.5m0-4.5L10 7" stroke="currentColor" strokeWidth={1.5} strokeLinecap="round" />
    </>
  ),
  outline: (
    <>
      <path d="M1.5 3.5H4v10H1.5zM13 9.5h2v4h-2z" stroke="currentColor" />
      <path d="M5 10.5h7" stroke="currentColor" strokeWidth={1} strokeDasharray="1 2" />
    </>
  ),
};

/** The drawbridge between two banks. Decoration for the word that always stands beside it. */
export function Mark({
  state,
  size = 16,
  className,
}: {
  state: MarkState;
  size?: 16 | 20 | 32;
  className?: string;
}) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      aria-hidden="true"
      className={classNames("shrink-0", className)}
    >
      {drawings[state]}
    </svg>
  );
}
