import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { parseGoBool } from "../../util/go-bool.js";
import { choice, either, fields, name as filledName, flag, needed, text } from "../../util/options/index.js";

/** What is asked of the Dockerfile, given by code. */
export interface CallOption {
  /** `check`, `outline`, `targets`, or what else the frontend answers; `build` is no call. */
  readonly name: string;
  /** Form of the output. Default `text`. */
  readonly format?: "text" | "json" | undefined;
  /** Findings do not make the status one of failure. Default false. */
  readonly ignoreStatus?: boolean | undefined;
}

/** A text or a {@link CallOption}, described. */
export const callOption = either(
  text,
  fields<CallOption>({ name: needed(filledName), format: choice("text", "json"), ignoreStatus: flag }),
);

/** What `--call` asks the frontend for instead of a build. */
export interface CallRequest {
  /** Name without the `frontend.` prefix: `lint`, `outline`, `targets`, `subrequests.describe`, … */
  readonly name: string;
  /** `json`, or empty for text. */
  readonly format: string;
  readonly ignoreStatus: boolean;
}

/**
 * Reads `--call` or what code gave for it; undefined for a normal build.
 *
 * @throws SlipwayError `invalid-argument`: `invalid print field: X`, `invalid print value: X`.
 */
export function parseCall(value: string | CallOption): CallRequest | undefined {
  if (typeof value !== "string") return givenCall(value);
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
  if (name === "") {
    throw new SlipwayError("invalid-argument", `invalid print value: ${value}`, {
      hint: "name what is asked for, as in check, outline or targets",
    });
  }
  return request(name, format, ignoreStatus);
}

function givenCall({ name, format = "text", ignoreStatus = false }: CallOption): CallRequest | undefined {
  return request(name, format === "text" ? "" : format, ignoreStatus);
}

function request(name: string, format: string, ignoreStatus: boolean): CallRequest | undefined {
  if (name === "build") return undefined;
  return { name: name === "check" ? "lint" : name, format, ignoreStatus };
}

function invalidBool(text: string): never {
  throw new SlipwayError(
    "invalid-argument",
    `invalid ignorestatus print value: ${text}: strconv.ParseBool: parsing "${text}": invalid syntax`,
  );
}
