import type { Definition } from "../../buildkit/client/index.js";
import type { GitInputs } from "./git-inputs.js";

/** LLB in place of contexts. */
export interface ContextInputs {
  readonly main?: Definition | undefined;
  /** By the names of named contexts. */
  readonly named: ReadonlyMap<string, Definition>;
}

/** The contexts of which LLB is given come from that, and so does a Dockerfile that is in the main one. */
export function withContextInputs(resolved: GitInputs, given: ContextInputs | undefined): GitInputs {
  if (given === undefined) return resolved;
  const { main, named } = resolved;
  const attrs = { ...named.attrs };
  const inputs: Record<string, Definition> = { ...resolved.inputs };
  for (const [name, definition] of given.named) {
    const input = `context_state_${name}`;
    attrs[`context:${name}`] = `input:${input}`;
    inputs[input] = definition;
  }
  if (given.main === undefined) return { main, named: { ...named, attrs }, inputs };
  const { context: _, ...others } = main.attrs;
  inputs.context = given.main;
  // A Dockerfile of its own comes from the session.
  if (!("dockerfilekey" in others)) inputs.dockerfile = given.main;
  return { main: { ...main, attrs: others }, named: { ...named, attrs }, inputs };
}
