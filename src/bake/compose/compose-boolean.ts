const TRUE = new Set(["true", "y", "yes", "on"]);
const FALSE = new Set(["false", "n", "no", "off"]);

/** A boolean written as text, in the forms of YAML 1.1 and in any case; undefined for anything else. */
export function composeBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (TRUE.has(word)) return true;
  return FALSE.has(word) ? false : undefined;
}
