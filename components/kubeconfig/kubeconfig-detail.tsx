import type { ReactNode } from "react";
import { PolicyText } from "@/components/forms/policy-text";
import { Command } from "@/components/ui/command";
import { DescriptionList } from "@/components/ui/description-list";
import { Identifier } from "@/components/ui/identifier";
import { Notice, type NoticeTone } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Table } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { KubeClient } from "@/lib/domain/kubeconfig/clients";
import type { KubeconfigNotice } from "@/lib/domain/kubeconfig/readiness";
import type { KubeconfigPageView } from "@/lib/domain/kubeconfig/views";
import { KubeconfigButtons } from "./kubeconfig-buttons";
import { X509Panel } from "./x509-panel";

const tones: Record<KubeconfigNotice["level"], NoticeTone> = { stop: "bad", warn: "waiting", info: "info" };

/** How to reach a cluster by its kubeconfig: what stands in the way first, then the file, then how it is used. */
export function KubeconfigDetail({
  organization,
  view,
  said,
  now,
}: {
  organization: string;
  view: KubeconfigPageView;
  /** What a client said, to be explained; empty at first. */
  said: string;
  now: string;
}) {
  const hasFile = view.source === "cse" || view.source === "registered";
  return (
    <div className="space-y-6">
      {view.notices.map(({ level, sentence, next }) => (
        <Notice key={sentence} tone={tones[level]} title={sentence} next={next} />
      ))}
      {view.source === "eks-line" ? (
        <EksLine view={view} />
      ) : (
        <FilePanel view={view} organization={organization} now={now} />
      )}
      {view.linesToTry.length > 0 && view.source !== "none" ? (
        <Panel
          title="Try it"
          sentence={
            hasFile
              ? "In the folder with the file. The first tells whether the API server answers, the second lists the nodes, the third whether you may do everything."
              : "The first tells whether the API server answers, the second lists the nodes, the third whether you may do everything."
          }
        >
          <div className="space-y-2">
            {view.linesToTry.map((line, index) => (
              <Command key={line} command={line} what={`line ${index + 1}`} title={lineTitles[index]} />
            ))}
          </div>
        </Panel>
      ) : null}
      {view.clients.length > 0 && view.source !== "none" ? <Clients view={view} /> : null}
      {view.cluster.kind === "vcd" ? <X509Panel said={said} endpoint={view.endpoint} /> : null}
    </div>
  );
}

const lineTitles = ["Does it answer?", "Its nodes", "What may I do?"];

function FilePanel({
  view,
  organization,
  now,
}: {
  view: KubeconfigPageView;
  organization: string;
  now: string;
}) {
  const { download, endpoint } = view;
  const facts: { term: string; description: ReactNode }[] = [
    { term: "File", description: <Identifier value={view.fileName} /> },
    {
      term: "Leads to",
      description: endpoint ? (
        <Identifier value={endpoint.server} copy="server" />
      ) : (
        "what the file itself says"
      ),
    },
  ];
  if (endpoint) {
    facts.push({
      term: "Verified by",
      description: endpoint.tlsServerName ? (
        <>
          the name <Identifier value={endpoint.tlsServerName} /> (<code>tls-server-name</code>)
        </>
      ) : (
        "its own address, which the certificate names"
      ),
    });
  }
  if (view.clientCertificateEnds) {
    facts.push({
      term: "Client certificate ends",
      description: <Time at={view.clientCertificateEnds} now={now} />,
    });
  }
  if (view.serverCertificateEnds) {
    facts.push({
      term: "Server's certificate ends",
      description: <Time at={view.serverCertificateEnds} now={now} />,
    });
  }
  if (view.readAt) {
    facts.push({
      term: view.source === "registered" ? "Registered" : "Last read",
      description: <Time at={view.readAt} now={now} />,
    });
  }
  return (
    <Panel title="The file" sentence={view.consequence}>
      <div className="space-y-4">
        {view.source === "none" ? null : <DescriptionList facts={facts} />}
        <KubeconfigButtons
          organization={organization}
          clusterId={view.cluster.id}
          known={view.notices.map(({ sentence }) => sentence)}
          refusal={download.ok ? null : `${download.reason} ${download.next}`}
        />
        {download.ok ? (
          <p className="max-w-prose text-sm text-muted">
            Each download and copy is recorded, with who had it. Drawbridge keeps no copy of the file.
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function EksLine({ view }: { view: KubeconfigPageView }) {
  return (
    <Panel title="The line that makes it" sentence={view.consequence}>
      {view.eksLine ? (
        <Command command={view.eksLine} what="line" title="With the AWS CLI" />
      ) : (
        <p className="text-muted">
          {view.download.ok ? "" : `${view.download.reason} ${view.download.next}`}
        </p>
      )}
    </Panel>
  );
}

function Clients({ view }: { view: KubeconfigPageView }) {
  const byName = view.endpoint?.tlsServerName ?? null;
  const settings = view.clients.filter((client) => client.setting !== null);
  return (
    <Panel
      title="Clients"
      sentence={
        byName
          ? `The file says tls-server-name: ${byName}. Clients that are older than shown refuse the connection; none of them should be told to skip verification.`
          : "What each client makes of the file."
      }
      flush
    >
      <Table<KubeClient>
        caption="Clients, and since which version they honour tls-server-name"
        rows={view.clients}
        rowKey={(client) => client.name}
        columns={[
          { key: "name", header: "Client", primary: true, cell: (client) => client.name },
          {
            key: "since",
            header: "tls-server-name",
            cell: (client) =>
              client.since ? `since ${client.since}` : <span className="text-muted">own setting</span>,
          },
          { key: "sentence", header: "What it does", cell: (client) => client.sentence },
        ]}
      />
      {settings.length > 0 ? (
        <div className="space-y-2 px-4 pt-3 pb-3 sm:px-5">
          {settings.map((client) => (
            <details key={client.name} className="rounded-md border border-border">
              <summary className="px-3 py-1.5 hover:bg-surface">Setting for {client.name}</summary>
              <div className="border-t border-border p-3">
                <PolicyText text={client.setting ?? ""} what={`setting for ${client.name}`} />
              </div>
            </details>
          ))}
        </div>
      ) : null}
    </Panel>
  );
}
