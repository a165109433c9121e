/** A TOML document that cannot be read: the place, counted from 1, and what is wrong there. */
export class TomlSyntaxError extends Error {
  override readonly name = "TomlSyntaxError";
}

/**
 * The tables of a TOML document; whole numbers that a number cannot hold are bigints, or all whole numbers if so wanted.
 *
 * @throws TomlSyntaxError e.g. `line 2, column 6: invalid value`.
 */
export async function parseToml(
  text: string,
  { integersAsBigInt = "asNeeded" }: { readonly integersAsBigInt?: true | "asNeeded" } = {},
): Promise<Record<string, unknown>> {
  const { parse, TomlError } = await import("smol-toml");
  try {
    return parse(text, { integersAsBigInt });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // smol-toml draws the place in the file below the first line.
    const reason = (error.message.split("\n")[0] ?? "").replace(/^Invalid TOML document: /, "");
    throw new TomlSyntaxError(`line ${error.line}, column ${error.column}: ${reason}`, { cause: error });
  }
}
