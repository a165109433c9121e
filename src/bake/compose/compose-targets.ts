import { SlipwayError } from "../../errors/index.js";
import type { BakeDefinition } from "../targets/target.js";
import { checkProject } from "./check-project.js";
import { type ComposeOptions, loadProject } from "./compose-project.js";
import { serviceTarget } from "./service-target.js";

/** A Compose file that was read. */
export interface ComposeFile {
  /** As it was named, for messages; files that it names are relative to the working directory all the same. */
  readonly name: string;
  readonly text: string;
}

/**
 * Checks that a text is a Compose file: how files without a known suffix are told from HCL, and what is said first
 * about a broken one. What may be mended by further files is not checked.
 *
 * @throws SlipwayError `invalid-argument` where it is none, in the words that Buildx has for it.
 */
export async function checkCompose({ name, text }: ComposeFile, options: ComposeOptions): Promise<void> {
  try {
    await loadProject([{ name: "", text }], options);
  } catch (cause) {
    throw named(SlipwayError.from(cause), name);
  }
}

/** Buildx's message does not name the file, so the hint does. */
function named(error: SlipwayError, name: string): SlipwayError {
  if (error.hint !== undefined || name === "") return error;
  return new SlipwayError(error.code, error.message, {
    cause: error.cause ?? error,
    details: error.details,
    hint: `The Compose file is ${name}.`,
  });
}

/**
 * The groups and targets of Compose files, which are laid over one another in order: a target for each service that
 * is built, and the group `default` of them all.
 *
 * @throws SlipwayError `invalid-argument`: `failed to parse compose file: …`.
 */
export async function composeTargets(
  files: readonly ComposeFile[],
  options: ComposeOptions,
): Promise<BakeDefinition> {
  try {
    const project = await loadProject(files, options);
    checkProject(project);
    if (project.services.length === 0) return { groups: [], targets: [] };
    const targets = project.services.flatMap((service) =>
      service.build === undefined ? [] : [serviceTarget(service, service.build, project)],
    );
    return { groups: [{ name: "default", targets: targets.map(({ name }) => name) }], targets };
  } catch (cause) {
    const { code, message, details } = SlipwayError.from(cause);
    throw new SlipwayError(code, `failed to parse compose file: ${message}`, { cause, details });
  }
}
