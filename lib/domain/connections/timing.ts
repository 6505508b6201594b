/** NotFound after a Create is not believed this long (EC2 is eventually consistent). */
export const youngMs = 60_000;
/** Two looks this far apart must agree before something that was there counts as missing. */
export const secondLookMs = 10_000;
/** Two looks this far apart must miss a request whose reply was lost before it may be sent again. */
export const lostCreateApartMs = 60_000;
/** A DNS option that was set may take this long to be seen. */
export const dnsVisibleMs = 3 * 60_000;
/** Where AWS is expected to move on within seconds. */
export const movingMs = 3_000;
/** Where the other side's answer is awaited. */
export const answerMs = 4_000;
/** After own writes, to read them back. */
export const readBackMs = 2_000;
/** AWS shows a peering that the other side ended for two days (VPC peering guide, lifecycle); an hour is kept back. */
export const forgottenMs = 47 * 3_600_000;
