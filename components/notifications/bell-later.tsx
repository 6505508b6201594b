"use client";
import { type ComponentType, useEffect, useState } from "react";
import type { BellView } from "@/lib/domain/notifications/views";

type Props = { shown: BellView };

/** Every room has a bell, and none needs its scripts for its first paint: they come after. */
export function BellLater(props: Props) {
  const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    void import("./bell-live").then((file) => setLoaded(() => file.BellLive));
  }, []);
  return Loaded ? <Loaded {...props} /> : null;
}
