import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  contextDirectory,
  createBuilder,
  inspectImage,
  lab,
  onCleanup,
  removeImage,
  runSlipway,
  serve,
  serveFiles,
  temporaryDirectory,
} from "../support/index.js";
import { type ComparedBuild, compareBuild, METADATA } from "./outcome.js";

const registry = lab.registry.replace("127.0.0.1", "localhost");

/** What the builds of the table are made of. */
interface Material {
  readonly builder: string;
  /** Directory with the stages `base`, `tools` (which runs steps) and `result` (two files on nothing). */
  readonly app: string;
  readonly keys: string;
  /** A layout with one image. */
  readonly layout: string;
  /** Serves files of the test over HTTP. */
  readonly url: string;
  readonly repository: string;
}

const APP = `FROM base AS tools
ARG NAME=nobody
RUN echo "hello $NAME" > /greeting
FROM scratch AS result
COPY --from=tools /greeting /greeting
COPY data /data
`;

let material: Material;

beforeAll(async () => {
  const builder = await createBuilder("outcome", { driverOptions: { network: "host" } });
  const app = busyboxContext(APP, { files: { data: "data\n", ".dockerignore": "ignored\n", ignored: "x" } });
  const keys = temporaryDirectory("keys");
  execFileSync("ssh-keygen", ["-q", "-N", "", "-t", "ed25519", "-f", join(keys, "id")]);
  writeFileSync(join(keys, "token"), "s3cret");
  const layout = temporaryDirectory("layout");
  const repository = `${registry}/slipway-test/${builder}`;
  const make = ["build", "--builder", builder, "--provenance=false", app];
  for (const output of [
    ["-t", `${repository}:v1`, "--push"],
    ["-o", `type=oci,tar=false,dest=${layout}`],
  ]) {
    const made = await runSlipway([...make, ...output]);
    expect(made.code, made.stderr).toBe(0);
  }
  const url = await serve(
    serveFiles({ "/Dockerfile": "FROM scratch AS result\nCOPY data /data\n", "/context.tar": archive() }),
  );
  material = { builder, app, keys, layout, url, repository };
});

type Row = () => ComparedBuild;

/** The app with the flags; its steps are in the cache. */
const app =
  (...args: string[]): Row =>
  () => ({ cold: true, args: [...args, material.app] });

/** Another Dockerfile, with busybox beside it where it begins with `base`. */
const own =
  (dockerfile: string, ...args: string[]): Row =>
  () => ({ args: [...args, ownContext(dockerfile)] });

const contexts = new Map<string, string>();

function ownContext(dockerfile: string): string {
  const files = { data: "data\n" };
  const known = contexts.get(dockerfile);
  const made =
    known ??
    (dockerfile.includes("base")
      ? busyboxContext(dockerfile, { files })
      : contextDirectory({ ...files, Dockerfile: dockerfile }));
  contexts.set(dockerfile, made);
  return made;
}

/** What is refused before it is built needs no cache. */
const cold =
  (make: Row): Row =>
  () => ({ ...make(), cold: true });

/** What has attestations has times in its index. */
const attested =
  (make: Row): Row =>
  () => ({ ...make(), exact: false });

const EXACT = "--provenance=false";
const META = ["--metadata-file", METADATA];
const DATA = "FROM scratch\nCOPY data /data\n";
const LINT = "from scratch AS Stage\nCOPY data /data\nARG lower=1\nENV key value\n";

const builds: readonly (readonly [string, Row])[] = [
  ["without an output", app()],
  ["of a target", app("--target", "tools")],
  [
    "with build arguments, one from the environment",
    () => ({
      args: ["--build-arg", "NAME", "--build-arg", "OTHER=x", "-o", "out", material.app],
      env: { NAME: "env" },
    }),
  ],
  ["with labels", app("--label", "a=1", "--label", "b", "-o", "type=image", EXACT, ...META)],
  ["with a tag", app("-t", "some/name:v1", "-o", "type=image", EXACT, ...META)],
  ["with two tags", app("-t", "a:1", "-t", "b", "-o", "type=image", EXACT, ...META)],
  [
    "for another platform",
    own(DATA, "--platform", "linux/s390x", EXACT, "-o", "type=oci,dest=image.tar", ...META),
  ],
  [
    "for two platforms",
    own(DATA, "--platform", "linux/s390x,arm64", EXACT, "-o", "type=oci,dest=image.tar", ...META),
  ],
  [
    "with annotations of every level",
    own(
      DATA,
      "--platform",
      "amd64,arm64",
      EXACT,
      "-o",
      "type=oci,dest=image.tar",
      ...META,
      ...annotations(
        "a=1",
        "index:b=2",
        "manifest[linux/arm64]:c=3",
        "manifest-descriptor:d=4",
        "index-descriptor:e=5",
      ),
    ),
  ],
  [
    "with an index annotation and no index",
    cold(own(DATA, EXACT, "-o", "type=image", ...annotations("index:a=1"))),
  ],
  ["with provenance", attested(app("--provenance=mode=max", "-o", "type=oci,dest=image.tar", ...META))],
  ["with provenance by default", attested(app("-o", "type=image", ...META))],
  [
    "with an SBOM generator that is not there",
    cold(own(DATA, `--sbom=generator=${registry}/slipway-test/nobody`, "-o", "type=image")),
  ],
  ["into a directory", app("-o", "out")],
  [
    "of two platforms into a directory",
    own("FROM scratch\nARG TARGETARCH\nCOPY data /$TARGETARCH\n", "--platform", "amd64,arm64", "-o", "out"),
  ],
  ["into an archive of files", app("-o", "type=tar,dest=files.tar")],
  ["to standard output", own(DATA, "-o", "-")],
  ["into an OCI archive", app("-t", "some/name:v1", EXACT, "-o", "type=oci,dest=image.tar", ...META)],
  ["into an OCI layout", app("-t", "some/name:v1", EXACT, "-o", "type=oci,tar=false,dest=layout", ...META)],
  ["into a docker archive", app("-t", "some/name:v1", EXACT, "-o", "type=docker,dest=image.tar", ...META)],
  ["into two places at once", app(EXACT, "-o", "type=oci,dest=image.tar", "-o", "out", ...META)],
  [
    "pushed",
    () => ({ args: ["--push", "-t", `${material.repository}:pushed`, EXACT, ...META, material.app] }),
  ],
  [
    "pushed by an output",
    () => ({ args: ["-o", `type=registry,name=${material.repository}:two`, EXACT, ...META, material.app] }),
  ],
  [
    "pushed with provenance",
    () => ({
      exact: false,
      args: ["--push", "-t", `${material.repository}:attested`, ...META, material.app],
    }),
  ],
  ["pushed to nowhere", own(DATA, "--push", "-t", "localhost:1/nobody/here:x", EXACT)],
  [
    "with another compression",
    app(EXACT, "-o", "type=oci,compression=zstd,force-compression=true,dest=image.tar", ...META),
  ],
  ["for the cache only", app("-o", "type=cacheonly", ...META)],
  ["with an inline cache", app("-o", "type=image", "--cache-to", "type=inline", EXACT, ...META)],
  ["with a local cache", app("--cache-to", "type=local,mode=max,dest=cache", ...META)],
  ["from a registry cache that is not there", app("--cache-from", `${registry}/slipway-test/nobody:cache`)],
  [
    "with secrets of a file and a variable",
    () => ({
      args: [
        "--secret",
        `id=token,src=${join(material.keys, "token")}`,
        "--secret",
        "id=other,env=OTHER",
        ownContext(
          "FROM base\nRUN --mount=type=secret,id=token --mount=type=secret,id=other cat /run/secrets/token /run/secrets/other\n",
        ),
      ],
      env: { OTHER: "from the environment" },
    }),
  ],
  ["without a secret it needs", own("FROM base\nRUN --mount=type=secret,id=gone,required=true true\n")],
  [
    "with an ssh key",
    () => ({
      args: [
        "--ssh",
        `work=${join(material.keys, "id")}`,
        ownContext("FROM base\nRUN --mount=type=ssh,id=work,required=true [ -S $SSH_AUTH_SOCK ]\n"),
      ],
    }),
  ],
  ["without an ssh agent it needs", own("FROM base\nRUN --mount=type=ssh,required=true true\n")],
  [
    "with a named directory",
    () => ({
      args: [
        "--build-context",
        `other=${material.app}`,
        "-o",
        "out",
        ownContext("FROM scratch\nCOPY --from=other data /\n"),
      ],
    }),
  ],
  [
    "with a named image",
    () => ({
      args: [
        "--build-context",
        `other=docker-image://${material.repository}:v1`,
        "-o",
        "out",
        ownContext("FROM other\n"),
      ],
    }),
  ],
  [
    "with a named layout",
    () => ({
      args: [
        "--build-context",
        `other=oci-layout://${material.layout}`,
        EXACT,
        "-o",
        "type=image",
        ...META,
        ownContext("FROM other\n"),
      ],
    }),
  ],
  [
    "with a named context over HTTP",
    () => ({
      args: [
        "--build-context",
        `other=${material.url}/context.tar`,
        "-o",
        "out",
        ownContext("FROM scratch\nCOPY --from=other data /\n"),
      ],
    }),
  ],
  ["of an archive over HTTP", () => ({ args: ["-o", "out", `${material.url}/context.tar`] })],
  [
    "with a Dockerfile over HTTP",
    () => ({ args: ["-f", `${material.url}/Dockerfile`, "-o", "out", material.app] }),
  ],
  [
    "with a Dockerfile over HTTP that is not there",
    () => ({ args: ["-f", `${material.url}/nothing`, material.app] }),
  ],
  [
    "with the Dockerfile on standard input",
    () => ({ input: DATA, args: ["-f", "-", "-o", "out", material.app] }),
  ],
  [
    "of a Dockerfile on standard input",
    () => ({ input: "FROM scratch\nLABEL a=b\n", args: ["-o", "type=image", EXACT, ...META, "-"] }),
  ],
  ["of an archive on standard input", () => ({ input: archive(), args: ["-o", "out", "-"] })],
  [
    "of a compressed archive on standard input",
    () => ({ input: gzipSync(archive()), args: ["-o", "out", "-"] }),
  ],
  ["with standard input for two things", cold(() => ({ input: DATA, args: ["-f", "-", "-"] }))],
  // On one stream: the daemon tells lines of two in any order.
  ["with a step that fails", own("FROM base\nRUN echo before >&2 && echo wrong >&2 && exit 7\n", ...META)],
  ["with a step that fails, quietly", own("FROM base\nRUN echo before && exit 7\n", "-q")],
  ["with a file that is not there", own("FROM scratch\nCOPY nothing /\n")],
  ["with an instruction that is none", own("FROM scratch\nFROG x\n")],
  ["with an empty Dockerfile", own("")],
  ["of a stage that is not there", own(DATA, "--target", "nowhere")],
  ["of an image that is not there", own(`FROM ${registry}/slipway-test/nobody:x\n`)],
  ["with a frontend that is not there", own(`# syntax=${registry}/slipway-test/nobody:frontend\n${DATA}`)],
  ["quietly", app("-q", "-o", "type=image", EXACT)],
  ["quietly and without an output", app("-q")],
  ["with an image id in a file", app("--iidfile", "id", "-o", "type=image", EXACT)],
  ["with an image id of a directory", cold(app("--iidfile", "id", "-o", "out"))],
  ["with lint warnings", attested(own(LINT, "-o", "type=image", ...META))],
  [
    "with lint warnings in the metadata",
    () => ({
      exact: false,
      args: ["-o", "type=image", ...META, ownContext(LINT)],
      env: { BUILDX_METADATA_WARNINGS: "1" },
    }),
  ],
  ["checked", own(LINT, "--check")],
  ["checked as JSON", own(LINT, "--call", "check,format=json", ...META)],
  ["checked without a finding", own(DATA, "--check")],
  ["checked with an error", own("FROM scratch\nFROG x\n", "--check")],
  ["checked with findings and an error", own(`FROM ${registry}/slipway-test/nobody AS Upper\n`, "--check")],
  [
    "checked with an error, as JSON",
    own(`FROM ${registry}/slipway-test/nobody AS Upper\n`, "--call", "check,format=json"),
  ],
  ["of which the outline is asked", app("--call", "outline")],
  ["of which the targets are asked quietly", app("--quiet", "--call", "targets")],
  ["of which the targets are asked as JSON", app("--call", "targets,format=json", ...META)],
  ["with a host", own("FROM base\nRUN grep somewhere /etc/hosts\n", "--add-host", "somewhere=10.1.2.3")],
  ["without a network", own("FROM base\nRUN ls /sys/class/net\n", "--network", "none")],
  ["on the host's network that is not allowed", own("FROM base\nRUN --network=host true\n")],
  [
    "with limits",
    own("FROM base\nRUN ulimit -n && grep shm /proc/mounts\n", "--shm-size", "8m", "--ulimit", "nofile=64"),
  ],
  ["without the cache", own("FROM base\nRUN echo again\n", "--no-cache")],
  ["without the cache of a stage", app("--no-cache-filter", "tools")],
  [
    "at a given time",
    () => ({
      args: [EXACT, "-o", "type=oci,rewrite-timestamp=true,dest=image.tar", ...META, material.app],
      env: { SOURCE_DATE_EPOCH: "1700000000" },
    }),
  ],
  [
    "for DOCKER_DEFAULT_PLATFORM",
    () => ({
      args: [EXACT, "-o", "type=image", ...META, ownContext(DATA)],
      env: { DOCKER_DEFAULT_PLATFORM: "linux/arm/v7" },
    }),
  ],
  [
    "without attestations by default",
    () => ({
      args: ["-o", "type=image", ...META, ownContext(DATA)],
      env: { BUILDX_NO_DEFAULT_ATTESTATIONS: "1" },
    }),
  ],
  ["of a path that is not there", cold(() => ({ args: ["/nowhere/at/all"] }))],
  ["with a named target, which only bake has", cold(own(DATA, "--build-context", "other=target:x"))],
  ["of nothing", cold(() => ({ args: [] }))],
  ["of a URL that is not there", () => ({ cold: true, args: [`${material.url}/nowhere.tar`] })],
  ["with host-gateway", cold(own(DATA, "--add-host", "gateway=host-gateway"))],
];

/** Where the text differs on purpose (docs/decisions.md): what Slipway says and what docker-buildx says. */
const differing: readonly (readonly [string, Row, string, string])[] = [
  [
    "a local cache that is not there",
    app("--cache-from", "type=local,src=nowhere"),
    "could not read nowhere/index.json: no such file or directory",
    "could not lock nowhere/index.json.lock: open nowhere/index.json.lock: no such file or directory",
  ],
  [
    "a layout that is not there",
    cold(own("FROM other\n", "--build-context", "other=oci-layout:///nowhere")),
    "could not read /nowhere/index.json: no such file or directory",
    "could not lock /nowhere/index.json.lock: open /nowhere/index.json.lock: no such file or directory",
  ],
  [
    "a call that the frontend does not know",
    cold(own(DATA, "--call", "zz")),
    "unsupported request frontend.zz",
    "unsupported request frontend.zz: unsupported request frontend.zz",
  ],
];

function annotations(...values: string[]): string[] {
  return values.flatMap((value) => ["--annotation", value]);
}

function archive(): Buffer {
  return execFileSync("tar", ["-c", "-C", ownContext(DATA), "Dockerfile", "data"]);
}

describe("the outcome of a build beside docker-buildx on the same builder", () => {
  test("is compared for at least forty builds", () => expect(builds.length).toBeGreaterThanOrEqual(40));

  const compare = ({ args, ...rest }: ComparedBuild) => {
    const common = ["--builder", material.builder, ...(args.includes("-q") ? [] : ["--progress", "plain"])];
    return compareBuild({ ...rest, args: [...common, ...args] });
  };

  // A loaded machine shows a step as it was broken off, now and then, with either program.
  test.each(builds)("%s", { retry: 2 }, async (_name, make) => {
    const { ours, theirs } = await compare(make());
    expect(ours).toEqual(theirs);
  });

  test.each(differing)(
    "%s: the same but for the words",
    { retry: 2 },
    async (_name, make, ourWords, theirWords) => {
      const { ours, theirs } = await compare(make());
      expect({ ...ours, messages: [] }).toEqual({ ...theirs, messages: [] });
      expect(ours.messages.join("\n").replace(ourWords, "WORDS")).toBe(
        theirs.messages.join("\n").replace(theirWords, "WORDS"),
      );
      expect(theirs.messages.join("\n")).toContain(theirWords);
    },
  );

  test("loaded into the engine: the same image under the same name", async () => {
    const tag = `${material.builder}:loaded`;
    onCleanup(() => removeImage(tag));
    const args = [
      "--builder",
      material.builder,
      "--load",
      "-t",
      tag,
      EXACT,
      ...META,
      "--iidfile",
      "id",
      material.app,
    ];
    const { ours, theirs } = await compareBuild({ args });
    expect({ ...ours, steps: [] }).toEqual({ ...theirs, steps: [] });
    expect((await inspectImage(tag))?.Id).toBe(ours.files.id);
  });
});
