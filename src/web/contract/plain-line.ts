/** Escape sequences: CSI, OSC up to its end, strings (DCS, SOS, PM, APC), and the two-character ones. */
export const escapeSequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with them
  /\u001b\[([0-?]*)[ -/]*([@-~])|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-OQ-WYZ\\`-~]/g;

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

/** A line as it is shown, without its escape sequences: what is searched, here and there. */
export function plainLine(line: string): string {
  const text = lastWritten(line);
  return text.includes("\u001b") ? text.replace(escapeSequence, "") : text;
}
