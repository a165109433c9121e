// Generated from moby/filesync/v1/filesync.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../../protobuf/schema.js";

/** `moby.filesync.v1.BytesMessage` */
export interface BytesMessage {
  data: Uint8Array;
}
/** Field table of {@link BytesMessage}. */
export const BytesMessageSchema: DescMessage<BytesMessage> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.BytesMessage", () => [
  [1, "data", "bytes"],
]);
