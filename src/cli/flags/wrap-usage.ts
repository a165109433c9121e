/** A last line may exceed the wrap width by this much rather than leave a short orphan word. */
const SLOP = 5;
/** Narrower than this, text is not wrapped beside the flags. */
const MIN_WIDTH = 24;
/** Indent of usages that get lines of their own because the column beside the flags is too narrow. */
const NARROW_INDENT = 16;

/** Wraps a flag's usage into the column that starts at `indent`, by the same rules as pflag. */
export function wrapUsage(text: string, indent: number, columns: number): string {
  if (columns === 0) return text;
  const beside = columns - indent >= MIN_WIDTH;
  const margin = beside ? indent : NARROW_INDENT;
  const width = columns - margin;
  if (width < MIN_WIDTH) return text;
  const lines = splitLines(text, width - SLOP);
  const newLine = `\n${" ".repeat(margin)}`;
  return (beside ? "" : newLine) + lines.join(newLine);
}

function splitLines(text: string, width: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (width + SLOP <= rest.length) {
    const space = rest.slice(0, width).lastIndexOf(" ");
    if (space <= 0) break;
    lines.push(rest.slice(0, space));
    rest = rest.slice(space + 1);
  }
  lines.push(rest);
  return lines;
}
