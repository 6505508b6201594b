import type { ClusterSpec } from "./cluster-spec";

export type OperationKind = "create" | "update" | "delete" | "force-delete" | "upgrade" | "delete-nfs";

/** One thing CSE is doing in a person's name, kept between its steps. */
export interface CseOperation {
  id: string;
  kind: OperationKind;
  entityId: string;
  taskId: string;
  clusterName: string;
  organizationId: string;
  userId: string;
  /** CSE calls VCD with the caller's own token: when that ends, so do its calls. */
  sessionId: string | null;
  apiVersion: string;
  base: string;
  step: string;
  /** Set while a described world is built: no time passes. */
  instant: boolean;
  data: {
    spec: ClusterSpec;
    vappId?: string;
    internalIp?: string;
    candidateIp?: string;
    edgeGatewayId?: string;
    /** Set once CSE believes that the rule exists. */
    exposeIp?: string;
    edgeTaskId?: string;
    attempts: number;
    /** What went wrong and is being cleaned up. */
    failure?: string;
    workersBefore?: number;
    unexpose?: boolean;
    unexposed?: boolean;
    dnatDeletionFailed?: boolean;
    wasExposed?: boolean;
    nodeName?: string;
  };
}
