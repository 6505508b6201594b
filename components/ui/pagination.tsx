import { ArrowLeft, ArrowRight } from "lucide-react";
import { LinkButton } from "./link-button";

/** Keyset paging: no numbers, because counting would read everything. Absent hrefs show nothing. */
export function Pagination({
  newer,
  older,
  newerLabel = "Newer",
  olderLabel = "Older",
}: {
  newer?: string | null;
  older?: string | null;
  newerLabel?: string;
  olderLabel?: string;
}) {
  if (!newer && !older) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-4">
      {newer ? (
        <LinkButton href={newer} icon={<ArrowLeft size={16} aria-hidden="true" />}>
          {newerLabel}
        </LinkButton>
      ) : (
        <span />
      )}
      {older ? (
        <LinkButton href={older} icon={<ArrowRight size={16} aria-hidden="true" />}>
          {olderLabel}
        </LinkButton>
      ) : null}
    </nav>
  );
}
