import { Identifier } from "@/components/ui/identifier";
import { Panel } from "@/components/ui/panel";
import { SearchField } from "@/components/ui/search-field";
import { Table, type TableColumn } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { roleNames } from "@/lib/domain/people/roles";
import type { MappingLine, SignOnView } from "@/lib/domain/sign-on/views";
import { paths } from "@/lib/paths";

/** Which group gives which role where. */
export function MappingsPanel({ view }: { view: SignOnView }) {
  const { mappings, found, search, organizations, manage } = view;
  const members = new Map(organizations.map((each) => [each.slug, each.membersByGroups]));
  const columns: TableColumn<MappingLine>[] = [
    { key: "group", header: "Group", primary: true, cell: ({ group }) => <Identifier value={group} /> },
    {
      key: "organization",
      header: "Organization",
      cell: ({ organization }) => (
        <TextLink href={paths.organization(organization.slug)}>{organization.name}</TextLink>
      ),
    },
    { key: "role", header: "Role", cell: ({ role }) => roleNames[role] },
    {
      key: "members",
      header: "Members by groups",
      align: "right",
      cell: ({ organization }) => members.get(organization.slug) ?? 0,
    },
    ...(manage.ok
      ? [
          {
            key: "change",
            header: "Change",
            hideHeader: true,
            align: "right" as const,
            cell: ({ id, group, organization }: MappingLine) => (
              <TextLink href={`${paths.signOn({ search, mapping: id })}#change`}>
                Change<span className="sr-only">{` what ${group} gives in ${organization.name}`}</span>
              </TextLink>
            ),
          },
        ]
      : []),
  ];
  const shown =
    found > mappings.length
      ? `The first ${mappings.length} of ${found} are shown: search to narrow them.`
      : null;
  return (
    <Panel
      flush
      title="Groups"
      sentence="What a person's groups give them, read anew at each sign-in. Members that people here added stay as they are."
      actions={
        found > 0 || search ? (
          <SearchField
            action={paths.signOn()}
            label="Search groups"
            placeholder="Group, organization or role"
            defaultValue={search}
          />
        ) : undefined
      }
      footer={shown ?? undefined}
    >
      <Table
        caption="Mapped groups"
        columns={columns}
        rows={mappings}
        rowKey={({ id }) => id}
        empty={
          <p className="max-w-prose px-4 pb-3 text-muted sm:px-5">
            {search
              ? "No mapping fits that search."
              : "No group is mapped: nobody can sign in with the OpenID provider but those whom people here added."}
          </p>
        }
      />
    </Panel>
  );
}
