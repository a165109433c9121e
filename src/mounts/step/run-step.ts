import { RunningBuild } from "../../build/handle/running-build.js";
import type { BuildOptions } from "../../build/options/build-options.js";
import type { OutputFile } from "../../build/options/output-option.js";
import { performBuild } from "../../build/perform-build.js";
import { BuildError } from "../../buildkit/client/index.js";
import type { MemoryEntry } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { CacheMount } from "../options/cache-mount.js";
import { type CacheMountOptions, defaultMountImage } from "../options/mount-options.js";
import { mountDockerfile, mountImage } from "./mount-dockerfile.js";

/** A step with the mount. */
export interface MountStep {
  readonly options: CacheMountOptions;
  readonly mount: CacheMount;
  readonly script: string;
  /** The state that is known, or empty. */
  readonly known: string;
  /** The name for the state that is seen. */
  readonly next: string;
  /** Files that the script finds beside itself. */
  readonly files?: Readonly<Record<string, MemoryEntry>>;
}

/** What a script says of the mount. */
export interface StepAnswer {
  readonly base: string;
  readonly entries: number;
}

/** The most that an answer's lists may have, bytes: they are held in memory. */
const maxList = 1 << 30;

/** Reads the files that the step left, in the order of their names. */
export type ReadStepFiles = (answer: StepAnswer, files: AsyncIterable<OutputFile>) => Promise<void>;

/**
 * Runs a script with the mount on the builder and hands out what it left. The step always runs, since `next` is new each
 * time: a step that is to run in spite of the cache (`noCache`) would be given a new mount, and the old one would be gone.
 *
 * @throws SlipwayError `unsupported` when the image lacks what the script needs, and as a build
 */
export async function runStep(step: MountStep, read?: ReadStepFiles): Promise<StepAnswer> {
  const { options, mount, known, next } = step;
  let answer: StepAnswer | undefined;
  const files = async (found: AsyncIterable<OutputFile>) => {
    const iterator = found[Symbol.asyncIterator]();
    const { value: first } = await iterator.next();
    if (first === undefined) throw unexpected();
    if (first.path === "0-error")
      throw scriptFailed(imageOf(options), (await listOf(first)).toString("utf8"));
    answer = answerOf((await listOf(first)).toString("latin1"));
    await read?.(answer, { [Symbol.asyncIterator]: () => iterator });
  };
  const { builder, platform, cwd, ...context } = options;
  const build: BuildOptions = {
    ...callOptions(context),
    ...(builder === undefined ? {} : { builder }),
    ...(platform === undefined ? {} : { platforms: [platform] }),
    ...(cwd === undefined ? {} : { cwd }),
    context: { files: { "run.sh": { content: step.script, mode: 0o755 }, ...step.files } },
    dockerfile: mountDockerfile(mount),
    buildContexts: [`${mountImage}=${imageOf(options)}`],
    buildArgs: {
      MOUNT_ID: mount.id,
      KNOWN: known,
      NEXT: next,
      ...(mount.namespace === undefined ? {} : { BUILDKIT_CACHE_MOUNT_NS: mount.namespace }),
    },
    provenance: false,
    outputs: [{ type: "tar", files }],
  };
  await new RunningBuild(build, (given) => performBuild(given)).catch((reason: unknown) => {
    throw withImageNamed(reason);
  });
  if (answer === undefined) throw unexpected();
  return answer;
}

/** The content of a list that the step left. Throws SlipwayError `protocol-error` for one out of bounds. */
export async function listOf(file: OutputFile): Promise<Buffer> {
  if (file.size > maxList) throw new SlipwayError("protocol-error", `${file.path} of the mount is too long`);
  const bytes = await file.bytes();
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function callOptions({ env, docker, signal, progress, onWarning }: Omit<CacheMountOptions, "builder">) {
  return { env, docker, signal, progress, onWarning };
}

function imageOf({ image = defaultMountImage }: CacheMountOptions): string {
  return /^[./]|^[a-z-]+:\/\//.test(image) ? image : `docker-image://${image}`;
}

function answerOf(text: string): StepAnswer {
  const [, base, entries] = /^base=(\w+)\nentries=(\d{1,12})\n$/.exec(text) ?? [];
  if (base === undefined) throw unexpected();
  return { base, entries: Number(entries) };
}

function scriptFailed(image: string, reason: string): SlipwayError {
  if (reason.startsWith("saw files change")) {
    return new SlipwayError(
      "builder-busy",
      "the cache mount changed while it was read: a build writes to it",
      {
        hint: "run it again when no build uses the mount",
      },
    );
  }
  if (!reason.startsWith("has ")) return new SlipwayError("build-failed", `the builder ${reason}`);
  return new SlipwayError("unsupported", `the image ${image.replace(/^docker-image:\/\//, "")} ${reason}`, {
    hint: "name an image with a shell and GNU tar, find and coreutils, such as debian or ubuntu, with --image",
  });
}

/** An image that the builder cannot get is one that nobody asked for by name, or the one to be named differently. */
function withImageNamed(reason: unknown): unknown {
  if (!(reason instanceof BuildError) || reason.hint !== undefined) return reason;
  if (!reason.message.includes("failed to resolve source metadata")) return reason;
  return reason.copyWith({
    hint: "the step's programs come from an image: --image names one that the builder can reach, or a docker-daemon:// or oci-layout:// one",
  });
}

function unexpected(): SlipwayError {
  return new SlipwayError("protocol-error", "the step with the cache mount left no answer");
}
