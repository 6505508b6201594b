"use client";
import { type ComponentType, useEffect, useState } from "react";

/** Of what every room has and none needs for its first paint: its scripts come after. It shows nothing until then. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  return function Later(props: Props) {
    const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(null);
    useEffect(() => {
      void load().then((component) => setLoaded(() => component));
    }, []);
    return Loaded ? <Loaded {...props} /> : null;
  };
}
