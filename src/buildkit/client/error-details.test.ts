import { expect, test } from "vitest";
import { SlipwayError } from "../../errors/index.js";
import { responseError } from "../transport/grpc-status.js";
import { GrpcCode, GrpcError } from "../transport/index.js";
import { fromDaemonError } from "./error-details.js";

const systemError = (code: string) => Object.assign(new Error(`read ${code}`), { code });

test.each<[string, unknown, string]>([
  ["a socket that was reset", systemError("ECONNRESET"), "connection-lost"],
  ["a stream that closed early", systemError("ERR_STREAM_PREMATURE_CLOSE"), "connection-lost"],
  ["a mistake of the program", new TypeError("x.trim is not a function"), "internal"],
  [
    "a file of this machine",
    Object.assign(systemError("ENOSPC"), { errno: -28, syscall: "write", path: "/x" }),
    "disk-full",
  ],
  ["an abort", new DOMException("aborted", "AbortError"), "canceled"],
  ["a status of the daemon", new GrpcError(GrpcCode.Unknown, "exit code: 1"), "build-failed"],
  ["a proxy that has lost the daemon", responseError([[":status", "502"]]), "connection-lost"],
  ["a proxy that forbids the call", responseError([[":status", "403"]]), "auth-failed"],
  ["an error that is one already", new SlipwayError("timeout", "late"), "timeout"],
])("%s has its own code", (_what, reason, code) => {
  expect(fromDaemonError(reason)).toMatchObject({ name: expect.stringMatching(/Error$/), code });
});
