import type { Descriptor } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { formatPlatform, type Platform, parsePlatform } from "../../oci/platform.js";
import { cutText } from "../../util/cut-text.js";
import { fieldOf } from "../../util/json-value.js";

/** What points at a blob, whoever says so. */
export interface ContentPointer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, unknown>>;
}

/** An entry of an index. */
export interface IndexEntry {
  readonly pointer: ContentPointer;
  /** Undefined where the index does not say. */
  readonly platform: string | undefined;
}

/** Characters of a platform: a stranger gives it, and lists show it. */
const LONGEST_PLATFORM = 100;

/** A platform as lists show it. */
export function platformText(platform: Platform): string {
  return cutText(formatPlatform(platform), LONGEST_PLATFORM);
}

/** A platform that a record has as a text; the text where it is none, in short where it is longer than any. */
export function namedPlatform(name: string): string {
  const short = cutText(name, LONGEST_PLATFORM);
  if (short !== name) return short;
  try {
    return platformText(parsePlatform(name));
  } catch {
    return name;
  }
}

/** The pointer that a record has. */
export function pointerOf({ mediaType, digest, size, annotations }: Descriptor): ContentPointer {
  return { mediaType, digest, size: Number(size), annotations };
}

/** Reads an entry of an index; what is of another shape is as if it were absent. */
export function indexEntryOf(entry: unknown): IndexEntry {
  const annotations = fieldOf(entry, "annotations");
  const given = fieldOf(entry, "platform");
  return {
    pointer: {
      mediaType: textOf(fieldOf(entry, "mediaType")),
      digest: textOf(fieldOf(entry, "digest")),
      size: Number(fieldOf(entry, "size")) || 0,
      annotations: typeof annotations === "object" && annotations !== null ? { ...annotations } : {},
    },
    platform: typeof given === "object" && given !== null ? platformText(platformOf(given)) : undefined,
  };
}

function platformOf(given: object): Platform {
  const variant = textOf(fieldOf(given, "variant"));
  // It is written with its bytes as %XX, which half a character has none of.
  const osVersion = textOf(fieldOf(given, "os.version")).toWellFormed();
  return {
    os: textOf(fieldOf(given, "os")),
    architecture: textOf(fieldOf(given, "architecture")),
    ...(variant === "" ? {} : { variant }),
    ...(osVersion === "" ? {} : { osVersion }),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
