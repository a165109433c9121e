import { StatusSchema } from "../../buildkit/gen/google/status_pb.js";
import { fromBinary } from "../../buildkit/protobuf/index.js";
import { fieldOf, parseJson } from "../../util/json-value.js";

const STACK = "github.com/moby/buildkit/stack.Stack+json";

/**
 * Where in the daemon's code a failure came from, in the form of BuildKit's own clients: the message, then for each
 * program its process id, version and command line, and below it function and place of each call.
 *
 * @param status a google.rpc.Status with the failure's details
 */
export function stackText(status: Uint8Array): string {
  const { message, details } = fromBinary(StatusSchema, status);
  const stacks = details
    .filter(({ typeUrl }) => typeUrl === STACK)
    .map(({ value }) => parseJson(Buffer.from(value).toString("utf8")))
    .map(formatStack);
  return [`${message}\n`, ...stacks].join("");
}

function formatStack(stack: unknown): string {
  const command = listOf(fieldOf(stack, "cmdline")).map(String).join(" ");
  const head = `${fieldOf(stack, "pid") ?? 0} ${fieldOf(stack, "version") ?? ""} ${command}\n`;
  const frames = listOf(fieldOf(stack, "frames")).map(
    (frame) =>
      `${fieldOf(frame, "Name") ?? ""}\n\t${fieldOf(frame, "File") ?? ""}:${fieldOf(frame, "Line") ?? 0}\n`,
  );
  return `${head}${frames.join("")}\n`;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
