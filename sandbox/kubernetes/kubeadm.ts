import { issue, makeAuthority, serverNames, validityFrom } from "./certificates";
import { writeKubeconfig } from "./kubeconfig";
import type { ControlPlaneRecord } from "./records";

export type InitRequest = Omit<ControlPlaneRecord, "authority" | "server" | "client" | "kubeconfig">;

/** `kubeadm init`: an authority, a server certificate with kubeadm's names, an admin's certificate and admin.conf. */
export async function kubeadmInit(request: InitRequest): Promise<ControlPlaneRecord> {
  const { createdAt, controlPlaneEndpoint, nodeName, ip, serviceCidr } = request;
  const authority = await makeAuthority("kubernetes", validityFrom(createdAt, 3650));
  const names = serverNames({ nodeName, ip, serviceCidr, endpoint: controlPlaneEndpoint });
  const year = validityFrom(createdAt);
  const server = await issue(authority, { subject: "CN=kube-apiserver", usage: "server", ...names }, year);
  const client = await issue(
    authority,
    { subject: "O=system:masters, CN=kubernetes-admin", usage: "client" },
    year,
  );
  const address = `https://${controlPlaneEndpoint ?? ip}:6443`;
  return {
    ...request,
    authority,
    server,
    client,
    kubeconfig: writeKubeconfig({ server: address, authority, client }),
  };
}

export interface Renewal {
  serverDays?: number | undefined;
  clientDays?: number | undefined;
  /** Further addresses and names of the server certificate, as an operator adds them by hand. */
  addNames?: string[] | undefined;
  now: number;
}

/** New leaf certificates from the same authority; days below zero give certificates that have expired. */
export async function renewCertificates(
  plane: ControlPlaneRecord,
  renewal: Renewal,
): Promise<ControlPlaneRecord> {
  const endpoint = plane.controlPlaneEndpoint;
  const names = serverNames({
    nodeName: plane.nodeName,
    ip: plane.ip,
    serviceCidr: plane.serviceCidr,
    endpoint,
  });
  const lasting = (days: number) => {
    const validity = validityFrom(renewal.now, days);
    return days > 0
      ? validity
      : { notBefore: new Date(validity.notAfter.getTime() - 86_400_000), notAfter: validity.notAfter };
  };
  const isAddress = (name: string) => /^\d+(\.\d+){3}$/.test(name);
  for (const name of renewal.addNames ?? [])
    (isAddress(name) ? names.ipAddresses : names.dnsNames).push(name);
  const server = await issue(
    plane.authority,
    { subject: "CN=kube-apiserver", usage: "server", ...names },
    lasting(renewal.serverDays ?? 365),
  );
  const client =
    renewal.clientDays === undefined
      ? plane.client
      : await issue(
          plane.authority,
          { subject: "O=system:masters, CN=kubernetes-admin", usage: "client" },
          lasting(renewal.clientDays),
        );
  const address = /server: (\S+)/.exec(plane.kubeconfig)?.[1] ?? `https://${plane.ip}:6443`;
  const kubeconfig = writeKubeconfig({ server: address, authority: plane.authority, client });
  return { ...plane, server, client, kubeconfig };
}
