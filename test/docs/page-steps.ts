import { consoleBlocks, type DocumentedCommand } from "./console-blocks.js";

/** A file that a page shows, or commands that it runs, in the order of the page. */
export type PageStep =
  | { readonly kind: "file"; readonly line: number; readonly name: string; readonly content: string }
  | { readonly kind: "commands"; readonly line: number; readonly commands: readonly DocumentedCommand[] };

/** `` `NAME`: `` above a block makes it the file of that name. */
const FILE_LABEL = /^`([^`]+)`[:：]$/;

/**
 * The steps of a page in Markdown: every block is a file with its name above it, or a ```console block.
 *
 * @throws Error for a block that is neither.
 */
export function pageSteps(markdown: string): PageStep[] {
  const lines = markdown.split("\n");
  const blocks = consoleBlocks(markdown);
  const steps: PageStep[] = [];
  for (let index = 0; index < lines.length; index++) {
    const opening = lines[index] ?? "";
    if (!opening.startsWith("```")) continue;
    const end = lines.indexOf("```", index + 1);
    if (opening === "```console") {
      steps.push({ kind: "commands", line: index + 1, commands: blocks.shift()?.commands ?? [] });
    } else {
      const name = FILE_LABEL.exec(lines[index - 2] ?? "")?.[1];
      if (name === undefined)
        throw new Error(`line ${index + 1}: a block without the name of its file above it`);
      steps.push({
        kind: "file",
        line: index + 1,
        name,
        content: `${lines.slice(index + 1, end).join("\n")}\n`,
      });
    }
    index = end;
  }
  return steps;
}
