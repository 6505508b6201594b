import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { readClusterDraft, toCheckInput } from "@/lib/domain/vcd/cluster-draft";
import type { ClusterCheckView } from "@/lib/domain/vcd/create-views";
import { paths } from "@/lib/paths";

const restMs = 400;

type Checked = {
  check: ClusterCheckView | null;
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
  first: ClusterCheckView | null,
) {
  const [checked, setChecked] = useState<Checked>({ check: first, checking: false, fault: null });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = useRef<AbortController>(undefined);

  const ask = useCallback(async () => {
    asked.current?.abort();
    asked.current = new AbortController();
    const { signal } = asked.current;
    if (!form.current) return;
    try {
      const response = await fetch(paths.api.clusterCheck(organization), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(toCheckInput(readClusterDraft(new FormData(form.current)))),
        signal,
      });
      const answer = (await response.json()) as ClusterCheckView & { error?: { message: string } };
      if (signal.aborted) return;
      if (response.ok) setChecked({ check: answer, checking: false, fault: null });
      else {
        const fault = answer.error?.message ?? `The server answered ${response.status}.`;
        setChecked(({ check }) => ({ check, checking: false, fault }));
      }
    } catch {
      if (signal.aborted) return;
      const fault = "The server does not answer.";
      setChecked(({ check }) => ({ check, checking: false, fault }));
    }
  }, [form, organization]);

  const look = useCallback(
    (afterMs = restMs) => {
      clearTimeout(timer.current);
      asked.current?.abort();
      setChecked(({ check, fault }) => ({ check, checking: true, fault }));
      timer.current = setTimeout(() => void ask(), afterMs);
    },
    [ask],
  );

  const put = useCallback((check: ClusterCheckView) => {
    clearTimeout(timer.current);
    asked.current?.abort();
    setChecked({ check, checking: false, fault: null });
  }, []);

  useEffect(
    () => () => {
      clearTimeout(timer.current);
      asked.current?.abort();
    },
    [],
  );
  return { ...checked, look, put };
}
