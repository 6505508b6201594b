/** One line of a comparison. `line` counts from 1, in the text it is of: the old one unless it was added. */
export type DiffLine = { mark: "same" | "removed" | "added"; text: string; line: number };

/** Above this many comparisons the differing middle is shown as replaced as a whole. */
const largest = 1_000_000;

/** What changes from one text to the other, line by line, removed lines before added ones. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = splitLines(before);
  const b = splitLines(after);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const line = (mark: DiffLine["mark"], texts: string[], index: number): DiffLine => ({
    mark,
    text: texts[index] ?? "",
    line: index + 1,
  });
  const result: DiffLine[] = [];
  for (let index = 0; index < head; index += 1) result.push(line("same", a, index));
  const kept = commonLines(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  let [i, j] = [head, head];
  for (const [keptA, keptB] of [...kept, [a.length - tail - head, b.length - tail - head] as const]) {
    for (; i < head + keptA; i += 1) result.push(line("removed", a, i));
    for (; j < head + keptB; j += 1) result.push(line("added", b, j));
    if (i < a.length - tail && j < b.length - tail) {
      result.push(line("same", a, i));
      i += 1;
      j += 1;
    }
  }
  for (let index = a.length - tail; index < a.length; index += 1) result.push(line("same", a, index));
  return result;
}

function splitLines(text: string): string[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Places of a longest common subsequence, in both. */
function commonLines(a: string[], b: string[]): (readonly [number, number])[] {
  if (a.length === 0 || b.length === 0 || a.length * b.length > largest) return [];
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      pairs.push([i, j]);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
