"use client";
import { useEffect, useRef, useState } from "react";
import { signedOutEvent } from "@/components/live/read-json";
import { readClock } from "@/components/ui/clock";
import { Countdown } from "@/components/ui/time";
import { paths } from "@/lib/paths";

type Ends = { idleEndsAt: string; endsAt: string };
type Known = { state: "open" | "warned" | "over"; endsAt: string; idle: boolean };

/** At most this often is it told that somebody is there. */
const tellEveryMs = 60_000;
/** How long before the end it is said that it comes. */
const warnMs = 120_000;
const input = ["pointerdown", "keydown", "wheel", "touchmove"] as const;

/**
 * Tells the server that somebody is there, after real input only, so that an open page alone keeps no session alive.
 * Says when the session is about to end, and that it has ended: what was typed stays until the person leaves the page,
 * and a sign-in in another tab lets this one go on.
 */
export function Presence({ first }: { first: Ends }) {
  const [known, setKnown] = useState<Known>(() => ({ state: "open", ...nextEnd(first) }));
  const { idleEndsAt, endsAt } = first;
  const toldAt = useRef(Date.now());

  useEffect(() => {
    let ends: Ends = { idleEndsAt, endsAt };
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;

    const show = (state: Known["state"]) => {
      over = state === "over";
      setKnown({ state, ...nextEnd(ends) });
    };
    const plan = () => {
      clearTimeout(timer);
      const leftMs = new Date(nextEnd(ends).endsAt).getTime() - readClock().getTime();
      show(leftMs <= warnMs ? "warned" : "open");
      // Timers of the browser hold no more than 24 days.
      timer = setTimeout(
        ask,
        Math.min(leftMs <= warnMs ? Math.max(leftMs, 0) + 500 : leftMs - warnMs, 86_400_000),
      );
    };
    const hear = async (method: "GET" | "POST") => {
      const response = await fetch(paths.api.presence(), { method, cache: "no-store" }).catch(() => null);
      if (response?.status === 401) {
        end();
      } else if (response?.ok) {
        ends = (await response.json()) as Ends;
        plan();
      } else {
        // No answer says nothing about the session.
        clearTimeout(timer);
        timer = setTimeout(ask, 30_000);
      }
    };
    const end = () => {
      clearTimeout(timer);
      show("over");
    };
    const ask = () => void hear("GET");
    const hearSaid = (event: Event) =>
      event instanceof CustomEvent && event.detail === "over" ? end() : ask();
    const tell = () => {
      if (over || Date.now() - toldAt.current < tellEveryMs) return;
      toldAt.current = Date.now();
      void hear("POST");
    };
    const lookAgain = () => {
      if (document.visibilityState === "visible") ask();
    };

    plan();
    for (const kind of input) window.addEventListener(kind, tell, { passive: true });
    window.addEventListener(signedOutEvent, hearSaid);
    document.addEventListener("visibilitychange", lookAgain);
    return () => {
      clearTimeout(timer);
      for (const kind of input) window.removeEventListener(kind, tell);
      window.removeEventListener(signedOutEvent, hearSaid);
      document.removeEventListener("visibilitychange", lookAgain);
    };
  }, [idleEndsAt, endsAt]);

  return (
    <div role="status" className="fixed inset-x-0 bottom-0 z-40 flex justify-center p-3 empty:hidden">
      {known.state === "open" ? null : (
        <div className="w-full max-w-xl space-y-1 rounded-lg border border-waiting-border bg-waiting-surface px-4 py-3 shadow-overlay">
          {known.state === "over" ? <Over /> : <Warned {...known} />}
        </div>
      )}
    </div>
  );
}

function Warned({ endsAt, idle }: Known) {
  return (
    <>
      <p className="font-semibold">
        You will be signed out in <Countdown to={endsAt} now={readClock()} ended="a moment" />
      </p>
      <p>
        {idle
          ? "Nothing was done here for a while. Touch, click or press a key to stay."
          : "The session has lasted as long as one may. Save what you are at, then sign in again."}
      </p>
    </>
  );
}

function Over() {
  return (
    <>
      <p className="font-semibold">You are signed out</p>
      <p>
        Your session is over. What you typed here is still here:{" "}
        <a
          href={paths.signIn({ next: paths.sessions() })}
          target="_blank"
          rel="noopener"
          className="underline"
        >
          sign in in a new tab
        </a>{" "}
        and go on in this one, or{" "}
        <a
          href={signInHere()}
          // Whoever went on by a sign-in elsewhere may be on another page by now.
          onClick={(event) => event.currentTarget.setAttribute("href", signInHere())}
          className="underline"
        >
          sign in here
        </a>{" "}
        and come back to this page.
      </p>
    </>
  );
}

function signInHere(): string {
  return paths.signIn({ next: `${location.pathname}${location.search}` });
}

function nextEnd({ idleEndsAt, endsAt }: Ends): { endsAt: string; idle: boolean } {
  return idleEndsAt < endsAt ? { endsAt: idleEndsAt, idle: true } : { endsAt, idle: false };
}
