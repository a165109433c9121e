import { parseCsvLine } from "../../util/csv.js";
import { quoteGo } from "../../util/go-quote.js";
import { choice, fields, needed, text, variants } from "../../util/options/index.js";
import {
  type AttributeMap,
  type AttributeValues,
  attributeError,
  attributeFields,
  attributeMap,
  attributesOf,
  attributeValues,
} from "./attribute-fields.js";

/** A cache that a build reads or writes. */
export interface CacheEntry {
  /** `registry`, `local`, `gha`, … */
  readonly type: string;
  /** Everything else, such as `ref`, `src` or `dest`. */
  readonly attrs: AttributeMap;
}

/** What every cache may have. */
export interface CacheAttributes {
  /** Attributes beside those that have a name here, e.g. `compression` or `ignore-error`. */
  readonly attrs?: AttributeValues | undefined;
}

/** A cache to read, given by code. */
export type CacheFromOption =
  /** One in a registry. */
  | (CacheAttributes & { readonly type: "registry"; readonly ref: string })
  /** An image layout in the directory `src`: what `tag` (default `latest`) or `digest` names there. */
  | (CacheAttributes & {
      readonly type: "local";
      readonly src: string;
      readonly tag?: string | undefined;
      readonly digest?: string | undefined;
    })
  /** The cache service of GitHub Actions. */
  | (CacheAttributes & { readonly type: "gha"; readonly scope?: string | undefined })
  /** A store whose place the attributes say. */
  | (CacheAttributes & { readonly type: "s3" | "azblob" });

/** How much is cached. */
export interface CacheMode {
  /** `max` has the steps of all stages, not of the last one alone. Default `min`. */
  readonly mode?: "min" | "max" | undefined;
}

/** A cache to write, given by code. */
export type CacheToOption =
  /** In a registry. */
  | (CacheAttributes & CacheMode & { readonly type: "registry"; readonly ref: string })
  /** In the image itself. */
  | (CacheAttributes & { readonly type: "inline" })
  /** As an image layout in the directory `dest`, under `tag` (default `latest`). */
  | (CacheAttributes &
      CacheMode & { readonly type: "local"; readonly dest: string; readonly tag?: string | undefined })
  /** In the cache service of GitHub Actions. */
  | (CacheAttributes & CacheMode & { readonly type: "gha"; readonly scope?: string | undefined })
  /** In a store whose place the attributes say. */
  | (CacheAttributes & CacheMode & { readonly type: "s3" | "azblob" });

type From<Type extends string> = Extract<CacheFromOption, { readonly type: Type }>;
type To<Type extends string> = Extract<CacheToOption, { readonly type: Type }>;

const attrs = attributeValues;
const mode = choice("min", "max");
const storeFrom = fields<From<"s3">>({ type: needed(choice("s3", "azblob")), attrs });
const storeTo = fields<To<"s3">>({ type: needed(choice("s3", "azblob")), mode, attrs });

/** {@link CacheFromOption}, described. */
export const cacheFromOption = variants<CacheFromOption>({
  registry: fields<From<"registry">>({ type: needed(choice("registry")), ref: needed(text), attrs }),
  local: fields<From<"local">>({
    type: needed(choice("local")),
    src: needed(text),
    tag: text,
    digest: text,
    attrs,
  }),
  gha: fields<From<"gha">>({ type: needed(choice("gha")), scope: text, attrs }),
  s3: storeFrom,
  azblob: storeFrom,
});

/** {@link CacheToOption}, described. */
export const cacheToOption = variants<CacheToOption>({
  registry: fields<To<"registry">>({ type: needed(choice("registry")), ref: needed(text), mode, attrs }),
  inline: fields<To<"inline">>({ type: needed(choice("inline")), attrs }),
  local: fields<To<"local">>({ type: needed(choice("local")), dest: needed(text), tag: text, mode, attrs }),
  gha: fields<To<"gha">>({ type: needed(choice("gha")), scope: text, mode, attrs }),
  s3: storeTo,
  azblob: storeTo,
});

/**
 * Reads the text form of one or more caches. A text without any `=` lists references of a registry.
 *
 * @throws SlipwayError `invalid-argument`: `invalid value X`, `type required for "X"`.
 */
export function parseCaches(text: string): CacheEntry[] {
  if (text === "") return [];
  if (!text.includes("=")) {
    return parseCsvLine(text).map((ref) => ({ type: "registry", attrs: { ref } }));
  }
  return [parseCache(text)];
}

function parseCache(text: string): CacheEntry {
  let type = "";
  const attrs = new Map<string, string>();
  for (const { key, value } of attributeFields(text)) {
    if (key.toLowerCase() === "type") type = value;
    else attrs.set(key.toLowerCase(), value);
  }
  return checkedType({ type, attrs: attributeMap(attrs) }, text);
}

/**
 * Reads the map form of a definition.
 *
 * @throws SlipwayError `invalid-argument`: `type required for "{…}"`.
 */
export function cacheFromMap(map: AttributeMap): CacheEntry {
  const { type = "", ...attrs } = map;
  return checkedType({ type, attrs }, JSON.stringify(map));
}

function checkedType(cache: CacheEntry, given: string): CacheEntry {
  if (cache.type === "") throw attributeError(`type required for ${quoteGo(given)}`);
  return cache;
}

/** Caches in any form. Throws as {@link parseCaches}. */
export function cacheEntries(
  values: readonly (string | CacheFromOption | CacheToOption)[],
): readonly CacheEntry[] {
  return values.flatMap((value) => (typeof value === "string" ? parseCaches(value) : [givenCache(value)]));
}

function givenCache({ type, attrs, ...named }: CacheFromOption | CacheToOption): CacheEntry {
  return { type, attrs: attributesOf(named, attrs) };
}

/** What `--print` shows. */
export function printCache({ type, attrs }: CacheEntry): Record<string, string> {
  return { ...attrs, type };
}
