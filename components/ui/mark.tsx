import { classNames } from "./class-names";

/**
 * raised: asked, waiting for a person · lowering: the cloud is working · down: active, exposed ·
 * gap: degraded, drifted · struck: denied, rejected, failed, expired · outline: ended, removed.
 */
export type MarkState = "raised" | "lowering" | "down" | "gap" | "struck" | "outline";

const banks = (
  <>
    <path d="M1 2.5h3V14H1z" fill="currentColor" />
    <path d="M12.5 9.5H15V14h-2.5z" fill="currentColor" />
    <path d="M4.5 13.5h1.75m1 0h2m1 0H12" stroke="currentColor" opacity={0.55} />
  </>
);

const leaf = { stroke: "currentColor", strokeWidth: 2 };

const drawings: Record<MarkState, React.ReactNode> = {
  raised: (
    <>
      {banks}
      <path d="M3.5 10.5h9.25" transform="rotate(-46 4 10.5)" {...leaf} />
    </>
  ),
  lowering: (
    <>
      {banks}
      <path className="mark-lowering" d="M3.5 10.5h9" {...leaf} />
    </>
  ),
  down: (
    <>
      {banks}
      <path d="M4 10.5h8.5" {...leaf} />
    </>
  ),
  gap: (
    <>
      {banks}
      <path d="M4 10.5h2.5m3.5 0h2.5" {...leaf} />
    </>
  ),
  struck: (
    <>
      {banks}
      <path d="M3.5 10.5h8" transform="rotate(-60 4 10.5)" {...leaf} />
      <path d="m10.5 2.5 4 4m0-4-4 4" stroke="currentColor" strokeWidth={1.75} strokeLinecap="round" />
    </>
  ),
  outline: (
    <>
      <path d="M1.5 3h2v10.5h-2zM13 10h1.5v3.5H13z" stroke="currentColor" />
      <path d="M5 10.5h7" stroke="currentColor" strokeDasharray="1.5 1.25" />
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
