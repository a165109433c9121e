/** One command of a ```console block and what the document says it prints. */
export interface DocumentedCommand {
  readonly line: number;
  readonly command: string;
  readonly output: readonly string[];
}

/** A ```console block. */
export interface ConsoleBlock {
  /** The nearest heading above it. */
  readonly heading: string;
  readonly commands: readonly DocumentedCommand[];
  /** What the machine must have, from a `<!-- needs: … -->` comment above the block. */
  readonly needs: string | undefined;
}

/**
 * The ```console blocks of a Markdown document. A line that starts with `$ ` is a command, which goes on over lines
 * that end with a backslash; the lines up to the next command are its output.
 */
export function consoleBlocks(markdown: string): ConsoleBlock[] {
  const blocks: ConsoleBlock[] = [];
  const lines = markdown.split("\n");
  let heading = "";
  let needs: string | undefined;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
    needs = /^<!-- needs: (.*) -->$/.exec(line)?.[1] ?? needs;
    if (!line.startsWith("```")) continue;
    const end = lines.indexOf("```", index + 1);
    if (end < 0) throw new Error(`line ${index + 1}: a code block without an end`);
    if (line === "```console") {
      blocks.push({ heading, needs, commands: readCommands(lines.slice(index + 1, end), index + 2) });
    }
    needs = undefined;
    index = end;
  }
  return blocks;
}

function readCommands(lines: readonly string[], firstLine: number): DocumentedCommand[] {
  const commands: { line: number; command: string; output: string[] }[] = [];
  let open = false;
  for (const [offset, text] of lines.entries()) {
    const current = commands.at(-1);
    if (open && current) current.command += `\n${text}`;
    else if (text.startsWith("$ "))
      commands.push({ line: firstLine + offset, command: text.slice(2), output: [] });
    else if (current) current.output.push(text);
    else throw new Error(`line ${firstLine + offset}: output before any command`);
    open = (open || text.startsWith("$ ")) && text.endsWith("\\");
  }
  return commands;
}
