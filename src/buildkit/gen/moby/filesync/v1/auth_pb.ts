// Generated from moby/filesync/v1/auth.proto by scripts/generate-protobuf.mjs; do not edit.
import { DescMessage } from "../../../../protobuf/schema.js";

/** `moby.filesync.v1.CredentialsRequest` */
export interface CredentialsRequest {
  host: string;
}
/** Field table of {@link CredentialsRequest}. */
export const CredentialsRequestSchema: DescMessage<CredentialsRequest> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.CredentialsRequest", () => [
  [1, "host", "string"],
]);

/** `moby.filesync.v1.CredentialsResponse` */
export interface CredentialsResponse {
  username: string;
  secret: string;
}
/** Field table of {@link CredentialsResponse}. */
export const CredentialsResponseSchema: DescMessage<CredentialsResponse> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.CredentialsResponse", () => [
  [1, "username", "string"],
  [2, "secret", "string"],
]);

/** `moby.filesync.v1.FetchTokenRequest` */
export interface FetchTokenRequest {
  clientId: string;
  host: string;
  realm: string;
  service: string;
  scopes: string[];
}
/** Field table of {@link FetchTokenRequest}. */
export const FetchTokenRequestSchema: DescMessage<FetchTokenRequest> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.FetchTokenRequest", () => [
  [1, "clientId", "string"],
  [2, "host", "string"],
  [3, "realm", "string"],
  [4, "service", "string"],
  [5, "scopes", "string", "repeated"],
]);

/** `moby.filesync.v1.FetchTokenResponse` */
export interface FetchTokenResponse {
  token: string;
  /** Seconds. */
  expiresIn: bigint;
  /** Unix time in seconds. */
  issuedAt: bigint;
}
/** Field table of {@link FetchTokenResponse}. */
export const FetchTokenResponseSchema: DescMessage<FetchTokenResponse> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.FetchTokenResponse", () => [
  [1, "token", "string"],
  [2, "expiresIn", "int64"],
  [3, "issuedAt", "int64"],
]);

/** `moby.filesync.v1.GetTokenAuthorityRequest` */
export interface GetTokenAuthorityRequest {
  host: string;
  salt: Uint8Array;
}
/** Field table of {@link GetTokenAuthorityRequest}. */
export const GetTokenAuthorityRequestSchema: DescMessage<GetTokenAuthorityRequest> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.GetTokenAuthorityRequest", () => [
  [1, "host", "string"],
  [2, "salt", "bytes"],
]);

/** `moby.filesync.v1.GetTokenAuthorityResponse` */
export interface GetTokenAuthorityResponse {
  publicKey: Uint8Array;
}
/** Field table of {@link GetTokenAuthorityResponse}. */
export const GetTokenAuthorityResponseSchema: DescMessage<GetTokenAuthorityResponse> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.GetTokenAuthorityResponse", () => [
  [1, "publicKey", "bytes"],
]);

/** `moby.filesync.v1.VerifyTokenAuthorityRequest` */
export interface VerifyTokenAuthorityRequest {
  host: string;
  payload: Uint8Array;
  salt: Uint8Array;
}
/** Field table of {@link VerifyTokenAuthorityRequest}. */
export const VerifyTokenAuthorityRequestSchema: DescMessage<VerifyTokenAuthorityRequest> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.VerifyTokenAuthorityRequest", () => [
  [1, "host", "string"],
  [2, "payload", "bytes"],
  [3, "salt", "bytes"],
]);

/** `moby.filesync.v1.VerifyTokenAuthorityResponse` */
export interface VerifyTokenAuthorityResponse {
  signed: Uint8Array;
}
/** Field table of {@link VerifyTokenAuthorityResponse}. */
export const VerifyTokenAuthorityResponseSchema: DescMessage<VerifyTokenAuthorityResponse> = /* @__PURE__ */ new DescMessage("moby.filesync.v1.VerifyTokenAuthorityResponse", () => [
  [1, "signed", "bytes"],
]);

/** Methods of `moby.filesync.v1.Auth`. */
export const Auth = {
  credentials: { path: "/moby.filesync.v1.Auth/Credentials", input: CredentialsRequestSchema, output: CredentialsResponseSchema },
  fetchToken: { path: "/moby.filesync.v1.Auth/FetchToken", input: FetchTokenRequestSchema, output: FetchTokenResponseSchema },
  getTokenAuthority: { path: "/moby.filesync.v1.Auth/GetTokenAuthority", input: GetTokenAuthorityRequestSchema, output: GetTokenAuthorityResponseSchema },
  verifyTokenAuthority: { path: "/moby.filesync.v1.Auth/VerifyTokenAuthority", input: VerifyTokenAuthorityRequestSchema, output: VerifyTokenAuthorityResponseSchema },
} as const;
