import type { StepNote } from "../../build/notes/build-note.js";
import { withoutUsers } from "../../util/remote-context.js";
import type { Cause } from "../result/explanation.js";

const image = "docker-image://";

/** What is different of a source that a step is made from; undefined for the same one and for what is none. */
export function sourceChange(before: StepNote | undefined, now: StepNote | undefined): Cause | undefined {
  if (before?.kind !== "source" || now?.kind !== "source") return undefined;
  if (before.source === now.source)
    return before.body === now.body ? undefined : fetchedOtherwise(now.source);
  const [old, current] = [parts(before.source), parts(now.source)];
  if (now.source.startsWith(image) && before.source.startsWith(image))
    return imageChange(before.source, now.source);
  if (isUpload(now.source)) return undefined;
  if (old.identifier !== current.identifier) {
    return certain(`${shown(current.identifier)} is used in place of ${shown(old.identifier)}`);
  }
  // Without both digests there is no telling.
  if (old.digest === "" || current.digest === "") return undefined;
  return certain(`${shown(current.identifier)} is now ${short(current.digest)}, it was ${short(old.digest)}`);
}

/** True for a source whose note says all there is to its content, or whose files are noted. */
export function isPinned({ kind, source }: StepNote): boolean {
  if (kind !== "source" || source.startsWith("local://")) return true;
  return /@sha256:[0-9a-f]{64}/.test(source) || (parts(source).digest !== "" && !isUpload(source));
}

/** True for a Git repository, and for a file of a URL that is not the client's own. */
export function isFetched(source: string): boolean {
  return /^(?:git|https?):/.test(source) && !isUpload(source);
}

/** The options of an `ADD` are no part of the address. */
function fetchedOtherwise(source: string): Cause | undefined {
  if (!isFetched(source)) return undefined;
  const message = `${shown(parts(source).identifier)} is fetched with other options than it was`;
  return { kind: "instruction", certainty: "certain", message };
}

function imageChange(before: string, now: string): Cause | undefined {
  const [old = "", oldDigest = ""] = before.slice(image.length).split("@");
  const [name = "", digest = ""] = now.slice(image.length).split("@");
  // The cache knows an image by what is in it.
  if (digest !== "" && digest === oldDigest) return undefined;
  const message =
    old === name
      ? `the image ${name} is now ${short(digest)}, it was ${short(oldDigest)}`
      : `the image ${name} is used in place of ${old}`;
  return { kind: "base-image", certainty: "certain", message };
}

/** What the client uploads has another address each time. */
function isUpload(source: string): boolean {
  return source.startsWith("http://buildkit-session/");
}

function parts(source: string): { readonly identifier: string; readonly digest: string } {
  const [identifier = "", digest = ""] = source.split(" ");
  return { identifier, digest };
}

function certain(message: string): Cause {
  return { kind: "source", certainty: "certain", message };
}

function shown(identifier: string): string {
  return withoutUsers(identifier).slice(0, 200);
}

function short(digest: string): string {
  const [, hex = digest] = digest.split(":");
  return hex.slice(0, 12);
}
