import type { Capability } from "../capability";
import type { ApiServerEndpoint, KubeClient } from "./clients";
import type { KubeconfigNotice } from "./readiness";

/**
 * Where the file comes from. `cse`: read from the cluster by CSE in the person's name, each time anew. `registered`: an
 * admin gave it for a cluster in AWS. `eks-line`: there is no file, but a line that makes one. `none`: nothing was
 * registered for a cluster in AWS.
 */
export type KubeconfigSource = "cse" | "registered" | "eks-line" | "none";

/** What the kubeconfig page of a cluster shows; plain JSON, without any secret. Times are ISO strings. */
export type KubeconfigPageView = {
  cluster: { id: string; name: string; kind: "vcd" | "aws" };
  source: KubeconfigSource;
  /** Download and copy: the same right, the same refusal. Not given where there is only a line to run. */
  download: Capability;
  /** What the file makes of whoever has it. */
  consequence: string;
  fileName: string;
  /** Where the file will lead; null: to wherever CSE or the admin wrote, which is told by the notices. */
  endpoint: ApiServerEndpoint | null;
  /** Said before the download, most serious first. */
  notices: KubeconfigNotice[];
  /** Three lines to try the file with. */
  linesToTry: string[];
  clients: KubeClient[];
  /** End of the client certificate in the last file that was given; null where none was. */
  clientCertificateEnds: string | null;
  /** End of the API server's own certificate, as last seen in a handshake. */
  serverCertificateEnds: string | null;
  /** When somebody last had the file read, or an admin registered it. */
  readAt: string | null;
  /** `aws eks update-kubeconfig …`, filled in; only where the source is `eks-line`. */
  eksLine: string | null;
  /** Changes with what the page shows. */
  revision: number;
};

/** The file itself: a secret. It is never kept, and goes to the browser once. */
export type KubeconfigFile = {
  fileName: string;
  text: string;
  /** How the file as it is now reaches the cluster. */
  endpoint: ApiServerEndpoint | null;
  notices: KubeconfigNotice[];
};
