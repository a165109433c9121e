import { readFile } from "node:fs/promises";
import { SlipwayError } from "../../errors/index.js";
import { systemErrorText } from "../../util/system-error-text.js";

/** A JSON object read from a file that others write too. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads a JSON object; undefined when the file does not exist. An empty file counts as `{}`, as for the Docker CLI.
 *
 * @throws SlipwayError `corrupt-state` naming the file when it is no JSON object, `io-error` when it cannot be read.
 */
export async function readJsonFile(path: string): Promise<JsonObject | undefined> {
  const text = await readText(path);
  if (text === undefined) return undefined;
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's error quotes what it could not read, and that may be a password.
    throw corrupt(path, "it is not valid JSON");
  }
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
    details: { path },
  });
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const cause = error as NodeJS.ErrnoException;
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw new SlipwayError("io-error", `cannot read ${path}: ${systemErrorText(cause)}`, { cause });
  }
}
