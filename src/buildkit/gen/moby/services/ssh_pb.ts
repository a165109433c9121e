// Generated from moby/services/ssh.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../protobuf/schema.js";

/** `moby.sshforward.v1.BytesMessage` */
export interface BytesMessage {
  data: Uint8Array;
}
/** Field table of {@link BytesMessage}. */
export const BytesMessageSchema: DescMessage<BytesMessage> = /* @__PURE__ */ new DescMessage("moby.sshforward.v1.BytesMessage", () => [
  [1, "data", "bytes"],
]);

/** `moby.sshforward.v1.CheckAgentRequest` */
export interface CheckAgentRequest {
  id: string;
}
/** Field table of {@link CheckAgentRequest}. */
export const CheckAgentRequestSchema: DescMessage<CheckAgentRequest> = /* @__PURE__ */ new DescMessage("moby.sshforward.v1.CheckAgentRequest", () => [
  [1, "id", "string"],
]);

/** `moby.sshforward.v1.CheckAgentResponse` */
export interface CheckAgentResponse {
}
/** Field table of {@link CheckAgentResponse}. */
export const CheckAgentResponseSchema: DescMessage<CheckAgentResponse> = /* @__PURE__ */ new DescMessage("moby.sshforward.v1.CheckAgentResponse", () => [
]);

/** Methods of `moby.sshforward.v1.SSH`. */
export const SSH = {
  checkAgent: { path: "/moby.sshforward.v1.SSH/CheckAgent", input: CheckAgentRequestSchema, output: CheckAgentResponseSchema },
  forwardAgent: { path: "/moby.sshforward.v1.SSH/ForwardAgent", input: BytesMessageSchema, output: BytesMessageSchema },
} as const;
