/** PEM texts of a certificate and its private key. */
export interface KeyPair {
  certificate: string;
  privateKey: string;
}

export interface ControlPlaneRecord {
  vappId: string;
  clusterName: string;
  nodeName: string;
  /** The node's own address: where the API server listens. */
  ip: string;
  /** `kubeadm init --control-plane-endpoint`: the external address of a cluster exposed at its creation. */
  controlPlaneEndpoint: string | null;
  kubernetesVersion: string;
  os: string;
  containerRuntime: string;
  serviceCidr: string;
  podCidr: string;
  createdAt: number;
  authority: KeyPair;
  server: KeyPair;
  client: KeyPair;
  /** /root/.kube/config on the node. */
  kubeconfig: string;
}

/** A node as the API server lists it. */
export interface ClusterNode {
  name: string;
  ip: string;
  controlPlane: boolean;
  ready: boolean;
  createdAt: number;
}
