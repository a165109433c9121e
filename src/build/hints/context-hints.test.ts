import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BuildError } from "../../buildkit/client/build-error.js";
import { MemoryTree } from "../../buildkit/session/index.js";
import type { FailedSolve } from "./failed-solve.js";
import { missingFileHint } from "./missing-file.js";
import { noDockerfileHint } from "./no-dockerfile.js";
import { mistypedStageHint, unknownTargetHint } from "./unknown-stage.js";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-hints-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

interface Given {
  readonly message: string;
  /** The instruction that the daemon points at. */
  readonly instruction?: string;
  readonly file?: string;
  readonly named?: string;
  /** The Dockerfile was given as text. */
  readonly memory?: string;
}

function failed({ message, instruction = "", file, named, memory }: Given): FailedSolve {
  const error = new BuildError("build-failed", message, { grpcCode: 2, sources: [] });
  Object.defineProperty(error, "location", { value: { text: instruction } });
  const disk = (path: string) => ({ kind: "disk", root: path });
  const tree = new MemoryTree(new Map([["Dockerfile", { content: memory ?? "" }]]));
  const plan = {
    options: { context: "app", file },
    cwd: root,
    env: {},
    flags: { namedContexts: new Map([["assets", "../assets"]]) },
    named: { directories: new Map(named === undefined ? [] : [["assets", disk(join(root, named))]]) },
    main: {
      attrs: {},
      localDirectory: join(root, "app"),
      dockerfilePath: join(root, file ?? "app/Dockerfile"),
      dockerfileName: "Dockerfile",
      directories: new Map<string, unknown>([
        ["context", disk(join(root, "app"))],
        ["dockerfile", memory === undefined ? disk(join(root, "app")) : { kind: "memory", tree }],
      ]),
    },
  };
  return { error, plan } as unknown as FailedSolve;
}

const missing = (path: string) =>
  `failed to calculate checksum of ref a::b: ${JSON.stringify(path)}: not found`;

describe("a file that COPY does not find", () => {
  it("is left out by a line of the ignore file", async () => {
    write({ "app/secret.txt": "", "app/.dockerignore": "# none\n*.txt\n" });
    expect(await missingFileHint(failed({ message: missing("/secret.txt") }))).toBe(
      "secret.txt is in app, but line 2 of app/.dockerignore leaves it out: *.txt",
    );
  });

  it("is left out by the ignore file beside the Dockerfile, which takes the other's place", async () => {
    write({ "app/a": "", "app/.dockerignore": "", "app/Dockerfile.dockerignore": "a\n" });
    expect(await missingFileHint(failed({ message: missing("/a") }))).toBe(
      "a is in app, but line 1 of Dockerfile.dockerignore leaves it out: a",
    );
  });

  it("has another name, of those that are sent", async () => {
    write({ "app/server.js": "", "app/servers.js": "", "app/.dockerignore": "servers.js\n" });
    expect(await missingFileHint(failed({ message: missing("/sever.js") }))).toBe(
      "app has no sever.js; did you mean server.js?",
    );
    expect(await missingFileHint(failed({ message: missing("/nothing/like/it") }))).toBeUndefined();
  });

  it("lies outside of the context", async () => {
    write({ "app/a": "" });
    const given = { message: missing("/shared/b"), instruction: "COPY ../shared/b /" };
    expect(await missingFileHint(failed(given))).toBe(
      "../shared/b lies outside of the build context app, and only what is in that is sent",
    );
  });

  it("lies beside the Dockerfile, at which paths do not begin", async () => {
    write({ "app/docker/start.sh": "" });
    const given = { message: missing("/start.sh"), file: "app/docker/Dockerfile" };
    expect(await missingFileHint(failed(given))).toBe(
      "paths begin at the build context app, not at the Dockerfile: docker/start.sh",
    );
  });

  it.each(["COPY --from=assets logo.pgn /", "RUN --mount=type=bind,from=assets,source=logo.pgn true"])(
    "is looked for in the context that is named: %s",
    async (instruction) => {
      write({ "app/a": "", "assets/logo.png": "" });
      const hint = missingFileHint(failed({ message: missing("/logo.pgn"), instruction, named: "assets" }));
      expect(await hint).toBe("../assets has no logo.pgn; did you mean logo.png?");
      expect(
        await missingFileHint(
          failed({ message: missing("/logo.pgn"), instruction: "COPY --from=stage x /" }),
        ),
      ).toBeUndefined();
    },
  );

  it("is no matter of this hint where something else failed", async () => {
    expect(await missingFileHint(failed({ message: "exit code: 1" }))).toBeUndefined();
  });
});

describe("a Dockerfile that is not there", () => {
  const message = "failed to read dockerfile: open Dockerfile: no such file or directory";

  it("lies near under another name", () => {
    write({ "app/web.dockerfile": "", "app/api/Containerfile": "", "app/node_modules/Dockerfile": "" });
    expect(noDockerfileHint(failed({ message }))).toBe(
      `there is no Dockerfile in ${root}/app; did you mean -f app/web.dockerfile or app/api/Containerfile?`,
    );
  });

  it("lies nowhere", () => {
    write({ "app/a": "" });
    expect(noDockerfileHint(failed({ message }))).toContain("-f names a Dockerfile that lies elsewhere");
    expect(noDockerfileHint(failed({ message, memory: "" }))).toContain("-f names another file in it");
    expect(noDockerfileHint(failed({ message: "other" }))).toBeUndefined();
  });

  it("was to be found in the context, or on standard input", () => {
    write({ "app/docker/web": "" });
    expect(noDockerfileHint(failed({ message, file: "docker/web" }))).toBe(
      "-f is looked for in the working directory, not in the build context: -f app/docker/web",
    );
    expect(noDockerfileHint(failed({ message, file: "/dev/stdin" }))).toContain("-f - reads");
  });
});

describe("a stage that is none", () => {
  const dockerfile = "FROM scratch AS base\nFROM base AS builder\n";
  const target = 'target stage "prod" could not be found';
  const image = "failed to resolve source metadata for docker.io/library/bulider:latest: denied";

  it("is told with those there are", async () => {
    write({ "app/Dockerfile": dockerfile });
    expect(await unknownTargetHint(failed({ message: target }))).toBe("the stages are base, builder");
    expect(await unknownTargetHint(failed({ message: target, memory: dockerfile }))).toBe(
      "the stages are base, builder",
    );
    expect(await unknownTargetHint(failed({ message: target, memory: "FROM scratch\n" }))).toContain(
      "FROM … AS NAME",
    );
    expect(await unknownTargetHint(failed({ message: "other" }))).toBeUndefined();
  });

  it("was meant where an image was asked for", async () => {
    write({ "app/Dockerfile": dockerfile });
    expect(await mistypedStageHint(failed({ message: image }))).toBe(
      "no stage is called bulider, so it is taken for an image; did you mean builder?",
    );
    expect(await mistypedStageHint(failed({ message: "other" }))).toBeUndefined();
  });
});
