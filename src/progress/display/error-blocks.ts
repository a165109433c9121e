import { type ByteText, encodeByteText } from "../format/byte-text.js";
import type { StepLog, VertexState } from "../model/vertex-state.js";

const RULE = "------\n";

/** The blocks that end a display: each failed step's name and last output. Cancelled steps have none. */
export function formatErrorBlocks(steps: Iterable<VertexState<StepLog>>): ByteText {
  let text = "";
  for (const step of steps) {
    if (step.error === "" || step.isCanceled) continue;
    const lines = step.log.errorLines().map((line) => `${line}\n`);
    text += `${RULE}${encodeByteText(` > ${step.name}:`)}\n${lines.join("")}${RULE}`;
  }
  return text;
}
