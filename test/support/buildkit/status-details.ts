import type http2 from "node:http2";
import { StatusSchema } from "../../../src/buildkit/gen/google/status_pb.js";
import { toBinary } from "../../../src/buildkit/protobuf/index.js";

/** The trailer with what BuildKit says of a failure, by its short type names. */
export function statusDetails(details: Readonly<Record<string, unknown>>): http2.OutgoingHttpHeaders {
  const encoded = Object.entries(details).map(([name, json]) => ({
    typeUrl: `github.com/moby/buildkit/${name}+json`,
    value: Buffer.from(typeof json === "string" ? json : JSON.stringify(json)),
  }));
  const status = toBinary(StatusSchema, { code: 2, message: "", details: encoded });
  return { "grpc-status-details-bin": Buffer.from(status).toString("base64") };
}
