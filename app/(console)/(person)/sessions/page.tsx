import type { Metadata } from "next";
import { ButtonForm } from "@/components/forms/button-form";
import { KeptFresh } from "@/components/live/kept-fresh";
import { ChangePasswordForm } from "@/components/sessions/change-password-form";
import { OpenSessions, PastSessions } from "@/components/sessions/session-list";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { describeLimits, vcdDelay } from "@/lib/domain/sessions/views";
import { paths } from "@/lib/paths";
import { listOwnSessions } from "@/lib/services/sessions/list-own-sessions";
import { readForPage, requestContext } from "@/lib/services/web-context";
import {
  changePasswordAction,
  endAllSessionsAction,
  endOtherSessionsAction,
  endSessionAction,
} from "./actions";

export const metadata: Metadata = { title: "Your sessions" };

export default async function SessionsPage() {
  const context = await requestContext(null);
  const data = await readForPage(listOwnSessions, context, {}, paths.sessions());
  const now = context.now.toISOString();
  const others = data.open.length - 1;
  return (
    <>
      <PageHeader title="Your sessions" sentence="Where you are signed in. End what you do not know." />
      <KeptFresh queryKey={["sessions"]} path={paths.api.sessions()} shown={data} moving={false}>
        <div className="space-y-6">
          <Panel
            title="Signed in"
            flush
            footer={
              <>
                <p>
                  {describeLimits(data.limits)} A page that is only open, and reads by itself, does not count.
                </p>
                {data.vcdSite ? <p>{vcdDelay(data.vcdSite)}</p> : null}
                {data.more ? <p>There are more than these.</p> : null}
              </>
            }
          >
            <OpenSessions sessions={data.open} now={now} endAction={endSessionAction} />
          </Panel>
          {data.over.length > 0 ? (
            <Panel title="Ended" sentence="Sessions that ended within the last seven days, and why." flush>
              <PastSessions sessions={data.over} now={now} />
            </Panel>
          ) : null}
          {data.hasPassword ? (
            <Panel
              title="Password"
              sentence="A new password ends every other session of yours, and links that were made to choose one."
            >
              <ChangePasswordForm action={changePasswordAction} />
            </Panel>
          ) : null}
          <Panel
            title="Sign out everywhere"
            sentence="If you lost a device, or see a session that you do not know. Change your password then, too."
          >
            <div className="flex flex-wrap gap-3">
              <ButtonForm
                action={endOtherSessionsAction}
                values={{}}
                label="Sign out everywhere else"
                pendingLabel="Signing out"
                disabledReason={others < 1 ? "You are signed in nowhere else." : undefined}
              />
              <ButtonForm
                action={endAllSessionsAction}
                values={{}}
                label="Sign out everywhere, here too"
                pendingLabel="Signing out"
                variant="danger"
              />
            </div>
          </Panel>
        </div>
      </KeptFresh>
    </>
  );
}
