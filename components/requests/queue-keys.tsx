"use client";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useRef, useState } from "react";
import type { FormAction } from "@/lib/domain/form-state";
import { areKeysOn, KeysSwitch } from "./keys-switch";

const QueueDialog = lazy(() => import("./queue-dialog").then((module) => ({ default: module.QueueDialog })));

export type KeyedLine = {
  id: string;
  title: string;
  organization: string;
  termsDigest: string;
  /** Why it cannot be approved from here; null where it can. */
  refused: string | null;
  /** Approving it decides it; else another person's approval is needed too. */
  decides: boolean;
};

export type QueueAct = { kind: "approve" | "deny"; line: KeyedLine } | { kind: "help" };

/**
 * Keys for a list of requests: the focus moves from line to line, and what is pressed concerns the line that has it.
 * They work while the focus is in the list or nowhere, so that nothing is taken from whoever types elsewhere, and can
 * be switched off.
 */
export function QueueKeys({
  lines,
  action,
  children,
}: {
  lines: KeyedLine[];
  action: FormAction;
  children: ReactNode;
}) {
  const list = useRef<HTMLElement>(null);
  const [act, setAct] = useState<QueueAct | null>(null);
  const close = useCallback(() => setAct(null), []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const here = list.current;
      if (!here || !areKeysOn() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey)
        return;
      const focused = document.activeElement;
      const within = focused !== null && here.contains(focused);
      if (
        (!within && focused !== document.body) ||
        isTyping(focused) ||
        document.querySelector("dialog[open]")
      )
        return;
      const links = [...here.querySelectorAll<HTMLAnchorElement>("a[data-request]")];
      const at = links.findIndex((link) => focused && link.closest("tr")?.contains(focused));
      const down = event.key === "j" || (within && event.key === "ArrowDown");
      const up = event.key === "k" || (within && event.key === "ArrowUp");
      if (down || up) {
        event.preventDefault();
        const to = at < 0 ? 0 : Math.min(Math.max(at + (down ? 1 : -1), 0), links.length - 1);
        links[to]?.focus();
        links[to]?.scrollIntoView({ block: "nearest" });
        return;
      }
      if (event.key === "?") {
        event.preventDefault();
        setAct({ kind: "help" });
        return;
      }
      const line = lines.find(({ id }) => id === links[at]?.dataset.request);
      if (!line) return;
      if (event.key === "x") {
        event.preventDefault();
        links[at]?.closest("tr")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
      }
      if (event.key === "a" || event.key === "d") {
        event.preventDefault();
        setAct({ kind: event.key === "a" ? "approve" : "deny", line });
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [lines]);

  return (
    <section ref={list} aria-label="Requests">
      {children}
      <KeysSwitch />
      {act ? (
        <Suspense fallback={null}>
          <QueueDialog act={act} action={action} close={close} />
        </Suspense>
      ) : null}
    </section>
  );
}

function isTyping(element: Element | null): boolean {
  if (element instanceof HTMLInputElement) return element.type !== "checkbox";
  return (
    element instanceof HTMLTextAreaElement ||
    element instanceof HTMLSelectElement ||
    (element instanceof HTMLElement && element.isContentEditable)
  );
}
