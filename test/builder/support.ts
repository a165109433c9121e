import type { BuilderOptions } from "../../src/builder/index.js";
import { dockerConfig, programEnvironment } from "../support/index.js";

/** The context in which programs of this test file run, for calls of the library. */
export function context(
  extra: Readonly<Record<string, string>> = {},
  warnings: string[] = [],
): BuilderOptions {
  return { env: programEnvironment(extra), onWarning: (message) => warnings.push(message) };
}

/** Path of a file of the builder store. */
export function storePath(...parts: readonly string[]): string {
  return [dockerConfig(), "buildx", ...parts].join("/");
}
