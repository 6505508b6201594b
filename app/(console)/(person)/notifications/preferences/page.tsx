import type { Metadata } from "next";
import { PreferencesForm } from "@/components/notifications/preferences-form";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { noticeGroups, noticeKindNames } from "@/lib/domain/notifications/words";
import { paths } from "@/lib/paths";
import { getPreferences } from "@/lib/services/notifications/get-preferences";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { setPreferencesAction } from "../actions";

export const metadata: Metadata = { title: "What is mailed" };

export default async function PreferencesPage() {
  const { mailKinds, email, mailFrom } = await readForPage(
    getPreferences,
    await requestContext(null),
    {},
    paths.notificationPreferences(),
  );
  return (
    <>
      <PageHeader
        title="What is mailed"
        sentence={
          email
            ? `The bell shows everything that concerns you. This is what also goes to ${email}.`
            : "The bell shows everything that concerns you."
        }
        breadcrumbs={[{ label: "Notifications", href: paths.notifications() }]}
      />
      <div className="space-y-6">
        {email === null ? (
          <Notice
            tone="info"
            title="No mail reaches you"
            next="Look under the bell, or have your organization's admins make a webhook."
          >
            You sign in with VMware Cloud Director, which does not give your address here. What you choose
            below counts once you have one.
          </Notice>
        ) : mailFrom === null ? (
          <Notice
            tone="info"
            title="This installation sends no e-mail"
            next="What you choose counts once your provider sets up a mail server. The bell and webhooks work without."
          >
            No mail server is set up, or none of Drawbridge's workers is at work.
          </Notice>
        ) : (
          <p className="text-muted">Mail comes from {mailFrom}.</p>
        )}
        <PreferencesForm
          action={setPreferencesAction}
          groups={noticeGroups.map(({ label, kinds }) => ({
            label,
            kinds: kinds.map((kind) => ({
              kind,
              name: noticeKindNames[kind],
              on: mailKinds.includes(kind),
            })),
          }))}
        />
      </div>
    </>
  );
}
