import { z } from "zod";
import type { ControlPlaneVmSeen } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "./client";
import { bareId, urn } from "./identifiers";
import { readAs, text, textOrNull } from "./wire";

const section = z.object({
  _type: text,
  primaryNetworkConnectionIndex: z.number().nullish(),
  networkConnection: z
    .array(
      z.object({ network: textOrNull, ipAddress: textOrNull, networkConnectionIndex: z.number().nullish() }),
    )
    .nullish(),
});

const machine = z.object({
  id: textOrNull,
  href: text,
  name: z.string(),
  status: z.number().nullish(),
  section: z.array(section.nullish().catch(null)).nullish(),
});

const vApp = z.object({
  status: z.number().nullish(),
  children: z.object({ vm: z.array(machine).nullish() }).nullish(),
});

/** Status of a running vApp or VM (vCloud API, ResourceEntityType). */
const poweredOn = 4;

/**
 * The virtual machine of that name in a cluster's vApp, with the address it really has: an exposed cluster's entity may
 * tell another. Null if the vApp has none of that name.
 */
export async function getControlPlaneVm(
  session: VcdSession,
  vAppId: string,
  vmName: string,
): Promise<ControlPlaneVmSeen | null> {
  const action = "GetVApp";
  const answer = await session.read(action, `/api/vApp/vapp-${bareId(vAppId)}`, { family: "legacy" });
  const { children, status } = readAs(vApp, answer, action);
  const found = (children?.vm ?? []).find(({ name }) => name === vmName);
  if (!found) return null;
  const network = (found.section ?? []).find((each) => (each?.networkConnection ?? []).length > 0);
  const cards = network?.networkConnection ?? [];
  const primary =
    cards.find(
      ({ networkConnectionIndex }) => networkConnectionIndex === network?.primaryNetworkConnectionIndex,
    ) ?? cards[0];
  return {
    id: urn("vm", found.id ?? found.href),
    name: found.name,
    address: primary?.ipAddress ?? null,
    networkName: primary?.network ?? null,
    isPoweredOn: (found.status ?? status) === poweredOn,
  };
}
