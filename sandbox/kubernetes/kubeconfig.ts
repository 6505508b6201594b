import type { KeyPair } from "./records";

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** /root/.kube/config as kubeadm writes it. */
export function writeKubeconfig(given: { server: string; authority: KeyPair; client: KeyPair }): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(given.authority.certificate)}
    server: ${given.server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
preferences: {}
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${base64(given.client.certificate)}
    client-key-data: ${base64(given.client.privateKey)}
`;
}

/** What CSE does on an un-expose: every IPv4 address, with or without a port, becomes the internal one with 6443. */
export const replaceAddresses = (kubeconfig: string, internalIp: string) =>
  kubeconfig.replace(/\b\d{1,3}(\.\d{1,3}){3}(:\d+)?/g, `${internalIp}:6443`);
