import type { YAMLParseError } from "yaml";
import { SlipwayError } from "../../errors/index.js";
import { definitionError } from "../attributes/definition-error.js";

/** An error in a YAML text, with its place. */
export function yamlError(problem: string, place?: { line: number; col: number }): SlipwayError {
  const where = place === undefined ? "" : `line ${place.line}, column ${place.col}: `;
  return definitionError(`yaml: ${where}${problem}`);
}

/** A place in a text; both count from 1. */
type Place = { readonly line: number; readonly col: number };

const CANNOT_START = "found character that cannot start any token";

/**
 * The parser's error in the words that users of Compose know, where it is one of the frequent ones.
 *
 * @param colon place of the first colon after the error
 */
export function parseFailure(error: YAMLParseError, place: Place, colon: Place): SlipwayError {
  const { code, message } = error;
  if (code === "BLOCK_AS_IMPLICIT_KEY")
    return yamlError("mapping values are not allowed in this context", colon);
  if (code === "TAB_AS_INDENT") {
    return yamlError(`while scanning for the next token at line ${place.line}: ${CANNOT_START}`);
  }
  if (message.startsWith("Plain value cannot start with")) {
    const { line, col } = place;
    return yamlError(`while scanning for the next token at line ${line}, column ${col}: ${CANNOT_START}`);
  }
  if (code === "MISSING_CHAR" && message.startsWith("Implicit map keys need to be followed")) {
    const key = `while scanning a simple key at line ${place.line}, column ${place.col}`;
    return yamlError(`${key}: line ${place.line + 1}: could not find expected ':'`);
  }
  return yamlError(message, place);
}

/** An error in what well-formed YAML stands for. */
export function constructError(problem: string, line: number): SlipwayError {
  return definitionError(`yaml: construct errors:\n  line ${line}: ${problem}`);
}

/** A key that occurs twice in one mapping. */
export function duplicateKey(key: string, line: number, firstLine: number): SlipwayError {
  return constructError(`line ${line}: mapping key "${key}" already defined at line ${firstLine}`, line);
}

/** A key that is no text. The YAML is well formed, so the file is not said to be unreadable (`details.parsed`). */
export function nonStringKey(where: string, key: string): SlipwayError {
  return new SlipwayError("invalid-argument", `non-string key ${where}: ${key}`, {
    details: { parsed: true },
  });
}
