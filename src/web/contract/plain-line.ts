/** How many characters a line has before the returns at its end, which belong to the line end. */
export function writtenLength(line: string): number {
  let end = line.length;
  while (line[end - 1] === "\r") end--;
  return end;
}

/** What a terminal shows of a line that returns to its start: what was written last. */
export function lastWritten(line: string): string {
  const end = writtenLength(line);
  return end === 0 ? "" : line.slice(line.lastIndexOf("\r", end - 1) + 1, end);
}
