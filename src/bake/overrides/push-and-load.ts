import type { BakeOutput } from "../attributes/output.js";

/**
 * Outputs with `push=…` applied: images are pushed, or not any more; where nothing leaves the engine, an image that is
 * pushed is added.
 */
export function withPush(outputs: readonly BakeOutput[], push: boolean): BakeOutput[] {
  const kept = push ? outputs : withoutRegistry(outputs);
  const changed = kept.map((output) =>
    output.type === "image" ? { ...output, attrs: { ...output.attrs, push: String(push) } } : output,
  );
  const localOnly = outputs.every(({ type }) => type === "docker");
  return push && localOnly ? [...changed, { type: "image", attrs: { push: "true" } }] : changed;
}

/** As Buildx does it, the last output takes the place of one that is dropped. */
function withoutRegistry(outputs: readonly BakeOutput[]): BakeOutput[] {
  const kept = [...outputs];
  let index = 0;
  for (;;) {
    const output = kept[index];
    if (output === undefined) return kept;
    if (output.type !== "registry") {
      index++;
      continue;
    }
    const last = kept.pop();
    if (last !== undefined && index < kept.length) kept[index] = last;
  }
}

/** Outputs with `load=true` applied: the engine is added, unless it is there or something else than an image is made. */
export function withLoad(outputs: readonly BakeOutput[]): readonly BakeOutput[] {
  for (const { type, dest } of outputs) {
    if (type === "docker" && !dest) return outputs;
    if (!["docker", "image", "registry", "oci"].includes(type)) return outputs;
  }
  return [...outputs, { type: "docker", attrs: {} }];
}
