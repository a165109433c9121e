import type { ImageInspection } from "../../../../index.js";
import { type GoField, GoStruct } from "../../../template/go-struct.js";

type Descriptor = ImageInspection["descriptor"];

/** A field that JSON leaves out when it is empty. */
const optional = (name: string, key: string, value: unknown): GoField => ({
  name,
  key,
  value,
  omitEmpty: true,
});
const always = (name: string, key: string, value: unknown): GoField => ({ name, key, value });
const fieldOf = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;

/** What `.Manifest` is: the descriptor of a single image, else the index with what it lists. */
export function manifestStruct({ descriptor, index }: ImageInspection): GoStruct {
  if (index === undefined) return descriptorStruct(descriptor);
  return new GoStruct("imagetools.Manifest", [
    always("SchemaVersion", "schemaVersion", 2),
    optional("MediaType", "mediaType", descriptor.mediaType),
    always("Digest", "digest", descriptor.digest),
    always("Size", "size", descriptor.size),
    always("Manifests", "manifests", index.manifests.map(descriptorStruct)),
    optional("Annotations", "annotations", index.annotations ?? {}),
  ]);
}

function descriptorStruct(descriptor: Descriptor): GoStruct {
  const { mediaType, digest, size, urls = [], annotations = {}, data = "", artifactType = "" } = descriptor;
  const { platform } = descriptor;
  return new GoStruct("v1.Descriptor", [
    always("MediaType", "mediaType", mediaType),
    always("Digest", "digest", digest),
    always("Size", "size", size),
    optional("URLs", "urls", urls),
    optional("Annotations", "annotations", annotations),
    optional("Data", "data", data),
    optional("Platform", "platform", platform ? platformStruct(platform) : null),
    optional("ArtifactType", "artifactType", artifactType),
  ]);
}

function platformStruct(platform: NonNullable<Descriptor["platform"]>): GoStruct {
  const { architecture, os, variant = "" } = platform;
  return new GoStruct("v1.Platform", [
    always("Architecture", "architecture", architecture),
    always("OS", "os", os),
    optional("OSVersion", "os.version", platform["os.version"] ?? ""),
    optional("OSFeatures", "os.features", platform["os.features"] ?? []),
    optional("Variant", "variant", variant),
  ]);
}

/** What `.Image` is: the fields that an OCI image's config has. What Docker alone writes is left out. */
export function imageStruct(config: unknown): GoStruct {
  const of = (key: string, otherwise: unknown = "") => fieldOf(config, key) ?? otherwise;
  const run = fieldOf(config, "config");
  const rootfs = fieldOf(config, "rootfs");
  const history = of("history", []);
  return new GoStruct("v1.Image", [
    optional("Created", "created", of("created", null)),
    optional("Author", "author", of("author")),
    always("Architecture", "architecture", of("architecture")),
    always("OS", "os", of("os")),
    optional("OSVersion", "os.version", of("os.version")),
    optional("OSFeatures", "os.features", of("os.features", [])),
    optional("Variant", "variant", of("variant")),
    always("Config", "config", runStruct(run)),
    always(
      "RootFS",
      "rootfs",
      new GoStruct("v1.RootFS", [
        always("Type", "type", fieldOf(rootfs, "type") ?? ""),
        always("DiffIDs", "diff_ids", fieldOf(rootfs, "diff_ids") ?? null),
      ]),
    ),
    optional("History", "history", Array.isArray(history) ? history.map(historyStruct) : []),
  ]);
}

function runStruct(run: unknown): GoStruct {
  const of = (key: string, otherwise: unknown) => fieldOf(run, key) ?? otherwise;
  return new GoStruct("v1.ImageConfig", [
    optional("User", "User", of("User", "")),
    optional("ExposedPorts", "ExposedPorts", of("ExposedPorts", {})),
    optional("Env", "Env", of("Env", [])),
    optional("Entrypoint", "Entrypoint", of("Entrypoint", [])),
    optional("Cmd", "Cmd", of("Cmd", [])),
    optional("Volumes", "Volumes", of("Volumes", {})),
    optional("WorkingDir", "WorkingDir", of("WorkingDir", "")),
    optional("Labels", "Labels", of("Labels", {})),
    optional("StopSignal", "StopSignal", of("StopSignal", "")),
    optional("ArgsEscaped", "ArgsEscaped", of("ArgsEscaped", false)),
  ]);
}

function historyStruct(entry: unknown): GoStruct {
  const of = (key: string, otherwise: unknown = "") => fieldOf(entry, key) ?? otherwise;
  return new GoStruct("v1.History", [
    optional("Created", "created", of("created", null)),
    optional("CreatedBy", "created_by", of("created_by")),
    optional("Author", "author", of("author")),
    optional("Comment", "comment", of("comment")),
    optional("EmptyLayer", "empty_layer", of("empty_layer", false)),
  ]);
}
