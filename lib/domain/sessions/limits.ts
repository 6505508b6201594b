/** What an admin may choose between for how long a session lasts: without an act, and at all. */
export const sessionBounds = {
  idleMinutes: { least: 5, most: 24 * 60 },
  hours: { least: 1, most: 7 * 24 },
} as const;

/** The longest that a session cookie lives. It only points at a session: that one's own end counts. */
export const sessionCookieSeconds = sessionBounds.hours.most * 3600;

/** A person's acts prolong their session, written down at most this often. */
export const prolongEveryMs = 60_000;
