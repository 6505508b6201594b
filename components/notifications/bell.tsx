import { Bell as BellIcon } from "lucide-react";
import { TextLink } from "@/components/ui/text-link";
import { Time } from "@/components/ui/time";
import { type BellView, mostCounted } from "@/lib/domain/notifications/views";
import { paths } from "@/lib/paths";
import { BellLater } from "./bell-later";
import { NoticeIcon } from "./notice-icon";
import { ReadForm } from "./read-form";

/** How many are unread, and the newest in a native popover: opens, closes and reads without a script. */
export function Bell({ bell, now }: { bell: BellView; now: string }) {
  const { unread, newest } = bell;
  const words = unread >= mostCounted ? `${mostCounted - 1}+` : String(unread);
  return (
    <>
      <BellLater shown={bell} />
      <button
        type="button"
        popoverTarget="bell"
        aria-label={`Notifications: ${unread === 0 ? "none" : words} unread`}
        className="relative flex size-9 shrink-0 items-center justify-center rounded-md text-muted hover:bg-surface-sunken hover:text-text"
      >
        <BellIcon size={18} aria-hidden="true" />
        {unread > 0 ? (
          <span
            aria-hidden="true"
            className="absolute top-0 left-1/2 min-w-4.5 rounded-full bg-accent px-1 text-center text-[11px]/4.5 font-semibold text-on-accent"
          >
            {words}
          </span>
        ) : null}
      </button>
      <div id="bell" popover="auto" className="shell-menu shell-menu-end shell-menu-wide">
        <div className="flex items-center justify-between gap-3 px-2.5 pt-2 pb-1">
          <p className="font-semibold">Notifications</p>
          {unread > 0 ? (
            <ReadForm
              stay
              className="min-h-7 rounded-md px-2 text-sm text-accent-text hover:bg-surface-sunken"
            >
              Mark all read
            </ReadForm>
          ) : null}
        </div>
        {newest.length === 0 ? (
          <p className="px-2.5 py-3 text-muted">
            Nothing yet. What waits for you, was decided or has changed stands here.
          </p>
        ) : (
          <ul className="max-h-[60dvh] overflow-y-auto">
            {newest.map(({ id, title, organization, at, isRead, tone }) => (
              <li key={id}>
                <ReadForm
                  id={id}
                  className="flex w-full gap-2.5 rounded-md px-2.5 py-2 text-left hover:bg-surface-sunken"
                >
                  <NoticeIcon tone={tone} />
                  <span className="min-w-0 flex-1">
                    <span className={`block wrap-break-word ${isRead ? "" : "font-semibold"}`}>
                      {isRead ? null : <span className="sr-only">Unread: </span>}
                      {title}
                    </span>
                    <span className="block text-sm text-muted">
                      {organization.name} · <Time at={at} now={now} />
                    </span>
                  </span>
                  {isRead ? null : (
                    <span aria-hidden="true" className="mt-1.5 size-2 shrink-0 rounded-full bg-accent" />
                  )}
                </ReadForm>
              </li>
            ))}
          </ul>
        )}
        <p className="flex justify-between gap-3 border-t border-border px-2.5 py-2 text-sm">
          <TextLink href={paths.notifications()}>All notifications</TextLink>
          <TextLink href={paths.notificationPreferences()}>What is mailed</TextLink>
        </p>
      </div>
    </>
  );
}
