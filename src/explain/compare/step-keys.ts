import type { BuildNote, StepNote } from "../../build/notes/build-note.js";
import { noteHash } from "../../build/notes/note-hash.js";
import { isFetched } from "./changed-source.js";

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
    const own =
      step.kind === "source" ? [sourceKey(step.source), fetchedHow(step)] : [step.body, step.platform];
    keys.push(noteHash(step.kind, ...own, JSON.stringify(env), inputs));
  }
  return keys;
}

/** The daemon knows an image by its content, whatever it is called. */
function sourceKey(source: string): string {
  const [, digest] = /^docker-image:\/\/[^@]*@(\S+)$/.exec(source) ?? [];
  return digest ?? source;
}

/** With which options it is fetched. What a client uploads has another address, and so another body, each time. */
function fetchedHow({ source, body }: StepNote): string {
  return isFetched(source) ? body : "";
}
