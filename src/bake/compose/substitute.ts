import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "../attributes/definition-error.js";

/** Gives the value of a variable, undefined where it is not set. */
export interface Lookup {
  (name: string): string | undefined;
  /** Told about a variable that is not set and has no default. */
  readonly onUnset?: ((name: string) => void) | undefined;
}

/** Levels of defaults within defaults. */
const MAX_DEPTH = 100;
/** Characters that one text may grow to. */
const MAX_LENGTH = 16 * 1024 * 1024;

const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const OPERATOR = /:?[-+?]/y;

/**
 * Replaces `$X`, `${X}`, `${X:-default}`, `${X-default}`, `${X:+replacement}`, `${X+replacement}`, `${X:?message}` and
 * `${X?message}`, in which defaults may hold variables again; `$$` is a dollar sign.
 *
 * @throws SlipwayError `invalid-argument`: `required variable X is missing a value: …`; `Invalid template: "…"`, whose
 *   details have the template.
 */
export function substitute(template: string, lookup: Lookup, depth = 0): string {
  if (depth > MAX_DEPTH) throw definitionError("variables are nested too deeply");
  const parts: string[] = [];
  let length = 0;
  let position = 0;
  const braces = new LastBraces(template);
  const add = (part: string) => {
    parts.push(part);
    length += part.length;
    if (length > MAX_LENGTH) throw definitionError("the text is too long after its variables were replaced");
  };
  for (;;) {
    const dollar = template.indexOf("$", position);
    add(template.slice(position, dollar === -1 ? undefined : dollar));
    if (dollar === -1) return parts.join("");
    const [value, end] = variableAt(template, dollar + 1, braces, lookup, depth);
    add(value);
    position = end;
  }
}

/** The value of what follows a dollar sign, and where it ends. */
function variableAt(
  template: string,
  start: number,
  braces: LastBraces,
  lookup: Lookup,
  depth: number,
): [value: string, end: number] {
  if (template[start] === "$") return ["$", start + 1];
  const name = matchAt(NAME, template, start);
  if (name !== "") return [plainVariable(name, lookup), start + name.length];
  if (template[start] !== "{") return ["$", start];
  const bracedName = matchAt(NAME, template, start + 1);
  const nameEnd = start + 1 + bracedName.length;
  if (bracedName === "") throw invalidTemplate(template);
  if (template[nameEnd] === "}") return [plainVariable(bracedName, lookup), nameEnd + 1];
  const operator = matchAt(OPERATOR, template, nameEnd);
  const last = braces.after(nameEnd);
  if (operator === "" || last === -1) throw invalidTemplate(template);
  const close = closingBrace(template, start, last);
  const word = template.slice(nameEnd + operator.length, close);
  return [operated(bracedName, operator, word, lookup, depth + 1), close + 1];
}

function plainVariable(name: string, lookup: Lookup): string {
  const value = lookup(name);
  if (value === undefined) lookup.onUnset?.(name);
  return value ?? "";
}

function operated(name: string, operator: string, word: string, lookup: Lookup, depth: number): string {
  const value = lookup(name);
  const present = value !== undefined && (value !== "" || !operator.startsWith(":"));
  if (operator.endsWith("+")) return present ? substitute(word, lookup, depth) : (value ?? "");
  if (present) return value;
  const text = substitute(word, lookup, depth);
  if (operator.endsWith("-")) return text;
  const reason = text === "" ? "" : `: ${text}`;
  throw definitionError(`required variable ${name} is missing a value${reason}`);
}

/**
 * The brace that closes the one at `open`, or `last` where they do not balance. The character after an opening brace
 * is passed over, as Compose does it.
 */
function closingBrace(template: string, open: number, last: number): number {
  let depth = 0;
  for (let index = open; index <= last; index++) {
    if (template[index] === "}") {
      depth--;
      if (depth === 0) return index;
    } else if (template[index] === "{") {
      depth++;
      index++;
    }
  }
  return last;
}

/** Finds the last closing brace of a line, each line once. */
class LastBraces {
  #lineEnd = -1;
  #last = -1;

  constructor(readonly template: string) {}

  /** The last closing brace of the line that holds `position`, if it comes after it, else -1. */
  after(position: number): number {
    if (position > this.#lineEnd) {
      const end = this.template.indexOf("\n", position);
      this.#lineEnd = end === -1 ? this.template.length : end;
      this.#last = this.template.lastIndexOf("}", this.#lineEnd);
    }
    return this.#last >= position ? this.#last : -1;
  }
}

function matchAt(pattern: RegExp, text: string, position: number): string {
  pattern.lastIndex = position;
  return pattern.exec(text)?.[0] ?? "";
}

function invalidTemplate(template: string): SlipwayError {
  return new SlipwayError("invalid-argument", `Invalid template: ${quoteGo(template)}`, {
    details: { template },
  });
}
