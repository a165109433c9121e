import type { HeaderField } from "./hpack-decoder.js";
import type { Metadata, MetadataInit } from "./types.js";

/** Metadata of a list of header fields. Pseudo-headers are left out. */
export function toMetadata(fields: Iterable<HeaderField>): Metadata {
  const metadata = new Map<string, string[]>();
  for (const [name, value] of fields) {
    if (name.startsWith(":")) continue;
    const values = metadata.get(name);
    if (values === undefined) metadata.set(name, [value]);
    else values.push(value);
  }
  return metadata;
}

/** The headers of a gRPC request (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
export function requestFields(method: string, authority: string, metadata: MetadataInit = {}): HeaderField[] {
  const fields: HeaderField[] = [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", method],
    [":authority", authority],
    ["content-type", "application/grpc"],
    ["te", "trailers"],
  ];
  for (const [name, given] of Object.entries(metadata)) {
    const key = name.toLowerCase();
    if (typeof given === "string") fields.push([key, given]);
    else for (const value of given) fields.push([key, value]);
  }
  return fields;
}

/** The last value of a header, undefined when there is none. */
export function headerValue(fields: readonly HeaderField[], name: string): string | undefined {
  return fields.findLast((field) => field[0] === name)?.[1];
}

/** True when the headers carry gRPC, in whatever encoding of messages. */
export function isGrpc(fields: readonly HeaderField[]): boolean {
  return headerValue(fields, "content-type")?.toLowerCase().startsWith("application/grpc") ?? false;
}
