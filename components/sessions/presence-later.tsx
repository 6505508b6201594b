"use client";
import { type ComponentProps, type ComponentType, useEffect, useState } from "react";
import type { Presence } from "./presence";

type Props = ComponentProps<typeof Presence>;

/** Every room has it and none needs it for its first paint, so its scripts come after. */
export function PresenceLater(props: Props) {
  const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    void import("./presence").then((file) => setLoaded(() => file.Presence));
  }, []);
  return Loaded ? <Loaded {...props} /> : null;
}
