import { type ComposeFiles, localComposeFiles } from "../../src/bake/compose/compose-files.js";
import { checkCompose, composeTargets } from "../../src/bake/compose/compose-targets.js";
import { composeEnvironment } from "../../src/bake/compose/environment.js";
import { mergeTargets } from "../../src/bake/targets/merge-targets.js";
import { normalizeTarget } from "../../src/bake/targets/normalize-target.js";
import { printDefinition } from "../../src/bake/targets/print-definition.js";
import type { ComposeCase } from "./compose-cases.js";

/** The files of a case, by path. */
export function filesOf({ build, text, files }: ComposeCase): Readonly<Record<string, string>> {
  if (files !== undefined) return files;
  const lines = build === undefined ? "" : build.replace(/^/gm, "      ");
  const service = `services:\n  a:\n    build:\n      context: .\n${lines}\n`;
  return { "compose.yaml": text ?? service };
}

/** What Slipway makes of a case: the targets as they are printed, or the message of the error. */
export async function readComposeCase(given: ComposeCase): Promise<{ targets?: unknown; error?: string }> {
  const files = filesOf(given);
  try {
    const env = composeEnvironment({
      processEnv: { HOME: "/root", PATH: "/bin", ...given.env },
      dotenv: files[".env"],
      vars: given.vars,
    });
    const options = { env, files: memoryFiles(files) };
    const named = (given.names ?? ["compose.yaml"]).map((name) => ({ name, text: files[name] ?? "" }));
    for (const file of named) await checkCompose(file, options);
    const { targets } = await composeTargets(named, options);
    const merged = new Map<string, (typeof targets)[number]>();
    for (const target of targets) {
      merged.set(target.name, mergeTargets(merged.get(target.name) ?? { name: target.name }, target));
    }
    const printed = printDefinition({ groups: [], targets: [...merged.values()].map(normalizeTarget) });
    return { targets: withoutDefaults(JSON.parse(printed).target) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Printed targets as {@link ComposeCase} has them. */
export function withoutDefaults(targets: Record<string, Record<string, unknown>>): unknown {
  for (const target of Object.values(targets)) {
    if (target.context === ".") delete target.context;
    if (target.dockerfile === "Dockerfile") delete target.dockerfile;
  }
  return targets;
}

function memoryFiles(files: Readonly<Record<string, string>>): ComposeFiles {
  return {
    ...localComposeFiles("/nowhere"),
    async readText(path) {
      return files[path] ?? (await localComposeFiles("/nowhere").readText(path));
    },
    async kindOf(path) {
      if (files[path] !== undefined) return "file";
      return Object.keys(files).some((name) => name.startsWith(`${path}/`)) ? "directory" : undefined;
    },
  };
}
