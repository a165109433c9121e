import { posix } from "node:path";
import { parseGitReference } from "../../util/git-reference.js";
import { remoteKind } from "../../util/remote-context.js";

/** A Git URL that names a directory below the one that it named; other URLs stay as they are. */
export function urlWithSubdir(url: string, directory: string): string {
  const subdir = posix.normalize(directory).replace(/(?<=.)\/$/, "");
  if (subdir === "." || remoteKind(url) !== "git") return url;
  const { subdir: outer } = parseGitReference(url);
  const whole = outer === "" ? subdir : posix.join(outer, subdir);
  const query = url.includes("#") ? undefined : /^([^?]*)\?(.*)$/.exec(url);
  if (query) {
    const [, place = "", text = ""] = query;
    const parameters = new URLSearchParams(text);
    if (parameters.has("subdir")) {
      parameters.set("subdir", whole);
      parameters.sort();
      return `${place}?${parameters}`;
    }
  }
  const [base = "", fragment = ""] = url.split(/#(.*)/s);
  const [ref = ""] = fragment.split(":");
  return `${base}#${ref}:${whole}`;
}
