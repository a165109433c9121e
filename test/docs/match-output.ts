import { normalize } from "../support/normalize.js";

/**
 * Text in the form in which documented and real output are compared: times, ids and step numbers are replaced, runs of
 * blanks are one blank, and empty lines do not count.
 */
export function canonicalLines(text: string): string[] {
  return normalize(text)
    .replaceAll(/^#\d+ /gm, "#N ")
    .replaceAll(/ \d+(\.\d+)?(B|[kMG]B)\b/g, " SIZE")
    .split("\n")
    .map((line) => line.replaceAll(/[ \t]+/g, " ").trim())
    .filter((line) => line !== "");
}

/**
 * Whether real output is what a document says. In the document a line `...` stands for any number of lines, and `...`
 * within a line for any text.
 */
export function outputMatches(documented: readonly string[], actual: string): boolean {
  const pattern = canonicalLines(documented.join("\n"))
    .map((line) => (line === "..." ? "(?:.*\n)*?" : `${line.split("...").map(escapePattern).join(".*")}\n`))
    .join("");
  const text = canonicalLines(actual)
    .map((line) => `${line}\n`)
    .join("");
  return new RegExp(`^${pattern}$`).test(text);
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
