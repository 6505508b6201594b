/** The life of an exposure. `awaiting-approval` to `withdrawing` are live; the rest are ends and stay as history. */
export const exposureStates = [
  "awaiting-approval",
  "programming",
  "exposed",
  "withdrawing",
  "off",
  "denied",
  "withdrawn",
  "failed",
] as const;

export type ExposureState = (typeof exposureStates)[number];

export const exposureEnds = [
  "off",
  "denied",
  "withdrawn",
  "failed",
] as const satisfies readonly ExposureState[];
export type ExposureEnd = (typeof exposureEnds)[number];

export function isExposureEnded(state: ExposureState): state is ExposureEnd {
  return (exposureEnds as readonly string[]).includes(state);
}

/** True for the states that take the one exposure a cluster may have. */
export function isExposureLive(state: ExposureState): boolean {
  return !isExposureEnded(state);
}

/** True where the edge or CSE, not a person, is expected to change something within seconds. */
export function isExposureMoving(state: ExposureState): boolean {
  return state === "programming" || state === "withdrawing";
}
