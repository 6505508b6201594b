export const themeCookie = "drawbridge-theme";

export type Theme = "system" | "light" | "dark";

/** What the cookie says; anything unknown counts as no choice. */
export function parseTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}

/**
 * Path and query of the page that a form was sent from, to go back to. Only those two are taken, so a foreign
 * or malformed referrer can never lead off this origin ("//host" and "/\host" would be read as another host).
 */
export function returnPath(referrer: string | null): string {
  if (!referrer || !URL.canParse(referrer)) return "/";
  const { pathname, search } = new URL(referrer);
  return /^\/(?![/\\])/.test(pathname) ? `${pathname}${search}` : "/";
}
