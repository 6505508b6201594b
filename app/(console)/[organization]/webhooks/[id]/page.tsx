import type { Metadata } from "next";
import { ButtonForm } from "@/components/forms/button-form";
import { KeptFresh } from "@/components/live/kept-fresh";
import { Identifier } from "@/components/ui/identifier";
import { Notice } from "@/components/ui/notice";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { DeleteWebhook } from "@/components/webhooks/delete-webhook";
import { DeliveryLog } from "@/components/webhooks/delivery-log";
import { kindChoices } from "@/components/webhooks/kind-choices";
import { RotateSecretForm } from "@/components/webhooks/rotate-secret-form";
import { UpdateWebhookForm } from "@/components/webhooks/update-webhook-form";
import { WebhookState } from "@/components/webhooks/webhook-state";
import { noticeKindNames } from "@/lib/domain/notifications/words";
import { paths } from "@/lib/paths";
import { readForPage, requestContext } from "@/lib/services/web-context";
import { getWebhook } from "@/lib/services/webhooks/get-webhook";
import {
  deleteWebhookAction,
  finishRotationAction,
  redeliverAction,
  rotateSecretAction,
  switchWebhookAction,
  testWebhookAction,
  updateWebhookAction,
} from "../actions";

export const metadata: Metadata = { title: "Webhook" };

export default async function WebhookPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string; id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { organization, id } = await params;
  const context = await requestContext(organization);
  const hook = await readForPage(getWebhook, context, { id }, paths.webhook(organization, id));
  const now = context.now.toISOString();
  const values = { organization, id };
  const moving = hook.deliveries.some(({ state, tries }) => state === "waiting" && tries.length === 0);
  return (
    <>
      <PageHeader
        title={hook.name}
        status={<WebhookState {...hook} />}
        sentence={<Identifier value={hook.url} />}
        breadcrumbs={[{ label: "Webhooks", href: paths.webhooks(organization) }]}
        actions={
          hook.mayManage ? (
            <>
              <ButtonForm
                action={testWebhookAction}
                values={values}
                label="Send a test"
                pendingLabel="Asking"
                variant="primary"
              />
              <ButtonForm
                action={switchWebhookAction}
                values={{ ...values, on: String(!hook.on) }}
                label={hook.on ? "Pause" : "Switch on"}
              />
            </>
          ) : null
        }
      />
      <KeptFresh
        queryKey={["webhook", organization, id]}
        path={paths.api.webhook(organization, id)}
        shown={hook}
        moving={moving}
      >
        <div className="space-y-6">
          {hook.offReason ? (
            <Notice
              tone="bad"
              title="Switched off"
              next="Mend its receiver, send a test, then switch it on. What was given up can be sent again from the log."
            >
              {hook.offReason}
            </Notice>
          ) : hook.failingSince ? (
            <Notice
              tone="bad"
              title="Nothing reaches it"
              next="Each delivery is tried for a day. After three days without any it is switched off, and its admins are told."
            >
              The first failure was <Time at={hook.failingSince} now={now} />, and nothing was delivered
              since. The log says why.
            </Notice>
          ) : null}
          <Panel
            title="Log"
            sentence="The last 50 deliveries. Each keeps its id over all its tries, so that a receiver can drop copies."
            flush
          >
            <DeliveryLog
              deliveries={hook.deliveries}
              values={values}
              redeliverAction={redeliverAction}
              mayManage={hook.mayManage}
              now={now}
            />
          </Panel>
          {hook.mayManage ? (
            <>
              <Panel title="Settings">
                <UpdateWebhookForm
                  action={updateWebhookAction}
                  values={values}
                  initial={{ name: hook.name, url: hook.url }}
                  choices={kindChoices(hook.kinds)}
                />
              </Panel>
              <Panel
                title="Secret"
                sentence="Calls carry X-Drawbridge-Signature, an HMAC-SHA256 of time and body with this secret. It was shown when it was made."
              >
                <div className="space-y-4">
                  {hook.rotatedAt ? (
                    <Notice
                      tone="waiting"
                      title="Two secrets sign"
                      next={
                        <ButtonForm
                          action={finishRotationAction}
                          values={values}
                          label="The receiver knows the new one"
                          pendingLabel="Ending the old one"
                        />
                      }
                    >
                      A new one was made <Time at={hook.rotatedAt} now={now} />. Until the old one ends, each
                      call is signed with both.
                    </Notice>
                  ) : null}
                  <RotateSecretForm action={rotateSecretAction} values={{ ...values, name: hook.name }} />
                </div>
              </Panel>
              <Panel title="Delete" danger>
                <DeleteWebhook
                  action={deleteWebhookAction}
                  values={values}
                  name={hook.name}
                  asked={(await searchParams).delete === "1"}
                />
              </Panel>
            </>
          ) : (
            <Panel title="What it is told of">
              <ul className="list-disc pl-5">
                {hook.kinds.map((kind) => (
                  <li key={kind}>{noticeKindNames[kind]}</li>
                ))}
              </ul>
            </Panel>
          )}
        </div>
      </KeptFresh>
      <p className="mt-6 text-muted">
        Made <Time at={hook.createdAt} now={now} />
        {hook.createdBy ? ` by ${hook.createdBy}` : ""}.
      </p>
    </>
  );
}
