import { ButtonForm } from "@/components/forms/button-form";
import { ActDialog } from "@/components/ui/act-dialog";
import { Command } from "@/components/ui/command";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { Time } from "@/components/ui/time";
import { type Capability, whyNot } from "@/lib/domain/capability";
import type { FirewallView } from "@/lib/domain/exposures/dnat-status-views";
import type { FormAction } from "@/lib/domain/form-state";
import { FirewallForm } from "./firewall-form";

const openings = {
  wanted: "Being made",
  open: "Made by Drawbridge, in place",
  "closed-by-others": "Made by Drawbridge, and gone or changed since: somebody closed it",
  closing: "Being taken back",
} as const;

/** The edge's firewall: its first matching rule, the exact rule to add where nothing lets clients in. */
export function FirewallPanel({
  firewall,
  can,
  asked,
  action,
  close,
  canClose,
  values,
  now,
}: {
  firewall: FirewallView;
  can: Capability;
  asked: boolean;
  action: FormAction;
  close: FormAction;
  /** Taking back the opening that Drawbridge made; null where there is no exposure to have one. */
  canClose: Capability | null;
  values: Record<string, string>;
  now: string;
}) {
  const { rule, add, opening, waiting } = firewall;
  const everybody = firewall.clients.includes("0.0.0.0/0");
  return (
    <Panel
      title="Edge firewall"
      actions={
        firewall.at ? (
          <p className="text-sm text-muted">
            Read <Time at={firewall.at} now={now} />
          </p>
        ) : undefined
      }
    >
      <div className="space-y-4">
        <p className="max-w-prose">{firewall.sentence}</p>
        <DescriptionList
          facts={[
            {
              term: "Weighed for",
              description: everybody ? (
                "clients anywhere"
              ) : (
                <Identifier value={firewall.clients.join(", ")} />
              ),
            },
            ...(rule
              ? [
                  {
                    term: "First matching rule",
                    description: (
                      <>
                        <Identifier value={rule.name} />{" "}
                        <span className="text-muted">
                          {rule.action.toLowerCase()}, among the {rule.where} rules
                        </span>
                      </>
                    ),
                  },
                ]
              : []),
            ...(opening
              ? [
                  {
                    term: "Opening",
                    description: (
                      <>
                        {openings[opening.state]}: <Identifier value={opening.clientCidrs.join(", ")} />
                      </>
                    ),
                  },
                ]
              : []),
          ]}
        />
        {add ? (
          <div className="space-y-1.5">
            <p className="max-w-prose">
              Where your own people keep the firewall, this is the rule to add
              {add.before ? (
                <>
                  {" "}
                  above <Identifier value={add.before.name} />
                </>
              ) : null}
              :
            </p>
            <Command
              title="Rule"
              what="firewall rule"
              command={[
                `name: ${add.name}`,
                `source: ${add.sources.join(", ")}`,
                `destination: ${add.destination}`,
                `service: ${add.protocol} ${add.port}`,
                `action: ${add.action.toLowerCase()}`,
                `direction: ${add.direction.toLowerCase()}, ${add.ipProtocol}`,
              ].join("\n")}
            />
          </div>
        ) : firewall.next ? (
          <p className="max-w-prose">{firewall.next}</p>
        ) : null}
        {waiting ? (
          <p className="max-w-prose">
            An opening for <Identifier value={waiting.clientCidrs.join(", ")} /> was asked for{" "}
            <Time at={waiting.requestedAt} now={now} /> and waits for the provider's approval.
          </p>
        ) : (
          <ActDialog
            show="open-firewall"
            asked={asked}
            label="Open for clients"
            title="Open the edge's firewall?"
            disabledReason={whyNot(can)}
          >
            <div className="space-y-4">
              <ul className="list-disc space-y-1.5 pl-5">
                <li>
                  One rule is added to the edge's firewall: the clients you name reach the API server on port
                  6443, and nothing else.
                </li>
                <li>
                  An admin of the provider approves it first. If anybody changes the firewall meanwhile,
                  nothing is written over.
                </li>
                <li>The rule is taken back when the cluster is un-exposed.</li>
              </ul>
              <FirewallForm action={action} values={values} clients={opening?.clientCidrs ?? []} />
            </div>
          </ActDialog>
        )}
        {canClose?.ok ? (
          <ButtonForm
            action={close}
            values={values}
            label="Take the opening back"
            pendingLabel="Taking it back"
          />
        ) : null}
      </div>
    </Panel>
  );
}
