// @ts-check

/**
 * A table in Markdown with its columns aligned: the first to the left, figures to the right.
 * @param {readonly string[]} header
 * @param {readonly (readonly string[])[]} rows
 */
export function markdownTable(header, rows) {
  // The rule of a column is at least three characters.
  const widths = header.map((_, index) =>
    Math.max(3, ...[header, ...rows].map((row) => row[index]?.length ?? 0)),
  );
  const padded = (/** @type {readonly string[]} */ row) =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[index] ?? 0)));
  const rule = widths.map((width, index) => (index === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [padded(header), rule, ...rows.map(padded)].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
