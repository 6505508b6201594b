import { EmptyState } from "@/components/ui/empty-state";
import { Table, type TableColumn } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import { roleNames } from "@/lib/domain/people/roles";
import type { MemberLine, MembersView } from "@/lib/domain/people/views";
import { ChangeMember } from "./change-member";
import type { MemberActions, MembersScope } from "./member-actions";

const keepers = {
  local: "kept here",
  vcd: "kept in VMware Cloud Director",
  oidc: "kept by groups of the identity provider",
};

/** Who belongs to an organization; admins open what they may change row by row. */
export function MembersTable({
  view,
  scope,
  sort,
  search,
  hrefOf,
  origin,
  now,
  actions,
}: {
  view: MembersView;
  scope: MembersScope;
  sort: string;
  search: string;
  hrefOf: (query: { search?: string; sort?: string }) => string;
  origin: string;
  now: string;
  actions: MemberActions;
}) {
  const columns: TableColumn<MemberLine>[] = [
    {
      key: "name",
      header: "Person",
      primary: true,
      sortable: true,
      cell: (member) => (
        <>
          {member.name} {member.isYou ? <span className="font-normal text-muted">(you)</span> : null}
          <p className="font-normal text-muted break-words">{member.email}</p>
          {member.disabledAt ? (
            <p className="font-normal text-bad-text">
              Disabled <Time at={member.disabledAt} now={now} />: cannot sign in
            </p>
          ) : null}
        </>
      ),
    },
    {
      key: "role",
      header: "Role",
      sortable: true,
      cell: (member) => (
        <>
          <span>{roleNames[member.role]}</span>
          <p className="text-muted">{keepers[member.source]}</p>
        </>
      ),
    },
    {
      key: "how",
      header: "Signs in with",
      cell: (member) => <SignsInWith member={member} now={now} />,
    },
    {
      key: "sign-in",
      header: "Last sign-in",
      sortable: true,
      cell: ({ lastSignInAt }) =>
        lastSignInAt ? <Time at={lastSignInAt} now={now} /> : <span className="text-muted">never</span>,
    },
  ];
  if (view.manages) {
    columns.push({
      key: "change",
      header: "Change",
      hideHeader: true,
      cell: (member) => (
        <ChangeMember
          scope={scope}
          organizationName={view.organization.name}
          member={member}
          origin={origin}
          actions={actions}
        />
      ),
    });
  }
  return (
    <Table
      caption={`Members of ${view.organization.name}`}
      rows={view.list}
      rowKey={(member) => member.personId}
      columns={columns}
      sort={{
        key: sort.replace("-", ""),
        direction: sort.startsWith("-") ? "descending" : "ascending",
        href: (key, direction) =>
          hrefOf({ search: search || undefined, sort: direction === "descending" ? `-${key}` : key }),
      }}
      empty={<Empty view={view} search={search} />}
    />
  );
}

function Empty({ view, search }: { view: MembersView; search: string }) {
  if (view.total > 0) {
    return (
      <EmptyState title="Nobody like that">No member's name, address or role holds “{search}”.</EmptyState>
    );
  }
  return (
    <EmptyState title="Nobody yet">
      {view.mayInvite.ok
        ? "Invite the first member below. They accept with a link."
        : "Nobody belongs to this organization so far."}
    </EmptyState>
  );
}

function SignsInWith({ member, now }: { member: MemberLine; now: string }) {
  const { signsInWith, siteName, linkExpiresAt } = member;
  if (signsInWith === "vcd") return <>VMware Cloud Director{siteName ? `, ${siteName}` : null}</>;
  if (signsInWith === "oidc") return "Identity provider";
  const link = linkExpiresAt ? (
    <>
      link open, ends <Time at={linkExpiresAt} now={now} />
    </>
  ) : null;
  if (signsInWith === "password") return <>Password{link ? <>; {link}</> : null}</>;
  return link ? <>Password not set; {link}</> : <span className="text-waiting-text">Password not set</span>;
}
