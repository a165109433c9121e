import { dirname, isAbsolute, join, normalize } from "node:path";
import { remoteKind } from "../../util/remote-context.js";
import { type Block, type Expression, textOf } from "../hcl/index.js";
import type { BakeTarget, TextMap } from "../targets/target.js";

/** A target, and the directories that its contexts are relative to. */
export interface PlacedTarget {
  readonly target: BakeTarget;
  /** Directory of the file that defines the target; undefined for no file of this machine. */
  readonly directory: string;
  /** Of the file that sets the context. */
  readonly context?: string | undefined;
  /** The target whose context this one's is. */
  readonly contextOf?: string | undefined;
  /** Of the files that set named contexts, by name. */
  readonly contexts: TextMap;
}

/** Directory of a definition as it was named; empty for standard input and URLs. */
export function directoryOf(file: string): string {
  return file === "" || file === "-" || remoteKind(file) !== undefined ? "" : dirname(file);
}

/** A target of a block in a file of HCL or JSON. */
export function placedBlock(target: BakeTarget, block: Block): PlacedTarget {
  const directory = directoryOf(block.defRange.file);
  const schema = { attributes: [{ name: "context" }, { name: "contexts" }] };
  const { attributes } = block.body.partialContent(schema, []).content;
  const context = attributes.get("context");
  return {
    target,
    directory,
    context: context && directory,
    contextOf: context && referredTarget(context.expression),
    contexts: attributes.has("contexts") ? basesOf(target, directory) : {},
  };
}

/** A target of Compose files. */
export function placedService(target: BakeTarget, file: string): PlacedTarget {
  const directory = directoryOf(file);
  const context = target.context === undefined ? undefined : directory;
  return { target, directory, context, contexts: basesOf(target, directory) };
}

function basesOf({ contexts = {} }: BakeTarget, directory: string): TextMap {
  return Object.fromEntries(Object.keys(contexts).map((name) => [name, directory]));
}

/** The name in `target.NAME.context`. */
function referredTarget(expression: Expression): string | undefined {
  if (expression.kind !== "scope" || expression.name !== "target") return undefined;
  const [target, attribute, ...rest] = expression.steps;
  if (target === undefined || rest.length > 0) return undefined;
  if (attribute?.kind !== "attribute" || attribute.name !== "context") return undefined;
  return target.kind === "attribute" ? target.name : textOf(target.key);
}

/** A later definition of a target laid over an earlier one. */
export function mergePlaces(base: PlacedTarget, over: PlacedTarget, target: BakeTarget): PlacedTarget {
  const setsContext = over.target.context !== undefined;
  const without = Object.entries(base.contexts).filter(
    ([name]) => over.target.contexts?.[name] === undefined,
  );
  return {
    target,
    directory: over.directory,
    context: setsContext ? over.context : base.context,
    contextOf: setsContext ? over.contextOf : base.contextOf,
    contexts: { ...Object.fromEntries(without), ...over.contexts },
  };
}

/** Targets whose contexts are relative to the working directory, as those that are built are. */
export function withRelativePaths(places: readonly PlacedTarget[]): BakeTarget[] {
  const byName = new Map(places.map((place) => [place.target.name, place]));
  return places.map((place) => {
    const { target, directory, contextOf } = place;
    const origin = contextOf === undefined ? undefined : byName.get(contextOf);
    const base = origin === undefined ? place.context : (origin.context ?? origin.directory);
    const { context, contexts } = target;
    return {
      ...target,
      ...(context === undefined
        ? { defaultContext: rebased(directory, ".") }
        : { context: rebased(base, context) }),
      contexts:
        contexts &&
        Object.fromEntries(
          Object.entries(contexts).map(([name, path]) => [name, rebased(place.contexts[name], path)]),
        ),
    };
  });
}

function rebased(base: string | undefined, path: string): string {
  const isPlain =
    base &&
    path !== "" &&
    !isAbsolute(path) &&
    !/^(cwd:\/\/|target:|docker-image:|oci-layout:\/\/)/.test(path);
  return isPlain && remoteKind(path) === undefined
    ? normalize(join(base, path)).replace(/(?<=.)\/$/, "")
    : path;
}
