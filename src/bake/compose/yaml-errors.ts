import type { YAMLParseError } from "yaml";
import { SlipwayError } from "../../errors/index.js";
import { definitionError } from "../attributes/definition-error.js";

/** How the YAML library that Compose uses words what the parser's error codes stand for, where it has one wording. */
const WORDING: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "mapping values are not allowed in this context",
  TAB_AS_INDENT: "found character that cannot start any token",
  MULTILINE_IMPLICIT_KEY: "could not find expected ':'",
  MISSING_CHAR: "did not find expected node content",
};

/** An error in a YAML text, with its place. */
export function yamlError(problem: string, place?: { line: number; col: number }): SlipwayError {
  const where = place === undefined ? "" : `line ${place.line}, column ${place.col}: `;
  return definitionError(`yaml: ${where}${problem}`);
}

/** The parser's error in the words that users of Compose know. */
export function parseFailure(error: YAMLParseError): SlipwayError {
  return yamlError(WORDING[error.code] ?? error.message, error.linePos?.[0]);
}

/** A key that occurs twice in one mapping. */
export function duplicateKey(key: string, line: number, firstLine: number): SlipwayError {
  return definitionError(
    `yaml: construct errors:\n  line ${line}: line ${line}: mapping key "${key}" already defined at line ${firstLine}`,
  );
}

/** A key that is no text. The YAML is well formed, so the file is not said to be unreadable (`details.parsed`). */
export function nonStringKey(where: string, key: string): SlipwayError {
  return new SlipwayError("invalid-argument", `non-string key ${where}: ${key}`, {
    details: { parsed: true },
  });
}
