import { SlipwayError } from "../../errors/index.js";
import { definitionError } from "../attributes/definition-error.js";
import { type ComposeMap, type ComposeValue, isList, isMap } from "./compose-value.js";
import { type Lookup, substitute } from "./substitute.js";

/**
 * A mapping of a Compose file with the variables in its texts replaced; keys stay as they are.
 *
 * @throws SlipwayError `invalid-argument` that names the path of the text.
 */
export function interpolate(map: ComposeMap, lookup: Lookup): ComposeMap {
  const known = new Map<ComposeValue, ComposeValue>();
  const visit = (value: ComposeValue, path: string): ComposeValue => {
    if (typeof value === "string") return interpolateText(value, path, lookup);
    if (!isMap(value) && !isList(value)) return value;
    // What an alias repeats is replaced once.
    const done = known.get(value);
    if (done !== undefined) return done;
    const replaced = isMap(value)
      ? new Map([...value].map(([key, item]) => [key, visit(item, path === "" ? key : `${path}.${key}`)]))
      : value.map((item) => visit(item, `${path}.[]`));
    known.set(value, replaced);
    return replaced;
  };
  const replaced = visit(map, "");
  return isMap(replaced) ? replaced : map;
}

function interpolateText(text: string, path: string, lookup: Lookup): ComposeValue {
  if (!text.includes("$")) return text;
  try {
    return substitute(text, lookup);
  } catch (cause) {
    const { message, details } = SlipwayError.from(cause);
    if (details.template === undefined)
      throw definitionError(`error while interpolating ${path}: ${message}`, cause);
    throw definitionError(
      `invalid interpolation format for ${path}.\nYou may need to escape any $ with another $.\n${details.template}`,
      cause,
    );
  }
}
