import type { ErrorSource, SourceRange } from "../model/status.js";

const RULE = "--------------------\n";

/**
 * The lines of a source file around the ranges an error or warning points at, those in a range marked with `>>>`.
 * Empty when there is no range or it begins outside the file.
 */
export function formatSourceSnippet(source: ErrorSource): string {
  const lines = Buffer.from(source.info.data).toString("utf8").split("\n");
  const ranges = source.ranges.map(lineRange);
  const first = Math.min(...ranges.map((range) => range.first));
  const last = Math.min(lines.length, Math.max(...ranges.map((range) => range.last)));
  if (ranges.length === 0 || first < 1 || first > lines.length) return "";
  const [start, end] = withContext(first, last, lines.length);
  let text = `${source.info.filename}:${first}\n${RULE}`;
  for (let line = start; line <= end; line++) {
    const marked = ranges.some((range) => range.first <= line && line <= range.last);
    text += ` ${String(line).padStart(3)} | ${marked ? ">>>" : "   "} ${lines[line - 1] ?? ""}\n`;
  }
  return text + RULE;
}

function lineRange(range: SourceRange): { first: number; last: number } {
  return { first: range.start.line, last: Math.max(range.start.line, range.end.line) };
}

/** Widens a range by lines before and after it; what one side cannot give goes to the other within a budget. */
function withContext(first: number, last: number, lineCount: number): [number, number] {
  const budget = first === last ? 4 : 2;
  let [start, end] = [first, last];
  for (let spent = 0; spent < budget; spent++) {
    if (start > 1) {
      start--;
      spent++;
    }
    if (end !== lineCount) {
      end++;
      spent++;
    }
  }
  return [start, end];
}
