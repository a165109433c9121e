import type { CST } from "yaml";
import { definitionError } from "../attributes/definition-error.js";
import { yamlError } from "./yaml-errors.js";

/** Nodes of a file, without those that aliases repeat; compose-go's limit. */
export const MAX_NODES = 100_000;
/** Characters of a Compose file. */
const MAX_TEXT = 4 * 1024 * 1024;
/** Levels of nesting: many times what files have, and far from what the recursion over them bears. */
const MAX_DEPTH = 200;

/** Brackets that are open at a time, those in texts included. */
const MAX_OPEN = 5000;

/** A file with more nodes than compose-go takes. */
export function tooManyNodes() {
  return definitionError(`compose file exceeds maximum node visit limit (${MAX_NODES})`);
}

function tooDeep() {
  return yamlError(`exceeded max depth of ${MAX_DEPTH}`);
}

/**
 * Refuses a text that would take the parser long: lines and commas are about as many as there are nodes, and open
 * brackets nest, even where they stand in texts.
 *
 * @throws SlipwayError `invalid-argument`
 */
export function checkText(text: string): void {
  if (text.length > MAX_TEXT) throw tooManyNodes();
  let marks = 0;
  let open = 0;
  for (const [mark] of text.matchAll(/[\n,[\]{}]/g)) {
    if (mark === "[" || mark === "{") open++;
    else if (mark === "]" || mark === "}") open--;
    else marks++;
    if (open > MAX_OPEN) throw tooDeep();
    if (marks > MAX_NODES) throw tooManyNodes();
  }
}

/**
 * The tokens of a text, once it is known that they do not nest too deeply: what is made of them is made by recursion,
 * which must not reach the end of the stack.
 *
 * @throws SlipwayError `invalid-argument`
 */
export function checkedTokens(tokens: Iterable<CST.Token>): CST.Token[] {
  const checked: CST.Token[] = [];
  for (const token of tokens) {
    checkDepth(token);
    checked.push(token);
  }
  return checked;
}

function checkDepth(root: CST.Token): void {
  let level: CST.Token[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) throw tooDeep();
    level = level.flatMap(childrenOf);
  }
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ key, value }) =>
    [key, value].filter((child) => child !== null && child !== undefined),
  );
}
