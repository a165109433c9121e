import { Refusal } from "./respond.js";

/** A part of an address as it was before it was encoded. Throws 400 for what is not encoded so. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, "invalid-argument", "the address is not encoded as addresses are");
  }
}
