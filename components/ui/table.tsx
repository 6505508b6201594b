import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { classNames } from "./class-names";
import { TextLink } from "./text-link";

export interface TableColumn<Row> {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Names the row: read as its header, shown as the title of its card. One per table. */
  primary?: boolean;
  align?: "left" | "right";
  sortable?: boolean;
  /** A CSS width, so that columns do not jump when data changes. */
  width?: string;
  /** The header is read out but not shown (a column of buttons). */
  hideHeader?: boolean;
}

export interface TableSort {
  key: string;
  direction: "ascending" | "descending";
  /** The address of the same list, sorted by that column. */
  href: (key: string, direction: "ascending" | "descending") => string;
}

function SortHeader({ column, sort }: { column: { key: string; header: string }; sort: TableSort }) {
  const current = sort.key === column.key ? sort.direction : null;
  const Icon = current === "ascending" ? ArrowUp : current === "descending" ? ArrowDown : ChevronsUpDown;
  return (
    <TextLink
      href={sort.href(column.key, current === "ascending" ? "descending" : "ascending")}
      className="inline-flex min-h-6 items-center gap-1 text-muted no-underline hover:text-text hover:underline"
    >
      {column.header}
      <Icon size={12} aria-hidden="true" />
    </TextLink>
  );
}

/**
 * A table where there is room, one card a row where there is not: the same cells, each with its header's word.
 * The roles are written out because `display: block` takes the native ones away.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  sort,
  captionVisible = false,
  empty,
}: {
  caption: string;
  columns: TableColumn<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  sort?: TableSort;
  captionVisible?: boolean;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
}) {
  if (rows.length === 0 && empty) return <>{empty}</>;
  return (
    <div className="relative min-w-0 overflow-x-auto">
      {/* biome-ignore lint/a11y/noRedundantRoles: display block on small screens removes the native role */}
      <table role="table" className="w-full border-collapse text-sm max-md:block">
        <caption
          className={captionVisible ? "px-4 pb-2 text-left text-muted sm:px-5 max-md:block" : "sr-only"}
        >
          {caption}
        </caption>
        {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
        <thead role="rowgroup" className="max-md:sr-only">
          {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
          <tr role="row" className="border-b border-border">
            {columns.map((column) => (
              <th
                key={column.key}
                // biome-ignore lint/a11y/noRedundantRoles: as above
                role="columnheader"
                scope="col"
                aria-sort={
                  sort && column.sortable ? (sort.key === column.key ? sort.direction : "none") : undefined
                }
                style={column.width ? { width: column.width } : undefined}
                className={classNames(
                  "px-3 py-2 font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4 sm:first:pl-5 sm:last:pr-5",
                  column.align === "right" ? "text-right" : "text-left",
                )}
              >
                {sort && column.sortable ? (
                  <SortHeader column={column} sort={sort} />
                ) : (
                  <span className={column.hideHeader ? "sr-only" : undefined}>{column.header}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        {/* biome-ignore lint/a11y/noRedundantRoles: as above */}
        <tbody role="rowgroup" className="max-md:block">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              // biome-ignore lint/a11y/noRedundantRoles: as above
              role="row"
              className="border-b border-border last:border-b-0 hover:bg-surface max-md:block max-md:px-4 max-md:py-3"
            >
              {columns.map((column) => {
                const Cell = column.primary ? "th" : "td";
                return (
                  <Cell
                    key={column.key}
                    role={column.primary ? "rowheader" : "cell"}
                    scope={column.primary ? "row" : undefined}
                    data-label={column.header}
                    className={classNames(
                      "px-3 py-2 align-top md:first:pl-5 md:last:pr-5 max-md:px-0 max-md:py-1 max-md:text-left",
                      column.align === "right" ? "text-right" : "text-left",
                      column.primary ? "font-medium max-md:block max-md:text-base" : "font-normal",
                      column.hideHeader && "max-md:block",
                      !column.primary &&
                        !column.hideHeader &&
                        "max-md:grid max-md:grid-cols-[8rem_minmax(0,1fr)] max-md:gap-3 max-md:before:text-muted max-md:before:content-[attr(data-label)]",
                    )}
                  >
                    {column.primary ? column.cell(row) : <div className="min-w-0">{column.cell(row)}</div>}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
