const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number) => String(value).padStart(2, "0");

function formatDate(at: Date): string {
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** "21 Nov 2026, 22:15:04 UTC": the same on server and client, whatever their zones. */
export function formatAbsolute(at: Date): string {
  return `${formatDate(at)}, ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} UTC`;
}

/** "just now", "8 s ago", "in 3 h", "12 d ago"; beyond thirty days the date. */
export function formatRelative(at: Date, now: Date): string {
  const elapsed = now.getTime() - at.getTime();
  const span = Math.abs(elapsed);
  if (span < second) return "just now";
  if (span >= 30 * day) return formatDate(at);
  const words =
    span < minute
      ? `${Math.floor(span / second)} s`
      : span < hour
        ? `${Math.floor(span / minute)} min`
        : span < day
          ? `${Math.floor(span / hour)} h`
          : `${Math.floor(span / day)} d`;
  return elapsed > 0 ? `${words} ago` : `in ${words}`;
}

/** Two units are enough to act on: "6 d 4 h", "59 min 20 s", "12 s"; null when nothing remains. */
export function formatRemaining(to: Date, now: Date): string | null {
  const left = to.getTime() - now.getTime();
  if (left <= 0) return null;
  const units: [number, string][] = [
    [day, "d"],
    [hour, "h"],
    [minute, "min"],
    [second, "s"],
  ];
  const first = units.findIndex(([length]) => left >= length);
  if (first === -1) return "1 s";
  const words: string[] = [];
  let rest = left;
  for (const [length, name] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / length);
    rest -= count * length;
    if (count > 0) words.push(`${count} ${name}`);
  }
  return words.join(" ");
}
