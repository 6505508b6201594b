import { TextLink } from "./text-link";

export interface FilterLink {
  key: string;
  label: string;
  href: string;
  count?: number;
}

/** Filters as addresses: they can be shared, kept and used without scripts. */
export function FilterLinks({
  label,
  links,
  current,
}: {
  label: string;
  links: FilterLink[];
  current: string;
}) {
  return (
    <nav aria-label={label}>
      <ul className="flex flex-wrap gap-1">
        {links.map(({ key, label: word, href, count }) => (
          <li key={key}>
            <TextLink
              href={href}
              aria-current={key === current ? "true" : undefined}
              className="inline-flex min-h-8 items-center gap-1.5 rounded-md px-2.5 text-muted no-underline hover:bg-surface-sunken hover:text-text aria-[current=true]:bg-accent-surface aria-[current=true]:font-medium aria-[current=true]:text-accent-text"
            >
              {word}
              {count === undefined ? null : <span className="text-sm">{count}</span>}
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
