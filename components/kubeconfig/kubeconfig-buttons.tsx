"use client";
import { Copy, Download } from "lucide-react";
import { useState } from "react";
import { announce } from "@/components/ui/announce";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { KubeconfigNotice } from "@/lib/domain/kubeconfig/readiness";
import { paths } from "@/lib/paths";
import { fetchKubeconfig } from "./queries";

type Doing = "download" | "copy";

type Outcome =
  | { kind: "refused"; title: string; next: string | null }
  | { kind: "given"; title: string; notices: KubeconfigNotice[] }
  /** It would not work: said before it is handed over. */
  | { kind: "held"; notices: KubeconfigNotice[]; doing: Doing };

/**
 * Download and copy. A plain form that posts, so that it works without scripts; with scripts what the reading of the
 * file shows is said before it is handed over. The text goes into the file or the clipboard, never into the page.
 */
export function KubeconfigButtons({
  organization,
  clusterId,
  known,
  refusal,
}: {
  organization: string;
  clusterId: string;
  /** Sentences that the page says already. */
  known: string[];
  /** Why it is not given; greys both. */
  refusal: string | null;
}) {
  const [doing, setDoing] = useState<Doing | null>(null);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const run = async (what: Doing, anyway: boolean) => {
    if (doing) return;
    setDoing(what);
    setOutcome(null);
    setOutcome(await give(what, anyway));
    setDoing(null);
  };
  const give = async (what: Doing, anyway: boolean): Promise<Outcome> => {
    if (what === "copy" && !navigator.clipboard) {
      return {
        kind: "refused",
        title: "The browser offers no clipboard on this address.",
        next: "Download the file, or open Drawbridge by https.",
      };
    }
    const fetched = await fetchKubeconfig(organization, clusterId);
    if (!fetched.ok) return { kind: "refused", title: fetched.message, next: fetched.next };
    const { file } = fetched;
    const fresh = file.notices.filter(({ level, sentence }) => level !== "info" && !known.includes(sentence));
    if (!anyway && fresh.some(({ level }) => level === "stop")) {
      return { kind: "held", notices: fresh, doing: what };
    }
    if (what === "download") {
      save(file.text, file.fileName);
      announce(`Downloaded ${file.fileName}`);
      return { kind: "given", title: `Downloaded ${file.fileName}.`, notices: fresh };
    }
    try {
      await navigator.clipboard.writeText(file.text);
    } catch {
      return {
        kind: "refused",
        title: "The browser did not let us write to the clipboard.",
        next: "Allow it for this site, or download the file.",
      };
    }
    announce("Copied the kubeconfig");
    return { kind: "given", title: "Copied. Clear the clipboard once it is pasted.", notices: fresh };
  };

  return (
    <form
      method="post"
      action={paths.api.kubeconfig(organization, clusterId)}
      onSubmit={(event) => {
        event.preventDefault();
        void run("download", false);
      }}
      className="space-y-3"
    >
      <div className="flex flex-wrap gap-2">
        <Button
          type="submit"
          variant="primary"
          icon={<Download size={16} aria-hidden="true" />}
          pending={doing === "download"}
          pendingLabel="Having it read"
          disabledReason={refusal ?? undefined}
        >
          Download
        </Button>
        {refusal === null ? (
          <span className="needs-script">
            <Button
              icon={<Copy size={16} aria-hidden="true" />}
              pending={doing === "copy"}
              pendingLabel="Having it read"
              onClick={() => void run("copy", false)}
            >
              Copy
            </Button>
          </span>
        ) : null}
      </div>
      {outcome?.kind === "refused" ? (
        <Notice tone="bad" title={outcome.title} next={outcome.next} live />
      ) : null}
      {outcome?.kind === "given" ? (
        <Notice tone="good" title={outcome.title} live>
          <Said notices={outcome.notices} />
        </Notice>
      ) : null}
      {outcome?.kind === "held" ? (
        <div className="space-y-2">
          <Notice tone="bad" title="The file was read and would not work. It was not handed over." live>
            <Said notices={outcome.notices} />
          </Notice>
          <Button onClick={() => void run(outcome.doing, true)}>
            {outcome.doing === "download" ? "Download it all the same" : "Copy it all the same"}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

function Said({ notices }: { notices: KubeconfigNotice[] }) {
  return notices.map(({ sentence, next }) => (
    <p key={sentence}>
      {sentence} {next}
    </p>
  ));
}

function save(text: string, fileName: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
