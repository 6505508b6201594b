import { kubeconfigFileName } from "@/lib/domain/kubeconfig/clients";
import type { KubeconfigFile } from "@/lib/domain/kubeconfig/views";
import { type AskPatience, askAndAwait, type HearAnswer } from "../asks/await-answer";
import type { VerbContext } from "../context";
import { askForKubeconfig } from "./ask-for-kubeconfig";
import { getKubeconfigPage } from "./get-kubeconfig-page";

/**
 * The kubeconfig itself, read for this person now. It passes through this process's memory alone: never logged, never
 * cached, never written down in clear. Takes seconds, at most a minute and a half.
 */
export async function fetchKubeconfig(
  context: VerbContext,
  { id }: { id: string },
  hear: HearAnswer,
  patience?: AskPatience,
): Promise<KubeconfigFile> {
  const ask = (as: VerbContext, publicKey: string) => askForKubeconfig(as, { id, publicKey });
  const { text, endpoint } = await askAndAwait(context, "kubeconfig", ask, hear, patience);
  // What is said of it is read after it was: the reading showed when its certificate ends.
  const { cluster, notices } = await getKubeconfigPage(context, { id });
  return { fileName: kubeconfigFileName(cluster.name), text, endpoint, notices };
}
