"use client";
import { useQuery } from "@tanstack/react-query";
import { PageHeader } from "@/components/ui/page-header";
import { Panel } from "@/components/ui/panel";
import { Status } from "@/components/ui/status";
import type { FormState } from "@/lib/domain/form-state";
import { paths } from "@/lib/paths";
import { connectionQuery } from "./queries";

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;
export type ConnectionActions = Record<
  "rename" | "remove" | "withdraw" | "hold" | "release" | "adopt",
  FormAction
>;

export function ConnectionDetail({
  organization,
  id,
}: {
  organization: string;
  id: string;
  now: string;
  actions: ConnectionActions;
}) {
  const { data } = useQuery(connectionQuery(organization, id));
  if (!data) return null;
  return (
    <>
      <PageHeader
        title={data.name}
        status={<Status {...data.status} />}
        sentence={data.sentence}
        breadcrumbs={[{ label: "Connections", href: paths.connections(organization) }]}
      />
      <Panel title={data.next.title}>
        <p>{data.next.text}</p>
      </Panel>
    </>
  );
}
