"use client";
import * as Dropdown from "@radix-ui/react-dropdown-menu";
import { MoreHorizontal } from "lucide-react";
import Link from "next/link";
import { buttonStyle } from "./button-style";
import { LinkPending } from "./link-pending";
import type { MenuItem } from "./menu";

/** Default export because it is loaded lazily; takes the place of the plain trigger, already open. */
export default function MenuContent({ label, items }: { label: string; items: MenuItem[] }) {
  return (
    <Dropdown.Root defaultOpen modal={false}>
      <Dropdown.Trigger aria-label={label} className={buttonStyle("ghost", "small")}>
        <MoreHorizontal size={16} aria-hidden="true" />
      </Dropdown.Trigger>
      {/* No portal: what is in it belongs to the landmark that it was opened in. */}
      <Dropdown.Content
        align="end"
        sideOffset={4}
        className="z-40 min-w-44 rounded-lg border border-border bg-surface-raised p-1 shadow-overlay"
      >
        {items.map(({ label: word, href }) => (
          <Dropdown.Item key={href} asChild>
            <Link
              href={href}
              prefetch={false}
              className="flex min-h-8 items-center rounded-md px-2.5 outline-none data-highlighted:bg-accent-surface data-highlighted:text-accent-text"
            >
              {word}
              <LinkPending />
            </Link>
          </Dropdown.Item>
        ))}
      </Dropdown.Content>
    </Dropdown.Root>
  );
}
