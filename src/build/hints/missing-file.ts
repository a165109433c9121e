import { existsSync } from "node:fs";
import { basename, join, posix } from "node:path";
import {
  DirectoryTree,
  explainExclusion,
  type FileTree,
  nearestNames,
} from "../../buildkit/session/index.js";
import type { ContextDirectory } from "../context/main-context.js";
import { textInTree } from "../context/text-in-tree.js";
import { anyOf, type FailedSolve, writtenContext } from "./failed-solve.js";

/** BuildKit's words for a file that COPY, ADD or a bind mount reads and the context does not have. */
const MISSING = /failed to calculate checksum of ref \S+: ("(?:[^"\\]|\\.)*"): not found/;
/** Bytes of an ignore file that are looked at. */
const LONGEST_IGNORE_FILE = 4 << 20;

/** A context's directory on this side, and what the user calls it. */
interface SentContext {
  readonly tree: FileTree;
  readonly written: string;
  /** Ignore files in the order in which they count; the first that is there does. */
  readonly ignoreFiles: readonly IgnoreFile[];
}

interface IgnoreFile {
  readonly tree: FileTree;
  readonly path: string;
  readonly written: string;
}

/**
 * For a file that COPY, ADD or a bind mount does not find: the line of the ignore file that leaves it out, the place where
 * it lies instead, or the name that was meant.
 */
export async function missingFileHint(failed: FailedSolve): Promise<string | undefined> {
  const path = missingPath(failed.error.message);
  const { location } = failed.error;
  if (path === undefined || location === undefined) return undefined;
  const context = contextRead(failed.plan, location.text.slice(0, 64 << 10), path);
  if (context === undefined) return undefined;
  if (context.tree.entry(path) !== undefined) return excludedBy(context, path);
  return lyingElsewhere(failed, location.text, path) ?? nearest(context, path);
}

function missingPath(message: string): string | undefined {
  const quoted = MISSING.exec(message)?.[1];
  if (quoted === undefined) return undefined;
  try {
    return String(JSON.parse(quoted)).replace(/^\/+/, "") || undefined;
  } catch {
    return undefined;
  }
}

/** The context that the instruction reads from, when it is a directory of ours. */
function contextRead(plan: FailedSolve["plan"], instruction: string, path: string): SentContext | undefined {
  const name = sourceName(instruction, path);
  if (name === undefined) {
    const directory = plan.main.directories.get("context");
    return directory && mainContext(plan, directory);
  }
  const directory = plan.named.directories.get(name);
  if (directory === undefined) return undefined;
  const tree = treeOf(directory);
  const written = plan.flags.namedContexts.get(name) ?? tree.name;
  return { tree, written, ignoreFiles: [contextIgnoreFile(tree, written)] };
}

/** What `--from=` or a mount's `from=` names; undefined for the main context. */
function sourceName(instruction: string, path: string): string | undefined {
  const words = instruction.split(/\s+/);
  const mounts = words.filter((word) => word.startsWith("--mount="));
  const mount = mounts.find((word) => word.includes(basename(path)));
  const flag = words.find((word) => word.startsWith("--from="));
  return /(?:^--|,)from=([^,]+)/.exec(mount?.replace("--mount=", ",") ?? flag ?? "")?.[1];
}

function mainContext(plan: FailedSolve["plan"], directory: ContextDirectory): SentContext {
  const tree = treeOf(directory);
  const written = writtenContext(plan) ?? tree.name;
  const own = plan.main.directories.get("dockerfile");
  const { filename = "Dockerfile" } = plan.main.attrs;
  const name = `${filename}.dockerignore`;
  const beside: readonly IgnoreFile[] =
    own === undefined
      ? []
      : [{ tree: treeOf(own), path: name, written: `${plan.main.dockerfileName}.dockerignore` }];
  return { tree, written, ignoreFiles: [...beside, contextIgnoreFile(tree, written)] };
}

function contextIgnoreFile(tree: FileTree, written: string): IgnoreFile {
  return { tree, path: ".dockerignore", written: join(written, ".dockerignore") };
}

const treeOf = (directory: ContextDirectory): FileTree =>
  directory.kind === "disk" ? new DirectoryTree(directory.root) : directory.tree;

async function excludedBy(context: SentContext, path: string): Promise<string | undefined> {
  const ignoring = await ignoreFileOf(context);
  const line = ignoring && explainExclusion(ignoring.text, path);
  if (ignoring === undefined || line === undefined) return undefined;
  return `${path} is in ${context.written}, but line ${line.line} of ${ignoring.written} leaves it out: ${line.text}`;
}

/** The ignore file that counts; the one beside a Dockerfile takes the place of the context's. */
async function ignoreFileOf({ ignoreFiles }: SentContext) {
  for (const { tree, path, written } of ignoreFiles) {
    if (tree.entry(path) === undefined) continue;
    return { text: await textInTree(tree, path, LONGEST_IGNORE_FILE), written };
  }
  return undefined;
}

/** A path that leads out of the context, or starts at the Dockerfile's directory. */
function lyingElsewhere({ plan }: FailedSolve, instruction: string, path: string): string | undefined {
  const { localDirectory, dockerfilePath } = plan.main;
  const written = writtenContext(plan);
  if (localDirectory === undefined || written === undefined) return undefined;
  const outside = instruction.split(/\s+/).find((word) => {
    return word.startsWith("../") && posix.join("/", word) === `/${path}`;
  });
  if (outside !== undefined) {
    return `${outside} lies outside of the build context ${written}, and only what is in that is sent`;
  }
  const beside = posix.join(posix.dirname(dockerfilePath), path);
  const inContext = posix.relative(localDirectory, beside);
  if (inContext.startsWith("..") || inContext === path || !existsSync(beside)) return undefined;
  return `paths begin at the build context ${written}, not at the Dockerfile: ${inContext}`;
}

async function nearest(context: SentContext, path: string): Promise<string | undefined> {
  const ignored = (await ignoreFileOf(context))?.text;
  const sent = nearestNames(context.tree, path).filter(
    (name) => ignored === undefined || explainExclusion(ignored, name) === undefined,
  );
  return sent.length === 0 ? undefined : `${context.written} has no ${path}; did you mean ${anyOf(sent)}?`;
}
