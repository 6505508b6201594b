/** Called by the framework once, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const [{ recordPeerAddresses }, { guardServers }, { readWebConfig }] = await Promise.all([
    import("@/lib/auth/client-address"),
    import("@/lib/http/guard-server"),
    import("@/lib/config/web"),
  ]);
  recordPeerAddresses();
  guardServers({
    publicOrigin: readWebConfig().publicOrigin,
    // Hot reload comes over one.
    refuseUpgrades: process.env.NODE_ENV !== "development",
  });
}
