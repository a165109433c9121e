import { SlipwayError } from "../../errors/index.js";
import { familiarReference, parseReference } from "../../oci/reference.js";

/**
 * Reads `--build-context name=value`; empty ones are passed over. Names come in their familiar form without `:latest`, as
 * the frontend looks them up.
 *
 * @throws SlipwayError `invalid-argument`: `invalid context value: X, expected key=value`, `invalid context name X: …`.
 */
export function parseNamedContexts(values: readonly string[]): Map<string, string> {
  const contexts = new Map<string, string>();
  for (const text of values.filter((value) => value !== "")) {
    const equals = text.indexOf("=");
    if (equals === -1) {
      throw new SlipwayError("invalid-argument", `invalid context value: ${text}, expected key=value`);
    }
    contexts.set(contextName(text.slice(0, equals)), text.slice(equals + 1));
  }
  return contexts;
}

function contextName(name: string): string {
  try {
    return familiarReference(parseReference(name)).replace(/:latest$/, "");
  } catch (cause) {
    throw new SlipwayError(
      "invalid-argument",
      `invalid context name ${name}: ${SlipwayError.from(cause).message}`,
      {
        cause,
      },
    );
  }
}
