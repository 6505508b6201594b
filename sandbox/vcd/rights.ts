/** Names of the rights this sandbox enforces. */
export const right = {
  view: "View: cse:nativeCluster",
  edit: "Edit: cse:nativeCluster",
  fullControl: "Full Control: cse:nativeCluster",
  adminView: "Administrator View: cse:nativeCluster",
  adminFullControl: "Administrator Full Control: cse:nativeCluster",
  gatewayView: "Organization vDC Gateway: View",
  natView: "Organization vDC Gateway: View NAT",
  natConfigure: "Organization vDC Gateway: Configure NAT",
  firewallView: "Organization vDC Gateway: View Firewall",
  firewallConfigure: "Organization vDC Gateway: Configure Firewall",
  loadBalancerView: "Organization vDC Gateway: View Load Balancer",
  loadBalancerConfigure: "Organization vDC Gateway: Configure Load Balancer",
  gatewayConfigure: "Organization vDC Gateway: Configure",
  networkView: "Organization vDC Network: View Properties",
  vdcView: "Organization vDC: View",
  tokensManage: "API Tokens: Manage",
  tokensManageAll: "API Tokens: Manage All",
  publishedCatalogs: "Catalog: View Published Catalogs",
  sharedDisk: "Organization vDC Shared Named Disk: Create",
  roleView: "General: Administrator View",
  userView: "Group / User: View",
  administratorControl: "General: Administrator Control",
} as const;

const everyRight = Object.values(right);

/** The roles every organization starts with; a description may change them or add its own. */
export const bundledRoles: Record<string, readonly string[]> = {
  "Organization Administrator": everyRight,
  "Kubernetes Cluster Author": [
    right.view,
    right.edit,
    right.fullControl,
    right.gatewayView,
    right.natView,
    right.natConfigure,
    right.networkView,
    right.vdcView,
    right.tokensManage,
    right.publishedCatalogs,
    right.sharedDisk,
    right.roleView,
  ],
  "Console Viewer": [right.view, right.adminView, right.vdcView, right.networkView, right.roleView],
};

export const providerRole = { name: "System Administrator", rights: everyRight };
