import type { KubeconfigFile } from "@/lib/domain/kubeconfig/views";
import { paths } from "@/lib/paths";

type Fetched = { ok: true; file: KubeconfigFile } | { ok: false; message: string; next: string | null };

type Refusal = { error?: { message?: string; next?: string } };

/** Has the file read now. It is a secret: nothing here keeps it, and no cache sees it. */
export async function fetchKubeconfig(organization: string, clusterId: string): Promise<Fetched> {
  try {
    const response = await fetch(paths.api.kubeconfig(organization, clusterId), {
      method: "POST",
      headers: { accept: "application/json" },
      cache: "no-store",
    });
    if (response.ok) return { ok: true, file: (await response.json()) as KubeconfigFile };
    const { error } = (await response.json().catch(() => ({}))) as Refusal;
    return {
      ok: false,
      message: error?.message ?? `The server answered ${response.status}.`,
      next: error?.next ?? null,
    };
  } catch {
    return { ok: false, message: "The server does not answer.", next: "Try again." };
  }
}
