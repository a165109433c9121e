// Generated from google/protobuf/field_mask.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../protobuf/schema.js";

/** `google.protobuf.FieldMask` */
export interface FieldMask {
  /** The set of field mask paths. */
  paths: string[];
}
/** Field table of {@link FieldMask}. */
export const FieldMaskSchema: DescMessage<FieldMask> = /* @__PURE__ */ new DescMessage("google.protobuf.FieldMask", () => [
  [1, "paths", "string", "repeated"],
]);
