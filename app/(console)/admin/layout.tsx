import type { ReactNode } from "react";
import { ConsoleFrame } from "../console-frame";

export default function AdminLayout({ children }: { children: ReactNode }) {
  return <ConsoleFrame organization={null}>{children}</ConsoleFrame>;
}
