// Generated from google/protobuf/empty.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../protobuf/schema.js";

/** `google.protobuf.Empty` */
export interface Empty {
}
/** Field table of {@link Empty}. */
export const EmptySchema: DescMessage<Empty> = /* @__PURE__ */ new DescMessage("google.protobuf.Empty", () => [
]);
