import { definitionError } from "../attributes/definition-error.js";

/** A value that has the right form, but is none; in the words of the decoder that compose-go uses. */
export function decodeError(path: string, problem: string) {
  return definitionError(`decoding failed due to the following error(s):\n\n'${path}' ${problem}`);
}
