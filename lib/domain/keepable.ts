/** Whether PostgreSQL keeps a text: neither U+0000 nor half a character (a surrogate alone), in text and in JSON alike. */
export function isKeepable(text: string): boolean {
  return !text.includes("\u0000") && !/\p{Surrogate}/u.test(text);
}
