import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { RequestWorld } from "@/lib/domain/connections/request-world";
import type { RequestCheck } from "./request-check";

type Judge = typeof import("./request-check").judgeRequest;

/**
 * The checks of a form as it is filled in. `look` judges it again after a change, and leaves the last judgement
 * standing while there is no world; `touched` are the fields that were left once, whose half-typed values may be called
 * wrong.
 */
export function useRequestCheck(form: RefObject<HTMLFormElement | null>, world: RequestWorld | undefined) {
  const [check, setCheck] = useState<RequestCheck | null>(null);
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const judge = useRef<Judge | null>(null);

  const look = useCallback(() => {
    if (form.current && world && judge.current) setCheck(judge.current(new FormData(form.current), world));
  }, [form, world]);

  useEffect(() => {
    let open = true;
    void import("./request-check").then((loaded) => {
      judge.current = loaded.judgeRequest;
      if (open) look();
    });
    return () => {
      open = false;
    };
  }, [look]);

  const touch = useCallback((field: string) => {
    setTouched((before) => (before.has(field) ? before : new Set([...before, field])));
  }, []);
  return { check, touched, look, touch };
}
