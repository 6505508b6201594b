import { z } from "zod";
import type { VirtualServiceSeen } from "@/lib/domain/vcd/observed";
import type { VcdSession } from "./client";
import { segment } from "./transport";
import { readAs, text, textOrNull } from "./wire";

const service = z
  .object({ id: z.string(), name: text, virtualIpAddress: textOrNull, healthStatus: textOrNull })
  .transform(
    ({ id, name, virtualIpAddress, healthStatus }): VirtualServiceSeen => ({
      id,
      name,
      virtualIp: virtualIpAddress,
      health: healthStatus,
    }),
  );

/** One virtual service of the load balancer, with its health. Needs a right to view the load balancer. */
export async function getVirtualService(session: VcdSession, id: string): Promise<VirtualServiceSeen> {
  const action = "GetVirtualService";
  const path = `/cloudapi/1.0.0/loadBalancer/virtualServices/${segment(id)}`;
  return readAs(service, await session.read(action, path), action);
}
