import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import {
  asFarAsBothKnow,
  parsePlain,
  type RunOptions,
  type RunResult,
  runBuildx,
  runSlipway,
  sortedSteps,
  temporaryDirectory,
} from "../support/index.js";

/** A build that both programs perform, each in a directory of its own that relative paths start from. */
export interface ComparedBuild {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Uint8Array;
  /** False where attestations with their times are in the image: then digests of indexes are not compared. */
  readonly exact?: boolean;
  /** True for a build that is to be compared as it runs for the first time. */
  readonly cold?: boolean;
}

/** The file that metadata is written to, where a build has any. */
export const METADATA = "metadata.json";

/** Everything of a build that a script can see, less times and ids: equal for programs that are interchangeable. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly header: string | undefined;
  readonly steps: readonly unknown[];
  /** What is on standard error beside the progress and the hints, which only Slipway gives: errors, warnings. */
  readonly messages: readonly string[];
  readonly metadata: unknown;
  /** The files that were written: their names and what is in them. */
  readonly files: Readonly<Record<string, string>>;
}

/** Performs the build with both programs, once more before them so that both find the same cache. */
export async function compareBuild(build: ComparedBuild): Promise<{ ours: Outcome; theirs: Outcome }> {
  if (build.cold !== true) await perform(runBuildx, build);
  const theirs = await perform(runBuildx, build);
  const ours = await perform(runSlipway, build);
  const [ourMetadata, theirMetadata] = withTheSameProvenance(ours.metadata, theirs.metadata);
  return {
    theirs: { ...theirs, metadata: theirMetadata },
    ours: { ...ours, metadata: asFarAsBothKnow(ourMetadata, theirMetadata) },
  };
}

const WHOLE = "buildx.build.provenance";

/**
 * Of a record that has a result for the whole build and one for each platform, docker-buildx takes the platforms' provenance
 * since 0.36, and took the whole's before, if any: then neither is compared.
 */
function withTheSameProvenance(ours: unknown, theirs: unknown): [unknown, unknown] {
  const hasPlatforms = (metadata: unknown) => keysOf(metadata).some((key) => key.startsWith(`${WHOLE}/`));
  if (!hasPlatforms(ours) || hasPlatforms(theirs)) return [ours, theirs];
  const without = (metadata: unknown) =>
    Object.fromEntries(
      Object.entries(metadata as Record<string, unknown>).filter(([key]) => !key.startsWith(WHOLE)),
    );
  return [without(ours), without(theirs)];
}

const keysOf = (metadata: unknown) =>
  typeof metadata === "object" && metadata !== null ? Object.keys(metadata) : [];

/**
 * What one program says and the other does not: Slipway's hints, and docker-buildx's word on each of its tries to write a
 * layer that it is writing already.
 */
const OWN_WORDS = /^Hint: |^ERROR: \(\*service\)\.Write failed: .* locked for /;

type Run = (args: readonly string[], options: RunOptions) => Promise<RunResult>;

async function perform(run: Run, { args, env, input, exact = true }: ComparedBuild): Promise<Outcome> {
  const cwd = temporaryDirectory("outcome");
  const options = { cwd, ...(env && { env }), ...(input !== undefined && { input }) };
  const { code, stdout, stderr } = await run(["build", ...args], options);
  const { header, steps, rest } = parsePlain(stderr.replaceAll(cwd, "CWD"));
  const files = filesIn(cwd, exact);
  const { [METADATA]: metadata, ...others } = files;
  return {
    code,
    stdout: stableText(stdout, exact),
    header,
    steps: sortedSteps(steps).map(({ name, lines }) => ({ name: shared(name), lines: settled(name, lines) })),
    messages: inOrder(rest.filter((line) => !OWN_WORDS.test(line)).map(withoutMoment)),
    metadata: metadata === undefined ? undefined : stableMetadata(JSON.parse(metadata), exact),
    files: others,
  };
}

/** An error block repeats a step's output with times, frontends name things by random ids, and the programs differ in name. */
function withoutMoment(line: string): string {
  return stripVTControlCharacters(line)
    .replace(/^\d+\.\d+ /, "T ")
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, "URL")
    .replaceAll(/\b[0-9a-z]{25}\b/g, "ID")
    .replaceAll(/docker-buildx|slipway(?!-)|(?<=\(use )docker(?= --debug to expand)/g, "PROGRAM");
}

/** A step that several platforms have in common is named after the one that came to it first. */
function shared(name: string): string {
  return name.replace(/^\[linux\/\w+ /, "[PLATFORM ");
}

/**
 * Parts that are exported side by side are told in any order, and of a step's warnings those that came before its end.
 */
function settled(name: string, lines: readonly string[]): string[] {
  const timeless = lines.filter((line) => !line.startsWith("WARN: ")).map(withoutMoment);
  // Whether the daemon counts a file that it asks the server for again as cached is a matter of luck.
  if (name.startsWith("[internal] load http")) return timeless.map((line) => line.replace("CACHED", "DONE"));
  return name.startsWith("exporting") ? timeless.sort() : timeless;
}

/** The daemon sends warnings in any order. */
function inOrder(messages: readonly string[]): string[] {
  const isWarning = (line: string) => line.startsWith(" - ");
  return [...messages.filter((line) => !isWarning(line)), ...messages.filter(isWarning).sort()];
}

/** Text that holds no more of a moment than what can be compared; JSON with its keys sorted. */
function stableText(text: string, exact: boolean): string {
  const timeless = withoutTimes(text);
  const stable = exact ? timeless : timeless.replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:ID");
  try {
    return JSON.stringify(JSON.parse(stable), (key, value) =>
      VARYING.has(key) ? typeof value : sorted(value),
    );
  } catch {
    return stable;
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

const withoutTimes = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "TIME");

/** Each file's text or checksum by its path; archives and layouts as what is in them. */
function filesIn(root: string, exact: boolean): Record<string, string> {
  const files: Record<string, string> = {};
  for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name);
    const name = relative(root, path);
    if (item.isSymbolicLink() || item.isDirectory()) continue;
    if (name.endsWith(".tar")) {
      const unpacked = temporaryDirectory("unpacked");
      execFileSync("tar", ["-xf", path, "-C", unpacked]);
      for (const [inner, content] of Object.entries(filesIn(unpacked, exact))) {
        files[`${name}/${inner}`] = content;
      }
    } else if (exact || !/blobs\/sha256\//.test(name)) {
      files[name] = fileContent(path, exact);
    }
  }
  return files;
}

function fileContent(path: string, exact: boolean): string {
  const content = readFileSync(path);
  if (content.length < 100_000 && !content.includes(0)) return stableText(content.toString("utf8"), exact);
  return createHash("sha256").update(content).digest("hex");
}

const VARYING = new Set([
  "buildx.build.ref",
  "buildInvocationID",
  "buildStartedOn",
  "buildFinishedOn",
  "startedOn",
  "finishedOn",
  "invocationId",
  "sysUsage",
  "resourceUsage",
  "digestMapping",
  "layers",
  "org.opencontainers.image.created",
  // Names the session in which the frontend read the Dockerfile.
  "definition",
]);
const OF_INDEX = new Set(["containerimage.digest", "containerimage.descriptor"]);

function stableMetadata(metadata: unknown, exact: boolean): unknown {
  const text = JSON.stringify(metadata, (key, value) => {
    if (key === "buildx.build.warnings") return inTextOrder(value);
    return VARYING.has(key) || (!exact && OF_INDEX.has(key)) ? typeof value : value;
  });
  return JSON.parse(withoutTimes(text).replaceAll(/oci-layout:\/\/[0-9a-z]{25}/g, "oci-layout://ID"));
}

function inTextOrder(warnings: unknown[]): string[] {
  return warnings.map((warning) => JSON.stringify(sorted(warning))).sort();
}
