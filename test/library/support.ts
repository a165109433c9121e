import { readFileSync } from "node:fs";
import { type BuildOptions, build, createBuilder, type RunningBuild } from "../../src/index.js";
import {
  builderName,
  busyboxBase,
  busyboxPath,
  lab,
  nativeArchitecture,
  programEnvironment,
} from "../support/index.js";

/** The environment of this test file's builders. */
export const context = { env: programEnvironment() };

/** A builder of the library's; gone after the test file. */
export async function libraryBuilder(label: string): Promise<string> {
  const name = builderName(label);
  await createBuilder({ name, driverOptions: { image: lab.image }, bootstrap: true, ...context });
  return name;
}

/** The files of a context whose Dockerfile begins with {@link busyboxBase}. */
export function busyboxFiles(
  dockerfile: string,
): Map<string, { content: string | Uint8Array; mode?: number }> {
  return new Map([
    ["Dockerfile", { content: busyboxBase + dockerfile }],
    [`busybox-${nativeArchitecture}`, { content: readFileSync(busyboxPath()), mode: 0o755 }],
  ]);
}

/** Builds with this file's builders. */
export function run(builder: string, options: BuildOptions): RunningBuild {
  return build({ builder, ...context, ...options });
}
