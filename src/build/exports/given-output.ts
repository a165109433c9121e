import { attributesOf } from "../attributes/attribute-fields.js";
import type { ArchiveReceiver, OutputOption } from "../options/output-option.js";
import { filesOf } from "./archive-files.js";
import type { OutputEntry } from "./output-entry.js";

/** An output given by code, as one that was parsed. */
export function givenOutput(output: OutputOption): OutputEntry {
  if (output.type === "cacheonly") return { type: "cacheonly", dest: "", attrs: {} };
  const { type } = output;
  const attrs = attributesOf({}, output.attrs);
  if (output.type === "image") {
    const { name, push } = output;
    const named = name === undefined ? {} : { name };
    return { type, dest: "", attrs: { ...attrs, ...named, ...(push ? { push: "true" } : {}) } };
  }
  if (output.type === "local") {
    const mode: Record<string, string> = output.mode === undefined ? {} : { mode: output.mode };
    return { type, dest: output.dest, attrs: { ...attrs, ...mode } };
  }
  const receiver = receiverOf(output);
  const layout: Record<string, string> = "tar" in output && output.tar === false ? { tar: "false" } : {};
  const context = "context" in output && output.context !== undefined ? { context: output.context } : {};
  return {
    type,
    dest: output.dest ?? "",
    attrs: { ...attrs, ...layout, ...context },
    ...(receiver === undefined ? {} : { receiver }),
  };
}

function receiverOf(output: OutputOption): ArchiveReceiver | undefined {
  if ("stream" in output && output.stream !== undefined) return { stream: output.stream };
  if ("consume" in output && output.consume !== undefined) return { consume: output.consume };
  if (!("files" in output) || output.files === undefined) return undefined;
  const { files } = output;
  return { consume: (archive) => files(filesOf(archive)) };
}
