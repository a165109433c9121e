import type { BuildNote } from "../../build/notes/build-note.js";
import { noteHash } from "../../build/notes/note-hash.js";

/** The keys of a build's steps by what defines them; see {@link definitionKeys}. */
export type DefinitionKeys = readonly string[];

/**
 * A key for each step: equal where a step, and all that it is made from, is defined the same. What files a context has
 * does not matter to it.
 */
export function definitionKeys({ steps }: Pick<BuildNote, "steps">): DefinitionKeys {
  const keys: string[] = [];
  for (const step of steps) {
    // Inputs come before what is made of them.
    const inputs = step.inputs.map((input) => keys[input] ?? "").join(" ");
    const env = Object.entries(step.env).flat();
    const own = step.kind === "source" ? [sourceKey(step.source)] : [step.body, step.platform];
    keys.push(noteHash(step.kind, ...own, JSON.stringify(env), inputs));
  }
  return keys;
}

/** The daemon knows an image by its content, whatever it is called. */
function sourceKey(source: string): string {
  const [, digest] = /^docker-image:\/\/[^@]*@(\S+)$/.exec(source) ?? [];
  return digest ?? source;
}
