import { Menu, X } from "lucide-react";
import { cookies } from "next/headers";
import Link from "next/link";
import type { ReactNode } from "react";
import { LinkPending } from "@/components/ui/link-pending";
import { Mark } from "@/components/ui/mark";
import type { FormAction } from "@/lib/domain/form-state";
import { Navigation, type NavigationGroup } from "./navigation";
import { OrganizationSwitcher, type ShellOrganization } from "./organization-switcher";
import { PaletteButton } from "./palette-button";
import type { PaletteEntry } from "./palette-entry";
import { PersonMenu, type ShellPerson } from "./person-menu";
import { parseTheme, themeCookie } from "./theme";

export interface ConsoleShellProps {
  organizations: ShellOrganization[];
  current: { slug: string; name: string };
  person: ShellPerson;
  navigation: NavigationGroup[];
  signOutAction: FormAction;
  /** Where the wordmark leads. */
  homeHref: string;
  /** Further places for the palette; rooms and organizations are in it already. */
  paletteEntries?: PaletteEntry[];
  /** Answers `?search=` with `{ entries: PaletteEntry[] }`. */
  searchHref?: string;
  /** Stands at the right of the top bar: notifications. */
  live?: ReactNode;
  children: ReactNode;
}

/** The frame of every room: top bar, rail or sheet, and the page. Works without scripts, the palette apart. */
export async function ConsoleShell(props: ConsoleShellProps) {
  const { organizations, current, person, navigation, signOutAction, homeHref, live, children } = props;
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  const entries: PaletteEntry[] = [
    ...navigation.flatMap(({ label: group, items }) =>
      items.map(({ href, label }) => ({ href, label, group, hint: undefined })),
    ),
    ...(props.paletteEntries ?? []),
    ...organizations
      .filter(({ slug }) => slug !== current.slug)
      .map(({ href, name }) => ({ href, label: name, group: "Organizations" })),
  ];
  return (
    <>
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-border bg-surface-raised px-2 sm:px-4">
        <button
          type="button"
          popoverTarget="navigation-sheet"
          className="flex size-9 shrink-0 items-center justify-center rounded-md hover:bg-surface-sunken lg:hidden"
        >
          <Menu size={18} aria-hidden="true" />
          <span className="sr-only">Menu</span>
        </button>
        <Link
          href={homeHref}
          prefetch={false}
          className="flex min-h-9 shrink-0 items-center gap-2.5 rounded-md px-1.5 font-semibold"
        >
          <Mark state="down" size={20} className="text-accent-text" />
          <span className="max-sm:sr-only">Drawbridge</span>
          <LinkPending />
        </Link>
        <span aria-hidden="true" className="px-1 text-border-strong max-sm:hidden">
          /
        </span>
        <div className="flex min-w-0 flex-1 items-center">
          <OrganizationSwitcher organizations={organizations} current={current} />
        </div>
        <div className="flex shrink-0 items-center gap-1 sm:gap-2">
          {live}
          <PaletteButton entries={entries} searchHref={props.searchHref} />
          <PersonMenu person={person} theme={theme} themeAction="/api/theme" signOutAction={signOutAction} />
        </div>
      </header>
      <aside id="navigation-sheet" popover="auto" aria-label="Menu" className="shell-sheet">
        <div className="mb-3 flex items-center justify-between">
          <span className="px-2.5 font-semibold">{current.name}</span>
          <button
            type="button"
            popoverTarget="navigation-sheet"
            popoverTargetAction="hide"
            className="flex size-9 items-center justify-center rounded-md hover:bg-surface-sunken"
          >
            <X size={18} aria-hidden="true" />
            <span className="sr-only">Close menu</span>
          </button>
        </div>
        <Navigation groups={navigation} />
      </aside>
      <div className="flex">
        <div className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-56 shrink-0 overflow-y-auto border-r border-border px-3 py-5 lg:block">
          <Navigation groups={navigation} />
        </div>
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 py-6 sm:px-8">
          <div className="mx-auto w-full max-w-page">{children}</div>
        </main>
      </div>
    </>
  );
}
