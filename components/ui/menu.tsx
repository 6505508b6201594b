"use client";
import { MoreHorizontal } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { buttonStyle } from "./button-style";

export interface MenuItem {
  label: string;
  href: string;
}

const MenuContent = lazy(() => import("./menu-content"));

/**
 * Further places for one row. The menu's code comes with the first menu that is opened. Without scripts it is not
 * shown, so every place in it must be reachable on the object's own page as well.
 */
export function Menu({ label, items }: { label: string; items: MenuItem[] }) {
  const [opened, setOpened] = useState(false);
  const trigger = (
    <button
      type="button"
      aria-label={label}
      aria-haspopup="menu"
      onClick={() => setOpened(true)}
      className={`needs-script ${buttonStyle("ghost", "small")}`}
    >
      <MoreHorizontal size={16} aria-hidden="true" />
    </button>
  );
  if (!opened) return trigger;
  return (
    <Suspense fallback={trigger}>
      <MenuContent label={label} items={items} />
    </Suspense>
  );
}
