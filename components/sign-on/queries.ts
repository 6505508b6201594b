/** Key of what the page shows; live changes and forms have it read again. */
export const signOnKey = (search: string) => ["sign-on", search] as const;
