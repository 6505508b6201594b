import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type ClusterDraft, readClusterDraft, toCheckInput } from "@/lib/domain/vcd/cluster-draft";
import type { ClusterCheckView } from "@/lib/domain/vcd/create-views";
import { paths } from "@/lib/paths";

const restMs = 400;

type Checked = {
  check: ClusterCheckView | null;
  /** What the check speaks of: what was typed since is not judged yet. */
  of: ClusterDraft;
  /** A newer answer is on its way. */
  checking: boolean;
  /** Why the last check could not be made. */
  fault: string | null;
};

/**
 * What the server says of a form as it is filled in, asked for once typing rests; an answer that was overtaken is
 * dropped. `look` asks after a change, `put` takes what an action has answered.
 */
export function useClusterCheck(
  form: RefObject<HTMLFormElement | null>,
  organization: string,
  first: { check: ClusterCheckView | null; of: ClusterDraft },
) {
  const [checked, setChecked] = useState<Checked>({ ...first, checking: false, fault: null });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef<AbortController>(undefined);

  const ask = useCallback(async () => {
    asked.current?.abort();
    asked.current = new AbortController();
    const { signal } = asked.current;
    if (!form.current) return;
    const draft = readClusterDraft(new FormData(form.current));
    try {
      const response = await fetch(paths.api.clusterCheck(organization), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(toCheckInput(draft)),
        signal,
      });
      const answer = (await response.json()) as ClusterCheckView & { error?: { message: string } };
      if (signal.aborted) return;
      if (response.ok) setChecked({ check: answer, of: draft, checking: false, fault: null });
      else {
        const fault = answer.error?.message ?? `The server answered ${response.status}.`;
        setChecked((before) => ({ ...before, checking: false, fault }));
      }
    } catch {
      if (signal.aborted) return;
      const fault = "The server does not answer.";
      setChecked((before) => ({ ...before, checking: false, fault }));
    }
  }, [form, organization]);

  const look = useCallback(
    (afterMs = restMs) => {
      clearTimeout(timer.current);
      asked.current?.abort();
      setChecked((before) => ({ ...before, checking: true }));
      timer.current = setTimeout(() => void ask(), afterMs);
    },
    [ask],
  );

  const put = useCallback((check: ClusterCheckView, of: ClusterDraft) => {
    clearTimeout(timer.current);
    asked.current?.abort();
    setChecked({ check, of, checking: false, fault: null });
  }, []);

  /** Asks nothing more until the next change: what is sent now changes what a check would say. */
  const rest = useCallback(() => {
    clearTimeout(timer.current);
    asked.current?.abort();
    setChecked((before) => ({ ...before, checking: false }));
  }, []);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      asked.current?.abort();
    },
    [],
  );
  return { ...checked, look, put, rest };
}
