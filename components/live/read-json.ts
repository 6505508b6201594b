/** Said in the window when an answer tells that nobody is signed in any more; with `over` where that is certain. */
export const signedOutEvent = "drawbridge:signed-out";

/** Reads from our own API; what it refuses becomes an error in its words. */
export async function readJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" } });
  if (response.ok) return (await response.json()) as T;
  if (response.status === 401) window.dispatchEvent(new Event(signedOutEvent));
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  throw new Error(body?.error?.message ?? `The server answered ${response.status}.`);
}
