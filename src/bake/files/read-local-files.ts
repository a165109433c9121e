import { closeSync, createReadStream, existsSync, fstatSync, openSync, readSync } from "node:fs";
import type { Readable } from "node:stream";
import { isError } from "../../errors/index.js";
import { type ProgressSink, reportVertex, type StepReporter } from "../../progress/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { fileError } from "../../util/file-error.js";
import { definitionError } from "../attributes/definition-error.js";
import type { BakeModuleContext } from "../modules/define-bake.js";
import { isModuleName } from "../modules/module-name.js";

/** A definition as it was read. */
export interface DefinitionFile {
  /** As it was named; `-` is standard input. */
  readonly name: string;
  readonly text: string;
  /** The text is the JSON form of what a program exports. */
  readonly isModule?: boolean | undefined;
}

/** How files are read. */
export interface ReadFilesOptions {
  readonly cwd: string;
  /** Where `-` reads from; opened when it is needed. */
  readonly stdin: () => Readable;
  readonly progress?: ProgressSink | undefined;
  /** Added to the name of the step. */
  readonly where?: string | undefined;
  /** What programs that are definitions are told. */
  readonly module: BakeModuleContext;
}

/** Bytes of all definitions together; a device could have any number. */
const MAX_SIZE = 64 * 1024 * 1024;

/** Bytes that are read at once. */
const CHUNK_SIZE = 64 * 1024;

/**
 * Reads definitions of this machine, in order.
 *
 * @param optional passes over names that do not exist
 * @throws SlipwayError `not-found` and others for a file, `invalid-argument` for one that is too large.
 */
export async function readLocalFiles(
  names: readonly string[],
  optional: boolean,
  options: ReadFilesOptions,
): Promise<DefinitionFile[]> {
  // The step itself does not fail: Buildx shows it as done, and the error by itself.
  const step = `[internal] load local bake definitions${options.where ?? ""}`;
  const outcome = await reportVertex(options.progress, step, async (reporter) => {
    try {
      return { files: await readAll(names, optional, options, reporter) };
    } catch (error) {
      return { error };
    }
  });
  if (outcome.files === undefined) throw outcome.error;
  return outcome.files;
}

async function readAll(
  names: readonly string[],
  optional: boolean,
  options: ReadFilesOptions,
  step: StepReporter,
): Promise<DefinitionFile[]> {
  const { cwd, stdin } = options;
  const files: DefinitionFile[] = [];
  let left = MAX_SIZE;
  for (const name of names) {
    if (isModuleName(name)) {
      const text = await readModule(name, optional, options, step);
      if (text !== undefined) files.push({ name, text, isModule: true });
      continue;
    }
    const text =
      name === "-" ? await readStdin(stdin(), left, step) : await readFile(name, cwd, optional, left, step);
    if (text === undefined) continue;
    files.push({ name, text });
    left -= text.length;
  }
  return files;
}

async function readModule(
  name: string,
  optional: boolean,
  { cwd, module }: ReadFilesOptions,
  step: StepReporter,
): Promise<string | undefined> {
  const path = resolvePath(cwd, name);
  if (optional && !existsSync(path)) return undefined;
  const { moduleText } = await import("../modules/load-module.js");
  return step.status(`reading ${name}`, () => moduleText(name, cwd, module));
}

function readStdin(stdin: Readable, limit: number, step: StepReporter): Promise<string> {
  return step.status("reading from stdin", () => readText(stdin, "-", limit));
}

async function readFile(
  name: string,
  cwd: string,
  optional: boolean,
  limit: number,
  step: StepReporter,
): Promise<string | undefined> {
  const path = resolvePath(cwd, name);
  try {
    const descriptor = openSync(path, "r");
    try {
      const stats = fstatSync(descriptor);
      step.progress(`reading ${name}`, 0, stats.size);
      // A pipe may have to be waited for. What is there already costs least without Node's streams.
      const text = await readText(stats.isFile() ? chunksOf(descriptor) : streamOf(descriptor), name, limit);
      step.progress(`reading ${name}`, Buffer.byteLength(text), stats.size, true);
      return text;
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = isError(error) && "code" in error ? error.code : undefined;
    if (optional && code === "ENOENT") return undefined;
    throw fileError(code === "EISDIR" ? "read" : "open", name, error);
  }
}

function* chunksOf(descriptor: number): Iterable<Uint8Array> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
    const length = readSync(descriptor, chunk);
    if (length === 0) return;
    yield chunk.subarray(0, length);
  }
}

const streamOf = (descriptor: number) => createReadStream("", { fd: descriptor, autoClose: false });

async function readText(
  stream: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array>,
  name: string,
  limit: number,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    size += bytes.length;
    if (size > limit) throw definitionError(`${name} is too large for a bake definition`);
  }
  return Buffer.concat(chunks).toString("utf8");
}
