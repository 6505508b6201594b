import { ExternalLink } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { LinkPending } from "./link-pending";

export interface TextLinkProps {
  href: string;
  children: ReactNode;
  /** Quiet links take the colour of their surroundings until pointed at (names in tables). */
  quiet?: boolean;
  className?: string;
  "aria-current"?: "page" | "true";
  "aria-label"?: string;
}

/** Internal by path, external by scheme. Navigation is pending visibly, pages are not fetched ahead. */
export function TextLink({ href, children, quiet = false, className, ...aria }: TextLinkProps) {
  const style = classNames("text-link", quiet && "text-link-quiet", className);
  if (/^[a-z]+:/.test(href)) {
    return (
      <a href={href} rel="noreferrer" className={style} {...aria}>
        {children}
        <ExternalLink size={12} aria-hidden="true" className="ml-0.5 inline align-baseline" />
      </a>
    );
  }
  return (
    <Link href={href} prefetch={false} className={style} {...aria}>
      {children}
      <LinkPending />
    </Link>
  );
}
