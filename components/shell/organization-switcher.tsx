import { Check, ChevronsUpDown } from "lucide-react";
import { NavigationLink } from "./navigation-link";

export interface ShellOrganization {
  slug: string;
  name: string;
  href: string;
}

/** Plain links in a native popover: opens, closes and returns focus without a script. */
export function OrganizationSwitcher({
  organizations,
  current,
}: {
  organizations: ShellOrganization[];
  current: { slug: string; name: string };
}) {
  if (organizations.length < 2) {
    return <span className="min-w-0 truncate px-2 font-medium">{current.name}</span>;
  }
  return (
    <>
      <button
        type="button"
        popoverTarget="organizations"
        className="flex min-h-9 min-w-0 items-center gap-1.5 rounded-md px-2 font-medium hover:bg-surface-sunken"
      >
        <span className="sr-only">Organization: </span>
        <span className="truncate">{current.name}</span>
        <ChevronsUpDown size={14} aria-hidden="true" className="shrink-0 text-muted" />
      </button>
      <div id="organizations" popover="auto" className="shell-menu shell-menu-start">
        <ul className="max-h-[60dvh] overflow-y-auto">
          {organizations.map(({ slug, name, href }) => (
            <li key={slug}>
              <NavigationLink href={href} exact>
                <Check
                  size={16}
                  aria-hidden="true"
                  className={slug === current.slug ? "shrink-0" : "invisible shrink-0"}
                />
                <span className="min-w-0 truncate">{name}</span>
                {slug === current.slug ? <span className="sr-only">(you are here)</span> : null}
              </NavigationLink>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
