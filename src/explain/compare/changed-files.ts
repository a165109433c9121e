import type { StepRead } from "../../build/notes/build-note.js";
import { hasContent, type ListedFile, type Listing } from "../../build/notes/listing.js";
import type { FileChanges } from "../result/explanation.js";
import { copiedFiles, type LookBudget } from "./copied-files.js";

/** What came of comparing what a step reads of two lists. */
export interface FileComparison {
  /** Undefined where nothing differs for sure. */
  readonly changes: (FileChanges & { readonly message: string }) | undefined;
  /** Files may differ that cannot be told. */
  readonly isUnsure: boolean;
}

/** One file that is not what it was. */
interface Change {
  readonly path: string;
  readonly how: "changed" | "added" | "removed" | "mode";
}

const mostNames = 10;

/** Compares what a step reads of a context with what it read of it the last time. */
export function compareFiles(
  read: StepRead,
  before: Listing,
  now: Listing,
  budget?: LookBudget,
): FileComparison {
  const past = copiedFiles(read, before, budget);
  const present = copiedFiles(read, now, budget);
  if (past === undefined || present === undefined) return { changes: undefined, isUnsure: true };
  const found: Change[] = [];
  let isUnsure = past.isUnsure || present.isUnsure;
  for (const [path, file] of present.files) {
    const old = past.files.get(path);
    const how = old === undefined ? "added" : compare(contentOf(old, before), contentOf(file, now));
    if (how === "unsure") isUnsure = true;
    else if (how !== "same") found.push({ path, how });
  }
  for (const path of past.files.keys()) if (!present.files.has(path)) found.push({ path, how: "removed" });
  if (found.length === 0) return { changes: undefined, isUnsure };
  return { changes: describe(withoutParents(found, past.files, present.files)), isUnsure };
}

/** A file as it is, whether it is sent itself or as a hard link to one that was sent before: the daemon sees no difference. */
function contentOf(file: ListedFile, listing: Listing): ListedFile {
  if (!isHardLink(file)) return file;
  const first = listing.get(file.link);
  // What is linked to may not be in the list, and then there is no telling by the link.
  return first === undefined || !hasContent(first) ? file : { ...first, mode: file.mode };
}

/** Only plain files have hard links: other entries with a target are symbolic ones. */
function isHardLink({ mode, link }: ListedFile): boolean {
  return link !== "" && hasContent({ mode, size: 0, time: "", link: "", hash: "" });
}

function compare(old: ListedFile, now: ListedFile): Change["how"] | "same" | "unsure" {
  const content = compareContent(old, now);
  if (content === "changed" || old.link !== now.link) return "changed";
  if (old.mode !== now.mode) return content === "unsure" ? "changed" : "mode";
  return content;
}

function compareContent(old: ListedFile, now: ListedFile): "changed" | "same" | "unsure" {
  if (!hasContent(old) && !hasContent(now)) return "same";
  if (old.size !== now.size) return "changed";
  if (old.hash !== "" && now.hash !== "") return old.hash === now.hash ? "same" : "changed";
  return old.time === now.time ? "same" : "unsure";
}

/** A directory that came or went with a file in it is not worth a word. */
function withoutParents(
  changes: readonly Change[],
  ...lists: readonly ReadonlyMap<string, ListedFile>[]
): Change[] {
  const files = changes.filter(({ path }) => lists.some((list) => isPlain(list.get(path))));
  return files.length > 0 ? files : [...changes];
}

function isPlain(file: ListedFile | undefined): boolean {
  return file !== undefined && (hasContent(file) || file.link !== "");
}

function describe(changes: readonly Change[]): FileChanges & { readonly message: string } {
  const names = changes.slice(0, mostNames).map(({ path }) => path);
  const modeOnly = changes.every(({ how }) => how === "mode");
  return { count: changes.length, names, modeOnly, message: inWords(changes) };
}

function inWords(changes: readonly Change[]): string {
  const [first, second] = changes;
  if (first !== undefined && changes.length === 1) {
    const { path, how } = first;
    return how === "mode" ? `the mode of ${path} changed, not its content` : `${path} ${past(how)}`;
  }
  if (first?.how === "added" && second?.how === "removed" && changes.length === 2) {
    return `${second.path} was removed and ${first.path} was added`;
  }
  const named = changes.slice(0, 3).map(({ path }) => path);
  const rest = changes.length - named.length;
  const more = rest > 0 ? `, and ${rest} more` : "";
  const what = changes.every(({ how }) => how === "mode")
    ? `the modes of ${changes.length} files changed, not their contents`
    : `${changes.length} files changed`;
  return `${what}: ${named.join(", ")}${more}`;
}

function past(how: "changed" | "added" | "removed"): string {
  return how === "changed" ? "changed" : `was ${how}`;
}
