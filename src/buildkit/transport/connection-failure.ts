import { SlipwayError } from "../../errors/index.js";
import { ProtocolError } from "./protocol-error.js";

/** The error that users see when a connection to BuildKit has ended because of `error`. */
export function asSlipwayError(error: Error): SlipwayError {
  if (error instanceof SlipwayError) return error;
  if (error instanceof ProtocolError) {
    const message = `BuildKit broke the HTTP/2 protocol: ${error.message}`;
    return new SlipwayError("protocol-error", message, { cause: error });
  }
  return new SlipwayError("connection-lost", `the connection to BuildKit broke: ${error.message}`, {
    cause: error,
  });
}
