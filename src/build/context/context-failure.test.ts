import { expect, test } from "vitest";
import { BuildError } from "../../buildkit/client/index.js";
import { GrpcCode } from "../../buildkit/transport/index.js";
import { withContextNamed } from "./context-failure.js";

const failure = (message: string) =>
  new BuildError("build-failed", message, { grpcCode: GrpcCode.Unknown, sources: [] });
const hintOf = (message: string, context: string) =>
  (withContextNamed(failure(message), context) as BuildError).hint;

const NO_REF = "failed to solve: failed to read dockerfile: repository does not contain ref x";

test("a context whose URL the daemon does not tell is named, without credentials", () => {
  expect(hintOf(NO_REF, "https://user:secret@host/repo.git#x")).toBe(
    "the build context is https://host/repo.git#x",
  );
});

test.each([
  [
    "one that the daemon names",
    "failed to load cache key: Get https://***@host/a.tar: refused",
    "https://u:p@host/a.tar",
  ],
  ["a local one", NO_REF, "."],
  [
    "a build that fails later",
    "failed to solve: failed commit on ref: no space left",
    "https://host/repo.git",
  ],
])("nothing is added for %s", (_name, message, context) => {
  expect(hintOf(message, context)).toBeUndefined();
});
