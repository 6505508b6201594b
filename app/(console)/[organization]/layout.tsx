import type { ReactNode } from "react";
import { ConsoleFrame } from "../console-frame";

export default async function OrganizationLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ organization: string }>;
}) {
  return <ConsoleFrame organization={(await params).organization}>{children}</ConsoleFrame>;
}
