import { access } from "node:fs/promises";
import { createRequire } from "node:module";
import { types } from "node:util";
import { isError, SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { fileError } from "../../util/file-error.js";
import { quoteGo } from "../../util/go-quote.js";
import { fieldOf } from "../../util/json-value.js";
import { definitionError } from "../attributes/definition-error.js";
import type { BakeModuleContext, BakeModuleDefinition } from "./define-bake.js";

/**
 * Runs a definition that is a program, and gives what it exports by default as the JSON form of a definition.
 *
 * @throws SlipwayError `not-found` for a file that is not there, `invalid-argument` for one that fails or exports nothing.
 */
export async function moduleText(name: string, cwd: string, context: BakeModuleContext): Promise<string> {
  const path = resolvePath(cwd, name);
  await access(path).catch((error) => Promise.reject(fileError("open", name, error)));
  const exported = await importModule(path, name);
  const make = exported as (context: BakeModuleContext) => unknown;
  const made: unknown = typeof exported === "function" ? await called(make, name, context) : exported;
  if (typeof made !== "object" || made === null) {
    throw definitionError(
      `${name} exports no definition`,
      undefined,
      "export it by default, made by defineBake",
    );
  }
  const unknown = Object.keys(made).find((part) => part !== "targets" && part !== "groups");
  if (unknown !== undefined) {
    throw definitionError(
      `${name}: a definition has no ${quoteGo(unknown)}`,
      undefined,
      "what it may have are targets and groups, each an object by name",
    );
  }
  return JSON.stringify(asJsonForm(made as BakeModuleDefinition), undefined, 2);
}

async function called(
  make: (context: BakeModuleContext) => unknown,
  name: string,
  context: BakeModuleContext,
): Promise<unknown> {
  try {
    return await make(context);
  } catch (cause) {
    throw failed(name, cause);
  }
}

function failed(name: string, cause: unknown): SlipwayError {
  const message = isError(cause) ? cause.message : String(cause);
  // Of what cannot be found Node lists who wanted it in lines of its own.
  const [first = ""] = message.split("\n", 1);
  return new SlipwayError("invalid-argument", `failed to load ${name}: ${first}`, {
    cause,
    hint: /^Cannot find (module|package) '[^']*slipway/.test(first)
      ? "install slipway where the definition is, or export the definition without defineBake"
      : undefined,
  });
}

/** What a module exports by default: loaded by Node where it knows TypeScript, else by a loader that does. */
async function importModule(path: string, name: string): Promise<unknown> {
  try {
    const { typescript } = process.features as { readonly typescript?: unknown };
    return typescript ? await required(path) : await transformed(path);
  } catch (cause) {
    throw failed(name, cause);
  }
}

/** `require` takes ES modules too, and works in the bundled command, where `import` does not. */
async function required(path: string): Promise<unknown> {
  try {
    return defaultOf(createRequire(path)(path));
  } catch (error) {
    // One that awaits at its top level.
    if (isError(error) && "code" in error && error.code === "ERR_REQUIRE_ASYNC_MODULE")
      return transformed(path);
    throw error;
  }
}

async function transformed(path: string): Promise<unknown> {
  const { createJiti } = await import("jiti");
  return defaultOf(await createJiti(path, { interopDefault: false }).import(path));
}

/** What a module exports by default; a CommonJS module exports one value, which is that. */
function defaultOf(exported: unknown): unknown {
  const value = fieldOf(exported, "default");
  const isModule = types.isModuleNamespaceObject(exported) || fieldOf(exported, "__esModule") === true;
  return value === undefined && !isModule ? exported : value;
}

/** The JSON form, in which `${` and `%{` of a program's texts are no templates. */
function asJsonForm({ targets = {}, groups = {} }: BakeModuleDefinition): object {
  const members = Object.entries(groups).map(([group, value]) => [
    group,
    "targets" in value ? escaped(value) : { targets: value },
  ]);
  // An empty object would be a block without a name.
  return {
    ...(Object.keys(targets).length > 0 ? { target: escaped(targets) } : {}),
    ...(members.length > 0 ? { group: Object.fromEntries(members) } : {}),
  };
}

function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${", "$$${").replaceAll("%{", "%%{");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, escaped(item)]),
  );
}
