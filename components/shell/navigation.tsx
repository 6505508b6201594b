import { NavigationIcon, type ShellIcon } from "./icons";
import { NavigationLink } from "./navigation-link";

export interface NavigationItem {
  href: string;
  label: string;
  icon: ShellIcon;
  /** How many wait there for a person; nothing is shown for none. */
  count?: number | null;
}

export interface NavigationGroup {
  label: string;
  items: NavigationItem[];
}

/** The rooms, in groups. Rendered for the rail and for the sheet; only one of them is ever displayed. */
export function Navigation({ groups }: { groups: NavigationGroup[] }) {
  const hrefs = groups.flatMap(({ items }) => items.map(({ href }) => href));
  return (
    <nav aria-label="Main" className="space-y-5">
      {groups.map(({ label, items }) => (
        <div key={label}>
          <p className="px-2.5 pb-1 text-xs font-medium text-muted">{label}</p>
          <ul className="space-y-0.5">
            {items.map(({ href, label: name, icon, count }) => (
              <li key={href}>
                <NavigationLink href={href} exact={hrefs.some((other) => other.startsWith(`${href}/`))}>
                  <NavigationIcon name={icon} />
                  <span className="min-w-0 flex-1 truncate">{name}</span>
                  {count ? (
                    <span className="min-w-6 rounded-full bg-waiting-surface px-1.5 text-center text-xs font-medium text-waiting-text">
                      {count}
                      <span className="sr-only"> waiting</span>
                    </span>
                  ) : null}
                </NavigationLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
