import { SlipwayError } from "../../errors/index.js";
import type { Position } from "./syntax.js";

/** A template that cannot be parsed, in the words of Go's text/template. */
export function parseError(line: number, problem: string): SlipwayError {
  return templateError(`template: :${line}: ${problem}`);
}

/** A template that cannot be carried out on its data. */
export function executionError(position: Position, source: string, problem: string): SlipwayError {
  return templateError(
    `template: :${position.line}:${position.column}: executing "" at <${source}>: ${problem}`,
  );
}

function templateError(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", `template parsing error: ${message}`);
}
