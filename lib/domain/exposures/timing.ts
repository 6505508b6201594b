/** Two looks this far apart must agree before something that was there counts as gone. */
export const secondLookMs = 10_000;
/** Where an edge or CSE is expected to move on within seconds. */
export const movingMs = 3_000;
/** After own writes, to read them back. */
export const readBackMs = 2_000;
/** After a cluster's entity went, CSE may still be at its rule: that long it is left to CSE. */
export const cseCleanupMs = 10 * 60_000;
/** Exposed and at rest: the regular sweep looks; certificates are shaken hands with this often. */
export const handshakeEveryMs = 5 * 60_000;
/** A certificate that ends within this time is worth a word. */
export const expiresSoonMs = 30 * 24 * 3_600_000;
