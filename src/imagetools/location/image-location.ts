import { SlipwayError } from "../../errors/index.js";
import { isDigest } from "../../oci/digest.js";
import {
  formatReference,
  parseReference,
  type Reference,
  repositoryName,
  splitDomain,
  withDefaultTag,
} from "../../oci/reference.js";

/** Where an image is, or is to be: in a registry, or in a directory that is an OCI layout. */
export type ImageLocation =
  | ({ readonly kind: "registry" } & Reference)
  | { readonly kind: "layout"; readonly path: string; readonly tag?: string; readonly digest?: string };

const scheme = "oci-layout://";
const tag = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/**
 * Reads a reference or `oci-layout://PATH[:TAG][@DIGEST]`. Without tag and digest the tag is `latest`.
 *
 * @throws SlipwayError `invalid-argument` in docker's words
 */
export function parseLocation(text: string): ImageLocation {
  if (text.startsWith(scheme)) return parseLayout(text.slice(scheme.length));
  try {
    return { kind: "registry", ...withDefaultTag(parseReference(text)) };
  } catch (error) {
    const { code } = SlipwayError.from(error);
    const [, rest] = splitDomain(text);
    const [repository = ""] = rest.split(":", 1);
    const isLower = repository.toLowerCase() === repository;
    const words = `invalid reference format${isLower ? "" : `: repository name (${repository}) must be lowercase`}`;
    throw new SlipwayError(code, words, { cause: error });
  }
}

/** The last `@` and the last `:` count, if what follows is a digest and a tag; a drive letter's colon is none. */
function parseLayout(text: string): ImageLocation {
  const at = text.lastIndexOf("@");
  const digest = at > 0 && isDigest(text.slice(at + 1)) ? text.slice(at + 1) : undefined;
  const place = digest === undefined ? text : text.slice(0, at);
  const colon = place.lastIndexOf(":");
  const isDrive = process.platform === "win32" && colon === 1;
  const named = colon > 0 && !isDrive && tag.test(place.slice(colon + 1));
  const path = named ? place.slice(0, colon) : place;
  if (path === "") throw new SlipwayError("invalid-argument", `${scheme}${text} names no directory`);
  const name = named ? place.slice(colon + 1) : digest === undefined ? "latest" : undefined;
  return {
    kind: "layout",
    path,
    ...(name === undefined ? {} : { tag: name }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** The location in full, as messages name it. */
export function formatLocation(location: ImageLocation): string {
  if (location.kind === "registry") return formatReference(location);
  const { path, tag: name, digest } = location;
  return `${scheme}${path}${name === undefined ? "" : `:${name}`}${digest === undefined ? "" : `@${digest}`}`;
}

/** What holds the image under this name and others: a repository, or a layout. */
export function repositoryOf(location: ImageLocation): string {
  return location.kind === "registry" ? repositoryName(location) : location.path;
}

/** The place of another image in the same repository or layout. */
export function besideWith(location: ImageLocation, digest: string): ImageLocation {
  return location.kind === "registry"
    ? { kind: "registry", domain: location.domain, path: location.path, digest }
    : { kind: "layout", path: location.path, digest };
}
