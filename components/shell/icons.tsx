import {
  Activity,
  Boxes,
  Building2,
  Cable,
  Cloud,
  Inbox,
  KeyRound,
  LayoutDashboard,
  Router,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  Users,
  Waypoints,
  Webhook,
} from "lucide-react";

const icons = {
  overview: LayoutDashboard,
  clusters: Boxes,
  connections: Cable,
  exposures: Waypoints,
  edges: Router,
  approvals: Inbox,
  policies: ShieldCheck,
  organizations: Building2,
  accounts: Cloud,
  sites: Server,
  signOn: KeyRound,
  audit: ScrollText,
  people: Users,
  places: Activity,
  settings: Settings,
  webhooks: Webhook,
};

export type ShellIcon = keyof typeof icons;

export function NavigationIcon({ name }: { name: ShellIcon }) {
  const Icon = icons[name];
  return <Icon size={16} aria-hidden="true" className="shrink-0" />;
}
