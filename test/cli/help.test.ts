import { describe, expect, test } from "vitest";
import { type CallMode, runBoth } from "./both.js";

const commands = [
  "build",
  "create",
  "dial-stdio",
  "du",
  "inspect",
  "ls",
  "prune",
  "rm",
  "stop",
  "use",
  "version",
];

/** What one of the two programs has beyond the other. Slipway has no experimental commands, and claims to hide none. */
const addition = /^(Experimental commands and flags are hidden|Examples:|Driver Options )/;

/** Flags of build whose text buildx 0.36 has changed. */
const reworded = new Set(["allow", "push", "tag"]);

/** Help as its parts: every paragraph by its title, flags by name with their text on one line. */
function readHelp(text: string): { titles: string[]; plain: string[]; flags: Map<string, string> } {
  const paragraphs = text
    .trim()
    .split("\n\n")
    .filter((paragraph) => !addition.test(paragraph));
  const flags = new Map<string, string>();
  const titles: string[] = [];
  const plain: string[] = [];
  for (const paragraph of paragraphs) {
    const [title = "", ...lines] = paragraph.split("\n");
    titles.push(title);
    if (!/^(Global )?(Flags|Options):$/.test(title)) {
      plain.push(paragraph);
      continue;
    }
    const whole = lines.join("\n").replaceAll(/\n {8,}(?!--)/g, " ");
    for (const line of whole.split("\n")) {
      const name = /--([a-z-]+)/.exec(line)?.[1] ?? line;
      flags.set(name, line.trim().replaceAll(/\s+/g, " "));
    }
  }
  return { titles, plain, flags };
}

describe.each<CallMode>(["standalone", "plugin"])("%s", (mode) => {
  test.each(commands)("the help of %s has buildx's layout and flags", async (command) => {
    const { ours, theirs } = await runBoth(mode, [command, "--help"]);
    expect([ours.code, ours.stderr]).toEqual([theirs.code, theirs.stderr]);
    const [our, their] = [readHelp(ours.stdout), readHelp(theirs.stdout)];
    expect(our.titles).toEqual(their.titles);
    expect(our.plain).toEqual(their.plain);
    const words = (flags: Map<string, string>) =>
      [...their.flags.keys()].filter((name) => !reworded.has(name)).map((name) => [name, flags.get(name)]);
    expect(words(our.flags)).toEqual(words(their.flags));
  });

  test("without arguments, help is printed", async () => {
    const { ours, theirs } = await runBoth(mode, []);
    expect([ours.code, ours.stderr]).toEqual([0, ""]);
    const commandsOf = (text: string) =>
      text.split("\n").filter((line) => /^ {2}(build|create|ls|rm|stop|use) /.test(line));
    const squeezed = (text: string) => commandsOf(text).map((line) => line.trim().replaceAll(/\s+/g, " "));
    expect(squeezed(ours.stdout)).toEqual(squeezed(theirs.stdout));
  });
});
