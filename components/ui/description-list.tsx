import type { ReactNode } from "react";

export interface Fact {
  term: string;
  description: ReactNode;
}

/** The facts of a thing. Two columns where there is room, term above description where there is not. */
export function DescriptionList({ facts }: { facts: Fact[] }) {
  return (
    <dl className="divide-y divide-border">
      {facts.map(({ term, description }) => (
        <div
          key={term}
          className="grid gap-x-6 gap-y-0.5 py-2 sm:grid-cols-[minmax(9rem,13rem)_minmax(0,1fr)]"
        >
          <dt className="text-muted">{term}</dt>
          <dd className="min-w-0">{description}</dd>
        </div>
      ))}
    </dl>
  );
}
