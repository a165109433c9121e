// Generated from moby/services/secrets.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../protobuf/schema.js";

/** `moby.buildkit.secrets.v1.GetSecretRequest` */
export interface GetSecretRequest {
  id: string;
  annotations: { [key: string]: string };
}
/** Field table of {@link GetSecretRequest}. */
export const GetSecretRequestSchema: DescMessage<GetSecretRequest> = /* @__PURE__ */ new DescMessage("moby.buildkit.secrets.v1.GetSecretRequest", () => [
  [1, "id", "string"],
  [2, "annotations", "string", { mapKey: "string" }],
]);

/** `moby.buildkit.secrets.v1.GetSecretResponse` */
export interface GetSecretResponse {
  data: Uint8Array;
}
/** Field table of {@link GetSecretResponse}. */
export const GetSecretResponseSchema: DescMessage<GetSecretResponse> = /* @__PURE__ */ new DescMessage("moby.buildkit.secrets.v1.GetSecretResponse", () => [
  [1, "data", "bytes"],
]);

/** Methods of `moby.buildkit.secrets.v1.Secrets`. */
export const Secrets = {
  getSecret: { path: "/moby.buildkit.secrets.v1.Secrets/GetSecret", input: GetSecretRequestSchema, output: GetSecretResponseSchema },
} as const;
