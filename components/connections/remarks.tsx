import { DescriptionList } from "@/components/ui/description-list";
import { Panel } from "@/components/ui/panel";
import type { ConnectionView } from "@/lib/domain/connections/views";

/** What surprises people about peerings, as far as it applies to this one. */
export function Remarks({ remarks }: Pick<ConnectionView, "remarks">) {
  if (remarks.length === 0) return null;
  return (
    <Panel title="Good to know">
      <DescriptionList
        facts={remarks.map(({ title, text }) => ({
          term: title,
          description: <p className="max-w-prose">{text}</p>,
        }))}
      />
    </Panel>
  );
}
