import { CircleUserRound } from "lucide-react";
import { SignOutForm } from "@/components/auth/sign-out-form";
import { TextLink } from "@/components/ui/text-link";
import type { FormAction } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";
import type { Theme } from "./theme";
import { ThemeSwitch } from "./theme-switch";

export type ShellPerson = {
  name: string;
  email: string;
  /** Their session at VMware Cloud Director; null for local people. */
  vcd: { siteName: string; usable: boolean } | null;
};

export function PersonMenu({
  person,
  theme,
  themeAction,
  signOutAction,
}: {
  person: ShellPerson;
  theme: Theme;
  themeAction: string;
  signOutAction: FormAction;
}) {
  const ended = person.vcd !== null && !person.vcd.usable;
  return (
    <>
      <button
        type="button"
        popoverTarget="person"
        aria-label={`${person.name}: theme and sign-out${ended ? "; a session has ended" : ""}`}
        className="relative flex size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-surface-sunken hover:text-text"
      >
        <CircleUserRound size={18} aria-hidden="true" />
        {ended ? (
          <span aria-hidden="true" className="absolute top-1 right-1 size-2 rounded-full bg-waiting" />
        ) : null}
      </button>
      <div id="person" popover="auto" className="shell-menu shell-menu-end">
        <div className="space-y-3 p-2">
          <p className="min-w-0">
            <span className="block font-medium">{person.name}</span>
            <span className="block text-sm text-muted">{person.email}</span>
          </p>
          {person.vcd && ended ? (
            <p className="rounded-md bg-waiting-surface p-2 text-sm">
              Your session at {person.vcd.siteName} has ended.{" "}
              <TextLink href={paths.signInVcd()}>Sign in again</TextLink>, and what waits for you continues.
            </p>
          ) : null}
          <p>
            <TextLink href={paths.sessions()}>Your sessions and sign-in</TextLink>
          </p>
          <ThemeSwitch theme={theme} action={themeAction} />
          <SignOutForm action={signOutAction} />
        </div>
      </div>
    </>
  );
}
