import { statSync } from "node:fs";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { parseGoBool } from "../../util/go-bool.js";
import type { ArchiveReceiver } from "../options/output-option.js";
import { checkWritable, liesBelow } from "./destination-checks.js";
import type { OutputEntry } from "./output-entry.js";

/** Where the bytes of one export go on the client's side. */
export type ExportDestination =
  /** Nowhere: the daemon keeps or pushes the result. */
  | { readonly kind: "daemon" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdout" }
  /** Code of the caller. */
  | { readonly kind: "receiver"; readonly receiver: ArchiveReceiver }
  | { readonly kind: "directory"; readonly path: string; readonly mode: "copy" | "delete" }
  /** An OCI layout directory, written through the content service. */
  | { readonly kind: "layout"; readonly path: string }
  /** The image store of a Docker Engine: of the docker context named, or of the current one. */
  | {
      readonly kind: "engine";
      readonly context: string | undefined;
      /** All platforms, each under a tag of its own where the store has no room for them together. */
      readonly allPlatforms?: boolean | undefined;
    };

/** One export as it is asked of the daemon, and where its bytes go. */
export interface PlannedExport {
  readonly type: string;
  readonly attrs: Readonly<Record<string, string>>;
  /** Attributes to add should it become an OCI archive, which only the receiving engine can tell. */
  readonly ociAttrs?: Readonly<Record<string, string>>;
  readonly target: ExportDestination;
}

/** What planExports needs beside the `-o` values. */
export interface ExportRequest {
  readonly outputs: readonly OutputEntry[];
  /** References as they were written. */
  readonly names: readonly string[];
  readonly load: boolean | "all";
  readonly push: boolean;
  /** The driver loads a result that has no other output. */
  readonly defaultLoad: boolean;
  /** Attributes every export gets. */
  readonly annotations: Readonly<Record<string, string>>;
  /** The build has several platforms, or attestations that need an index. */
  readonly needsIndex: boolean;
  readonly localDeleteAllowed: boolean;
  readonly cwd: string;
  readonly stdoutIsTerminal: boolean;
  /** The engine's own BuildKit builds, and puts images into the engine's store itself. */
  readonly insideEngine: boolean;
  /** Switches the implicit outputs off (`BUILDX_NO_DEFAULT_LOAD`). */
  readonly noDefaultLoad: boolean;
  /** Attestations are written as before OCI had artifacts (`BUILDX_NO_DEFAULT_OCI_ARTIFACT`). */
  readonly ociArtifactOff: boolean;
  /** Value of the build argument `BUILDKIT_INLINE_BUILDINFO_ATTRS`. */
  readonly buildInfoAttrs: string | undefined;
}

const IMAGE_TYPES = new Set(["image", "oci", "docker"]);

const invalid = (message: string, hint?: string) => new SlipwayError("invalid-argument", message, { hint });

/** `--push` and `--load` as outputs, and the driver's own default when there is none. */
function withImpliedOutputs(request: ExportRequest): OutputEntry[] {
  const outputs = request.outputs.map((output) =>
    output.type === "registry"
      ? { ...output, type: "image", attrs: { push: "true", ...unpackOff(output.attrs), ...output.attrs } }
      : output,
  );
  if (request.push) {
    const images = outputs.filter(({ type }) => type === "image");
    for (const image of images) {
      outputs[outputs.indexOf(image)] = {
        ...image,
        attrs: { ...unpackOff(image.attrs), ...image.attrs, push: "true" },
      };
    }
    if (images.length === 0)
      outputs.push({ type: "image", dest: "", attrs: { push: "true", unpack: "false" } });
  }
  if (request.load && !outputs.some(({ type }) => type === "docker")) {
    outputs.push({ type: "docker", dest: "", attrs: {} });
  }
  if (outputs.length === 0 && request.defaultLoad && !request.noDefaultLoad) {
    outputs.push({ type: "docker", dest: "", attrs: {} });
  }
  return outputs;
}

const unpackOff = (attrs: Readonly<Record<string, string>>) => ("unpack" in attrs ? {} : { unpack: "false" });

/**
 * Turns `-o`, `--push`, `--load` and `--tag` into what the daemon exports and what the client receives, in order. An
 * empty list means the result stays in the build cache.
 *
 * @throws SlipwayError `invalid-argument` with Buildx's wording.
 */
export function planExports(request: ExportRequest): PlannedExport[] {
  const outputs = withImpliedOutputs(request);
  const planned = outputs
    .filter(({ type }) => type !== "cacheonly")
    .map((output) => planExport(output, request));
  if (planned.filter(({ target }) => target.kind === "stdout").length > 1) {
    throw invalid("multiple outputs configured to write to stdout");
  }
  for (const { attrs } of planned) {
    if (isOn(attrs.push) && !attrs.name) throw invalid("tag is needed when pushing to registry", "add --tag");
  }
  return planned;
}

const isOn = (value: string | undefined) =>
  value !== undefined && (value === "" || parseGoBool(value) === true);

function planExport(output: OutputEntry, request: ExportRequest): PlannedExport {
  const named =
    IMAGE_TYPES.has(output.type) && request.names.length > 0 ? { name: request.names.join(",") } : {};
  const attrs = { ...output.attrs, ...named, ...request.annotations, ...buildInfo(output, request) };
  const ociAttrs = artifactAttrs(output, request);
  const target = withPlatforms(exportTarget(output, request), request);
  const isStored = output.type === "image" || (target.kind === "engine" && target.context === undefined);
  if (request.insideEngine && isStored) {
    return { type: "moby", attrs: { ...attrs, ...ociAttrs }, target: { kind: "daemon" } };
  }
  if (output.type === "docker") return { type: "docker", attrs, ociAttrs, target };
  return { type: output.type, attrs: { ...attrs, ...ociAttrs }, target };
}

function withPlatforms(target: ExportDestination, { load }: ExportRequest): ExportDestination {
  return target.kind === "engine" && load === "all" ? { ...target, allPlatforms: true } : target;
}

function buildInfo({ type }: OutputEntry, { buildInfoAttrs }: ExportRequest): Record<string, string> {
  return IMAGE_TYPES.has(type) && buildInfoAttrs !== undefined ? { "buildinfo-attrs": buildInfoAttrs } : {};
}

function artifactAttrs({ type, attrs }: OutputEntry, request: ExportRequest): Record<string, string> {
  const applies = request.ociArtifactOff && IMAGE_TYPES.has(type) && !("oci-artifact" in attrs);
  return applies ? { "oci-artifact": "false" } : {};
}

/**
 * Checks where the bytes of an output go, before anything else about the build is known.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function checkOutput(
  output: OutputEntry,
  place: Pick<ExportRequest, "cwd" | "stdoutIsTerminal">,
): void {
  exportTarget(output, { ...place, needsIndex: false, localDeleteAllowed: true });
}

type Place = Pick<ExportRequest, "cwd" | "stdoutIsTerminal" | "needsIndex" | "localDeleteAllowed">;

function exportTarget(output: OutputEntry, request: Place): ExportDestination {
  switch (output.type) {
    case "local":
      return directoryTarget(output, request);
    case "tar":
    case "oci":
      return archiveTarget(output, request);
    case "docker":
      if (output.dest === "" && output.receiver === undefined && isTar(output))
        return { kind: "engine", context: output.attrs.context };
      if (request.needsIndex) {
        throw invalid(
          "docker exporter does not support exporting manifest lists, use the oci exporter instead",
        );
      }
      return archiveTarget(output, request);
    default:
      return { kind: "daemon" };
  }
}

const isTar = ({ attrs }: OutputEntry) => attrs.tar === undefined || parseGoBool(attrs.tar) !== false;

function directoryTarget({ dest, attrs }: OutputEntry, request: Place): ExportDestination {
  if (dest === "") throw invalid("dest is required for local exporter");
  if (dest === "-") throw invalid("dest cannot be stdout for local exporter");
  const path = resolvePath(request.cwd, dest);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw invalid(`destination directory ${dest} is a file`);
  }
  const mode = attrs.mode === "delete" ? "delete" : "copy";
  if (mode === "delete" && !request.localDeleteAllowed && !liesBelow(path, request.cwd)) {
    throw invalid(`local output mode=delete for destination "${dest}" requires --allow=buildx.local.delete`);
  }
  checkWritable(path);
  return { kind: "directory", path, mode };
}

function archiveTarget(output: OutputEntry, request: Place): ExportDestination {
  const { type, dest, receiver } = output;
  if (receiver !== undefined) return { kind: "receiver", receiver };
  if (type !== "tar" && !isTar(output)) {
    if (dest === "") throw invalid(`dest is required for ${type} exporter`);
    const path = resolvePath(request.cwd, dest);
    checkWritable(path);
    return { kind: "layout", path };
  }
  if (dest === "" || dest === "-") {
    if (!request.stdoutIsTerminal) return { kind: "stdout" };
    throw invalid(`dest file is required for ${type} exporter. refusing to write to console`);
  }
  const path = resolvePath(request.cwd, dest);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw invalid(`destination file ${dest} is a directory`);
  }
  checkWritable(path);
  return { kind: "file", path };
}
