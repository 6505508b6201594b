/** An origin as it is kept, or what is wrong with what was typed, in words with the remedy. */
export type ReadAddress = { ok: true; origin: string } | { ok: false; message: string };

/**
 * The origin of a site from what somebody typed or copied: with or without `https://`, and with whatever path their
 * browser showed. Plain HTTP is for addresses of this machine alone, where a sandbox listens.
 */
export function readSiteAddress(typed: string): ReadAddress {
  const text = typed.trim();
  if (text === "")
    return { ok: false, message: "Enter the site's address, such as https://vcd.example.com." };
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  if (!url?.hostname) {
    return { ok: false, message: "This is no address. Enter it as in https://vcd.example.com." };
  }
  if (url.username !== "" || url.password !== "") {
    return {
      ok: false,
      message: "Leave user and password out of the address. They have fields of their own.",
    };
  }
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isHere)) {
    return { ok: true, origin: url.origin };
  }
  return {
    ok: false,
    message:
      "The address must begin with https://: passwords and tokens go there. Plain http is for a sandbox on this machine alone.",
  };
}
