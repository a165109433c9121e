import { SlipwayError } from "../../../errors/index.js";

/** A quoted part, an escaped character, a comment at a word's start, white space, or a run of other characters. */
const TOKEN = /"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)|(\s+)|([^\s"'\\]+)|(.)/gsy;

/**
 * Splits a text into words as a shell does: quotes, backslashes and `#` comments, but no expansion of any kind.
 *
 * @throws SlipwayError `invalid-argument` for a quote or an escape that the text ends in.
 */
export function splitShellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  const endWord = () => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  for (const [, double, single, escaped, space, plain, broken] of text.matchAll(TOKEN)) {
    if (broken !== undefined) throw unfinished(broken);
    if (space !== undefined) endWord();
    else if (word === undefined && plain?.startsWith("#")) break;
    else word = (word ?? "") + (double?.replace(/\\(.)/gs, "$1") ?? single ?? escaped ?? plain ?? "");
  }
  endWord();
  return words;
}

function unfinished(character: string): SlipwayError {
  const problem =
    character === "\\" ? "EOF found after escape character" : "EOF found when expecting closing quote";
  return new SlipwayError("invalid-argument", `failed to parse buildkit flags: ${problem}`);
}
