import type { Metadata } from "next";
import { KeptFresh } from "@/components/live/kept-fresh";
import { NotificationList } from "@/components/notifications/notification-list";
import { ReadForm } from "@/components/notifications/read-form";
import { buttonStyle } from "@/components/ui/button-style";
import { FilterLinks } from "@/components/ui/filter-links";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { paths } from "@/lib/paths";
import { listNotifications } from "@/lib/services/notifications/list-notifications";
import { readForPage, requestContext } from "@/lib/services/web-context";

export const metadata: Metadata = { title: "Notifications" };

export default async function NotificationsPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const query = await searchParams;
  const one = (name: string) => (typeof query[name] === "string" && query[name] ? query[name] : undefined);
  const unread = one("unread") === "1";
  const filters = { unread: unread ? (1 as const) : undefined, organization: one("organization") };
  const after = one("after");
  const context = await requestContext(null);
  const data = await readForPage(
    listNotifications,
    context,
    { unread, organization: filters.organization, after },
    paths.notifications({ ...filters, after }),
  );
  return (
    <>
      <PageHeader
        title="Notifications"
        sentence="What waits for you, and what happened to what is yours."
        actions={
          <>
            {data.unread > 0 ? (
              <ReadForm stay className={buttonStyle("secondary", "medium")}>
                Mark all read
              </ReadForm>
            ) : null}
            <LinkButton href={paths.notificationPreferences()}>What is mailed</LinkButton>
          </>
        }
      />
      <KeptFresh
        queryKey={["notifications", filters, after ?? null]}
        path={paths.api.notificationList({ ...filters, after })}
        shown={data}
        moving={false}
      >
        <div className="space-y-4">
          <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
            <FilterLinks
              label="Read or not"
              current={unread ? "unread" : "all"}
              links={[
                {
                  key: "all",
                  label: "All",
                  href: paths.notifications({ organization: filters.organization }),
                },
                {
                  key: "unread",
                  label: "Unread",
                  count: data.unread,
                  href: paths.notifications({ unread: 1, organization: filters.organization }),
                },
              ]}
            />
            {data.organizations.length > 1 ? (
              <FilterLinks
                label="Organization"
                current={filters.organization ?? ""}
                links={[
                  {
                    key: "",
                    label: "Every organization",
                    href: paths.notifications({ unread: filters.unread }),
                  },
                  ...data.organizations.map(({ slug, name }) => ({
                    key: slug,
                    label: name,
                    href: paths.notifications({ unread: filters.unread, organization: slug }),
                  })),
                ]}
              />
            ) : null}
          </div>
          <NotificationList
            lines={data.lines}
            narrowed={unread || filters.organization !== undefined}
            now={context.now.toISOString()}
          />
          <Pagination
            newer={after ? paths.notifications(filters) : null}
            newerLabel="Newest"
            older={data.next ? paths.notifications({ ...filters, after: data.next }) : null}
          />
        </div>
      </KeptFresh>
    </>
  );
}
