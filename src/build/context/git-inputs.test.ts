import { describe, expect, test } from "vitest";
import { OpSchema } from "../../buildkit/gen/pb/ops_pb.js";
import { fromBinary } from "../../buildkit/protobuf/index.js";
import { parseGitReference } from "../../util/git-reference.js";
import { gitInputs } from "./git-inputs.js";
import type { MainContext } from "./main-context.js";
import type { NamedContexts } from "./named-contexts.js";

const URL = "https://example.com/repo.git";

describe("a Git URL's query", () => {
  test.each([
    ["?ref=main&subdir=a", { ref: "main", subdir: "a" }],
    ["#main:a/b", { ref: "main", subdir: "a/b" }],
    ["?branch=b", { ref: "refs/heads/b" }],
    ["?tag=v1", { ref: "refs/tags/v1" }],
    ["?tag=refs/tags/v1", { ref: "refs/tags/v1" }],
    ["?ref=main#main", { ref: "main" }],
    ["?commit=abc", { checksum: "abc" }],
    ["?keep-git-dir&submodules=false", { keepGitDir: true, skipSubmodules: true }],
    ["?keep-git-dir=0&submodules=1", { keepGitDir: false, skipSubmodules: false }],
    ["?mtime=commit&fetch-by-commit=1", { mtime: "commit", fetchByCommit: true }],
  ])("%s is taken apart", (rest, expected) => {
    expect(parseGitReference(URL + rest)).toMatchObject({ remote: URL, ...expected });
  });

  test.each([
    ["?ref", 'query "ref" has no value'],
    ["?ref=a&ref=b", 'query "ref" has multiple values'],
    ["?foo=1", 'unexpected query "foo"'],
    ["?ref=a&tag=b", 'ref conflicts: "a" vs "refs/tags/b"'],
    ["?ref=a&branch=b", 'ref conflicts: "a" vs "refs/heads/b"'],
    ["?branch=a&tag=b", "branch conflicts with tag"],
    ["?ref=main#other", 'ref conflicts: "other" vs "main"'],
    ["?subdir=a#:b", 'subdir conflicts: "b" vs "a"'],
    ["?submodules=x", 'invalid submodules value: "x"'],
  ])("%s is refused in docker-buildx's words", (rest, message) => {
    expect(() => parseGitReference(URL + rest)).toThrow(message);
  });
});

const main = (attrs: Record<string, string>): MainContext => ({
  attrs,
  directories: new Map(),
  dockerfilePath: "Dockerfile",
  dockerfileName: "Dockerfile",
});
const named = (attrs: Record<string, string> = {}, frontendCaps: string[] = []): NamedContexts => ({
  attrs,
  frontendCaps,
  directories: new Map(),
  layouts: [],
});
const on = { BUILDX_SEND_GIT_QUERY_AS_INPUT: "1" };

describe("BUILDX_SEND_GIT_QUERY_AS_INPUT", () => {
  test("without it nothing is resolved", () => {
    const context = main({ context: `${URL}?ref=main` });
    expect(gitInputs(context, named(), {})).toMatchObject({ main: context, inputs: {} });
  });

  test("gives the frontend the source of the context and of the Dockerfile in it", () => {
    const result = gitInputs(main({ context: `${URL}?ref=main&subdir=a`, filename: "F" }), named(), on);
    expect(result.main.attrs).toEqual({ filename: "F", "input:context": `${URL}?ref=main&subdir=a` });
    expect(Object.keys(result.inputs).sort()).toEqual(["context", "dockerfile"]);
    const [source] = result.inputs.context?.def ?? [];
    expect(fromBinary(OpSchema, source ?? new Uint8Array()).op).toEqual({
      case: "source",
      value: {
        identifier: "git://example.com/repo.git#main:a",
        attrs: {
          "git.authheadersecret": "GIT_AUTH_HEADER",
          "git.authtokensecret": "GIT_AUTH_TOKEN",
          "git.fullurl": URL,
        },
      },
    });
  });

  test("leaves a Dockerfile of the session where it is", () => {
    const context = main({ context: `${URL}?ref=main`, dockerfilekey: "dockerfile" });
    expect(Object.keys(gitInputs(context, named(), on).inputs)).toEqual(["context"]);
  });

  test("resolves named contexts, whose frontend then needs to read no query", () => {
    const caps = ["moby.buildkit.frontend.contexts+forward", "moby.buildkit.frontend.gitquerystring+forward"];
    const contexts = named({ "context:x": `${URL}?tag=v1`, "context:y": URL }, caps);
    const result = gitInputs(main({}), contexts, on);
    expect(result.named.attrs).toEqual({
      "context:x": "input:git_state_context:x",
      "input:context:x": `${URL}?tag=v1`,
      "context:y": URL,
    });
    expect(result.named.frontendCaps).toEqual(["moby.buildkit.frontend.contexts+forward"]);
    expect(Object.keys(result.inputs)).toEqual(["git_state_context:x"]);
  });

  test.each([
    ["ssh://git@example.com:22/a/b.git?ref=x", "git://example.com:22/a/b.git#x"],
    ["git@example.com:a/b.git?ref=x", "git://example.com/a/b.git#x"],
  ])("%s is the repository that https would reach, over an agent", (url, identifier) => {
    const { inputs } = gitInputs(main({ context: url }), named(), on);
    const op = fromBinary(OpSchema, inputs.context?.def[0] ?? new Uint8Array());
    expect(op.op.value).toMatchObject({ identifier, attrs: { "git.mountsshsock": "default" } });
  });

  test("a step's name holds no credentials", () => {
    const { inputs } = gitInputs(main({ context: "https://me:secret@h/a.git?ref=x" }), named(), on);
    expect(JSON.stringify(inputs.context?.metadata)).not.toContain("secret");
  });
});
