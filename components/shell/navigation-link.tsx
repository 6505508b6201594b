"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { LinkPending } from "@/components/ui/link-pending";

/** Knows whether one is there. `exact` for rooms whose address is the beginning of the others'. */
export function NavigationLink({
  href,
  exact,
  children,
}: {
  href: string;
  exact: boolean;
  children: ReactNode;
}) {
  const here = usePathname();
  const current = here === href || (!exact && here.startsWith(`${href}/`));
  return (
    <Link
      href={href}
      prefetch={false}
      aria-current={current ? "page" : undefined}
      // A sheet or menu does not close by itself when the next page comes without a reload.
      onClick={(event) => event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover()}
      className="flex min-h-9 items-center gap-2.5 rounded-md px-2.5 text-muted hover:bg-surface-sunken hover:text-text aria-[current=page]:bg-accent-surface aria-[current=page]:font-medium aria-[current=page]:text-accent-text"
    >
      {children}
      <LinkPending />
    </Link>
  );
}
