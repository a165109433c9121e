import { SlipwayError } from "../../errors/index.js";

const pattern = /^[a-zA-Z][a-zA-Z0-9._-]*$/;

/** True for a name that a builder or a node may have. */
export function isValidName(name: string): boolean {
  return pattern.test(name);
}

/** The form in which a builder's or node's name is a file's name. Throws `invalid-argument`. */
export function canonicalName(name: string): string {
  if (isValidName(name)) return name.toLowerCase();
  throw new SlipwayError(
    "invalid-argument",
    `invalid name ${name}, name needs to start with a letter and may not contain symbols, except ._-`,
  );
}
