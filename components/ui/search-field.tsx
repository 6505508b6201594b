import { Search } from "lucide-react";
import { Button } from "./button";
import { TextInput } from "./text-input";

/** A search that is an address: a plain GET form. `keep` holds the filters that stay as they are. */
export function SearchField({
  action,
  label,
  placeholder,
  defaultValue,
  name = "search",
  keep = {},
}: {
  action: string;
  /** Read out, not shown: "Search connections". */
  label: string;
  placeholder?: string;
  defaultValue?: string;
  name?: string;
  keep?: Record<string, string | undefined>;
}) {
  return (
    <search className="max-sm:w-full">
      <form method="get" action={action} className="flex gap-2">
        {Object.entries(keep).map(([key, value]) =>
          value ? <input key={key} type="hidden" name={key} value={value} /> : null,
        )}
        <TextInput
          type="search"
          name={name}
          aria-label={label}
          placeholder={placeholder}
          defaultValue={defaultValue}
          className="min-w-0 sm:w-64"
        />
        <Button type="submit" icon={<Search size={16} aria-hidden="true" />}>
          Search
        </Button>
      </form>
    </search>
  );
}
