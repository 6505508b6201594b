import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { TextareaField } from "@/components/ui/textarea";
import type { ApiServerEndpoint } from "@/lib/domain/kubeconfig/clients";
import { explainX509 } from "@/lib/domain/kubeconfig/explain-x509";

/** What people meet who come by a file without the right name, and what any such message means. */
export function X509Panel({ said, endpoint }: { said: string; endpoint: ApiServerEndpoint | null }) {
  const host = endpoint ? hostOf(endpoint.server) : null;
  const example =
    endpoint?.tlsServerName && host
      ? `x509: certificate is valid for kubernetes, 10.96.0.1, not ${host}`
      : "x509: certificate is valid for 10.96.0.1, 192.168.0.100, not 10.149.1.101";
  const words = explainX509(said || example);
  return (
    <Panel
      title="If a client refuses the certificate"
      sentence="Such a message comes from the client, and speaks of the API server's certificate. Paste yours to have it explained."
    >
      <div className="space-y-4">
        {said ? null : (
          <p className="max-w-prose text-muted">
            The most frequent one is <code>{example}</code>:
          </p>
        )}
        {words ? (
          <Notice tone={said ? "waiting" : "info"} title={words.sentence} next={words.next} />
        ) : (
          <Notice
            tone="info"
            title="This is no complaint about a certificate."
            next="If it speaks of a time-out or a refused connection, look at the exposure's lights: the rule, the edge's firewall, and whether it answers."
          />
        )}
        <form method="get" action="#explained" className="space-y-3" id="explained">
          <TextareaField
            id="said"
            name="said"
            label="What the client says"
            mono
            rows={2}
            maxLength={2000}
            spellCheck={false}
            defaultValue={said}
            example="Such as: Unable to connect to the server: x509: certificate …"
          />
          <Button type="submit">Explain</Button>
        </form>
      </div>
    </Panel>
  );
}

function hostOf(server: string): string | null {
  return URL.canParse(server) ? new URL(server).hostname : null;
}
