import { lastWritten } from "../../contract/plain-line.js";

/** Characters of a line that are drawn; the rest is shown on its own. */
const most = 1500;

/** What is drawn of a line, and how many more characters it has; what was overwritten is none of them. */
export function drawnPart(line: string): { drawn: string; rest: number } {
  const text = lastWritten(line);
  return { drawn: text.slice(0, most), rest: Math.max(0, text.length - most) };
}
