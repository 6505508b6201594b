import { CircleUserRound } from "lucide-react";
import { SignOutForm } from "@/components/auth/sign-out-form";
import type { FormAction } from "@/lib/domain/form-state";
import type { Theme } from "./theme";
import { ThemeSwitch } from "./theme-switch";

export function PersonMenu({
  person,
  theme,
  themeAction,
  signOutAction,
}: {
  person: { name: string; email: string };
  theme: Theme;
  themeAction: string;
  signOutAction: FormAction;
}) {
  return (
    <>
      <button
        type="button"
        popoverTarget="person"
        aria-label={`${person.name}: theme and sign-out`}
        className="flex size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-surface-sunken hover:text-text"
      >
        <CircleUserRound size={18} aria-hidden="true" />
      </button>
      <div id="person" popover="auto" className="shell-menu shell-menu-end">
        <div className="space-y-3 p-2">
          <p className="min-w-0">
            <span className="block font-medium">{person.name}</span>
            <span className="block text-sm text-muted">{person.email}</span>
          </p>
          <ThemeSwitch theme={theme} action={themeAction} />
          <SignOutForm action={signOutAction} />
        </div>
      </div>
    </>
  );
}
