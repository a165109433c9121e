import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";

/** What `--call` asks the frontend for instead of a build. */
export interface CallRequest {
  /** Name without the `frontend.` prefix: `lint`, `outline`, `targets`, `subrequests.describe`, … */
  readonly name: string;
  /** `json`, or empty for text. */
  readonly format: string;
  readonly ignoreStatus: boolean;
}

/**
 * Reads `--call`; undefined for a normal build.
 *
 * @throws SlipwayError `invalid-argument`: `invalid print field: X`, `invalid print value: X`.
 */
export function parseCall(value: string): CallRequest | undefined {
  if (value === "") return undefined;
  let name = "";
  let format = "";
  let ignoreStatus = false;
  for (const field of parseCsvLine(value)) {
    const equals = field.indexOf("=");
    if (equals === -1) {
      if (name !== "") throw new SlipwayError("invalid-argument", `invalid print value: ${value}`);
      name = field;
      continue;
    }
    const key = field.slice(0, equals);
    const text = field.slice(equals + 1);
    if (key === "format") format = text;
    else if (key === "ignorestatus") ignoreStatus = parseGoBool(text) ?? invalidBool(text);
    else throw new SlipwayError("invalid-argument", `invalid print field: ${field}`);
  }
  if (name === "build") return undefined;
  if (name === "") {
    throw new SlipwayError("invalid-argument", `invalid print value: ${value}`, {
      hint: "name what is asked for, as in check, outline or targets",
    });
  }
  return { name: name === "check" ? "lint" : name, format, ignoreStatus };
}

function invalidBool(text: string): never {
  throw new SlipwayError(
    "invalid-argument",
    `invalid ignorestatus print value: ${text}: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}
