import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { readSmallFile } from "../../util/read-small-file.js";
import { systemErrorText } from "../../util/system-error-text.js";

/** A JSON object read from a file that others write too. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Bytes; a configuration with a thousand logins has a tenth of it. */
const fileLimit = 4 << 20;

/**
 * Reads a JSON object; undefined when the file does not exist. An empty file and `null` count as `{}`, and what follows
 * the object is passed over, as by the Docker CLI.
 *
 * @throws SlipwayError `corrupt-state` naming the file when it is no JSON object, `io-error` when it cannot be read.
 */
export async function readJsonFile(path: string): Promise<JsonObject | undefined> {
  const text = (await readText(path))?.trim();
  if (text === undefined) return undefined;
  if (text === "") return {};
  const value = parseFirst(path, text);
  if (value === null) return {};
  if (!isJsonObject(value)) throw corrupt(path, "it does not hold a JSON object");
  return value;
}

/** True for an object as JSON knows it, not for a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The error for a file of the Docker configuration that does not hold what it must. */
export function corrupt(path: string, why: string): SlipwayError {
  return new SlipwayError("corrupt-state", `cannot use ${path}: ${why}`, {
    hint: "correct the file or move it away",
    details: { path, reason: why },
  });
}

/** The parser's own error quotes what it could not read, and that may be a password. */
function parseFirst(path: string, text: string): unknown {
  for (const candidate of [text, text.slice(0, endOfObject(text))]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The text may go on after its object.
    }
  }
  const isTruncated = text.startsWith("{") && endOfObject(text) === 0;
  throw corrupt(path, isTruncated ? "it ends in the middle of its JSON object" : "it is not valid JSON");
}

/** Where the object at the beginning of the text ends; 0 when it does not. */
function endOfObject(text: string): number {
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (isQuoted) {
      if (character === "\\") at++;
      else if (character === '"') isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === "{") depth++;
    else if (character === "}" && --depth === 0) return at + 1;
  }
  return 0;
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return (await readSmallFile(path, fileLimit)).toString("utf8");
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (error instanceof SlipwayError || !(error instanceof Error)) throw error;
    const reason = systemErrorText(error);
    throw new SlipwayError("io-error", `cannot read ${path}: ${reason}`, {
      cause: error,
      details: { path, reason },
    });
  }
}
