import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { TextLink } from "./text-link";

export interface Breadcrumb {
  label: string;
  href: string;
}

/** Where one is, what this is, and what can be done here. The only h1 of a page. */
export function PageHeader({
  title,
  sentence,
  status,
  actions,
  breadcrumbs = [],
}: {
  title: string;
  sentence?: ReactNode;
  /** Beside the title, for example a Status. */
  status?: ReactNode;
  actions?: ReactNode;
  /** The way here, without this page itself. */
  breadcrumbs?: Breadcrumb[];
}) {
  return (
    <header className="mb-6">
      {breadcrumbs.length > 0 ? (
        <nav aria-label="Breadcrumb" className="mb-1.5 text-sm text-muted">
          <ol className="flex flex-wrap items-center gap-1">
            {breadcrumbs.map(({ label, href }) => (
              <li key={href} className="flex items-center gap-1">
                <TextLink href={href} className="inline-flex min-h-6 items-center">
                  {label}
                </TextLink>
                <ChevronRight size={12} aria-hidden="true" />
              </li>
            ))}
          </ol>
        </nav>
      ) : null}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 space-y-1">
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
            <h1 className="min-w-0 text-xl font-semibold tracking-tight">{title}</h1>
            {status}
          </div>
          {sentence ? <p className="max-w-prose text-muted">{sentence}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap items-start gap-2">{actions}</div> : null}
      </div>
    </header>
  );
}
