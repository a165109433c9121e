import { statSync } from "node:fs";
import { basename } from "node:path";
import { type ContentStore, createLayoutStore } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { hasGitQuery, remoteKind, withSchemeLowered } from "../../util/remote-context.js";
import { systemErrorText } from "../../util/system-error-text.js";
import { DOCKER_DAEMON } from "../engine-image/engine-images.js";
import type { ContextDirectory } from "./main-context.js";

/** An OCI layout that the session serves under `id`. */
export interface LayoutContext {
  readonly id: string;
  readonly store: ContentStore;
}

/** The named contexts as attributes of the frontend and what the session serves for them. */
export interface NamedContexts {
  readonly attrs: Readonly<Record<string, string>>;
  readonly directories: ReadonlyMap<string, ContextDirectory>;
  readonly layouts: readonly LayoutContext[];
  /** Capabilities the frontend must have, as `frontend.caps` names them. */
  readonly frontendCaps: readonly string[];
}

/** What {@link loadNamedContexts} reads. */
export interface NamedContextsRequest {
  readonly contexts: ReadonlyMap<string, string>;
  readonly cwd: string;
  /** Identifies this client's node in shared keys. */
  readonly nodeIdentifier: string;
  readonly createId: () => string;
  /** Finds the digest that an OCI layout has for a tag; see {@link parseLayoutReference}. */
  readonly resolveLayout: (directory: string, tag: string) => Promise<string>;
  /** Finds an image of the user's engine for the context `name`. */
  readonly engineImage: (
    name: string,
    value: string,
  ) => Promise<{ readonly digest: string; readonly store: ContentStore }>;
}

const OCI_LAYOUT = "oci-layout://";
/** Images, which the daemon fetches, and other targets of the invocation, whose results are put in later. */
const VERBATIM = ["docker-image://", "target:"];
/** The session uses these names for the main context. */
const RESERVED = new Set(["context", "dockerfile"]);

/**
 * Turns `--build-context` values into what the frontend and the session need.
 *
 * @throws SlipwayError `not-found` or `invalid-argument` with Buildx's wording.
 */
export async function loadNamedContexts(request: NamedContextsRequest): Promise<NamedContexts> {
  const attrs: Record<string, string> = {};
  const directories = new Map<string, ContextDirectory>();
  const layouts: LayoutContext[] = [];
  const caps = new Set<string>();
  for (const [name, value] of request.contexts) {
    caps.add("moby.buildkit.frontend.contexts+forward");
    if (VERBATIM.some((kind) => value.startsWith(kind)) || remoteKind(value) !== undefined) {
      if (hasGitQuery(value)) caps.add("moby.buildkit.frontend.gitquerystring+forward");
      attrs[`context:${name}`] = withSchemeLowered(value);
    } else if (value.startsWith(OCI_LAYOUT)) {
      const layout = await layoutContext(value, request);
      layouts.push(layout.context);
      attrs[`context:${name}`] = layout.attr;
    } else if (value.startsWith(DOCKER_DAEMON)) {
      const { digest, store } = await request.engineImage(name, value);
      const id = request.createId();
      layouts.push({ id, store });
      attrs[`context:${name}`] = `${OCI_LAYOUT}${id}@${digest}`;
    } else {
      const root = localDirectory(name, value, request.cwd);
      const mount = RESERVED.has(name) ? `_${name}` : name;
      directories.set(mount, { kind: "disk", root });
      attrs[`context:${name}`] = `local:${mount}`;
      attrs[`sharedkey:localdir:${mount}`] = `${basename(root)}:${request.nodeIdentifier}`;
    }
  }
  return { attrs, directories, layouts, frontendCaps: [...caps].sort() };
}

function localDirectory(name: string, value: string, cwd: string): string {
  if (value === "") {
    throw new SlipwayError(
      "invalid-argument",
      `failed to get build context ${name}: stat : no such file or directory`,
    );
  }
  const root = resolvePath(cwd, value);
  try {
    if (statSync(root).isDirectory()) return root;
  } catch (cause) {
    throw new SlipwayError(
      "not-found",
      `failed to get build context ${name}: stat ${value}: ${systemErrorText(cause as Error)}`,
      {
        cause,
      },
    );
  }
  throw new SlipwayError("invalid-argument", `failed to get build context path ${value}: not a directory`);
}

async function layoutContext(value: string, request: NamedContextsRequest) {
  const { path, tag, digest } = parseLayoutReference(value.slice(OCI_LAYOUT.length));
  const directory = resolvePath(request.cwd, path);
  const id = request.createId();
  const name = tag ?? (digest === undefined ? "latest" : undefined);
  let found = digest;
  try {
    found ??= await request.resolveLayout(directory, name ?? "");
  } catch (cause) {
    throw new SlipwayError(
      "not-found",
      `oci-layout reference "${value}" could not be resolved: ${SlipwayError.from(cause).message}`,
      { cause },
    );
  }
  return {
    context: { id, store: createLayoutStore(directory, "read-only") },
    attr: `${OCI_LAYOUT}${id}${name === undefined ? "" : `:${name}`}@${found}`,
  };
}

/** Splits `PATH[:TAG][@DIGEST]`; a colon before the last slash, or of a Windows drive, belongs to the path. */
export function parseLayoutReference(text: string): { path: string; tag?: string; digest?: string } {
  const at = text.lastIndexOf("@");
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const rest = at === -1 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(":");
  const isTag = colon > 0 && !/[/\\]/.test(rest.slice(colon));
  return {
    path: isTag ? rest.slice(0, colon) : rest,
    ...(isTag ? { tag: rest.slice(colon + 1) } : {}),
    ...(digest === undefined ? {} : { digest }),
  };
}
