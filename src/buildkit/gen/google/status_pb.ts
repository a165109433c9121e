// Generated from google/status.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../protobuf/schema.js";
import { type Any, AnySchema } from "./protobuf/any_pb.js";

/** `google.rpc.Status` */
export interface Status {
  code: number;
  message: string;
  details: Any[];
}
/** Field table of {@link Status}. */
export const StatusSchema: DescMessage<Status> = /* @__PURE__ */ new DescMessage("google.rpc.Status", () => [
  [1, "code", "int32"],
  [2, "message", "string"],
  [3, "details", AnySchema, "repeated"],
]);
