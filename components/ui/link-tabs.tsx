import { TextLink } from "./text-link";

/** Views of one thing, each with its own address; so navigation, not ARIA tabs. */
export function LinkTabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: { key: string; label: string; href: string }[];
  current: string;
}) {
  return (
    <nav aria-label={label} className="mb-5 border-b border-border">
      <ul className="-mb-px flex flex-wrap gap-x-5">
        {tabs.map(({ key, label: word, href }) => (
          <li key={key}>
            <TextLink
              href={href}
              aria-current={key === current ? "page" : undefined}
              className="inline-flex min-h-9 items-center border-b-2 border-transparent text-muted no-underline hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text"
            >
              {word}
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
