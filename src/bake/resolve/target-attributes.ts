import { type BakeResources, RESOURCE_NAMES } from "../attributes/resources.js";
import {
  boolType,
  ConversionError,
  entriesOf,
  floatToDouble,
  isKnown,
  isNull,
  listType,
  mapType,
  nullValue,
  numberOf,
  numberType,
  objectType,
  stringType,
  stringValue,
  type Type,
  type Value,
} from "../hcl/index.js";
import type { BakeTarget } from "../targets/target.js";
import {
  attestList,
  cacheList,
  type ListAttribute,
  outputList,
  policyList,
  readList,
  secretList,
  showList,
  sshList,
} from "./list-attributes.js";
import { asType, optionalTextMapIn, textIn, textMapIn, textsIn } from "./value-texts.js";

/** How one attribute of a block is read. */
export interface AttributeReader<T = unknown> {
  /** What references to the attribute see where it is not set. */
  readonly unset: Value;
  /**
   * The attribute, undefined where null leaves it unset, and what references to it see.
   *
   * @throws ConversionError, SlipwayError `invalid-argument`.
   */
  read(value: Value): { readonly attribute: T | undefined; readonly seen: Value };
}

/** An attribute of a type, which null leaves unset. */
function typed<T>(type: Type, read: (value: Value) => T): AttributeReader<T> {
  return {
    unset: nullValue(type),
    read(value) {
      const seen = asType(value, type, true);
      return { seen, attribute: isNull(seen) ? undefined : read(seen) };
    },
  };
}

function list<T>(attribute: ListAttribute<T>): AttributeReader<readonly T[]> {
  return {
    unset: showList(attribute, []),
    read(value) {
      const items = readList(attribute, value);
      return { attribute: items, seen: showList(attribute, items) };
    },
  };
}

/** A text that may not be null. */
export const requiredText: AttributeReader<string> = {
  unset: stringValue(""),
  read(value) {
    const seen = asType(value, stringType, false);
    return { attribute: textIn(seen), seen };
  },
};

const text = typed(stringType, textIn);
const flag = typed(boolType, ({ data }) => data === true);
/** A list of texts. */
export const texts = typed(listType(stringType), textsIn);
const textMap = typed(mapType(stringType), textMapIn);
const optionalTextMap = typed(mapType(stringType), optionalTextMapIn);

const resourceTypes = new Map<string, Type>(
  [...RESOURCE_NAMES]
    .sort()
    .map((name) => [name, /^cpu-/.test(name) ? numberType : stringType] as [string, Type]),
);
const RESOURCES = objectType(resourceTypes, new Set(RESOURCE_NAMES));

const resources: AttributeReader<BakeResources> = {
  unset: nullValue(objectType(resourceTypes)),
  read(value) {
    const seen = asType(value, RESOURCES, false);
    const set = [...entriesOf(seen)].filter(([, entry]) => isKnown(entry) && !isNull(entry));
    const attribute = Object.fromEntries(
      set.map(([name, entry]) => [name, entry.type.kind === "number" ? wholeNumber(entry) : textIn(entry)]),
    );
    return { attribute, seen };
  },
};

function wholeNumber(value: Value): number {
  const number = floatToDouble(numberOf(value));
  if (Number.isSafeInteger(number)) return number;
  throw new ConversionError(
    "value must be a whole number, between -9223372036854775808 and 9223372036854775807",
  );
}

type Attributes = Omit<BakeTarget, "name" | "defaultContext">;

/** The attributes of a target. */
export const targetAttributes: {
  readonly [K in keyof Attributes]-?: AttributeReader<NonNullable<Attributes[K]>>;
} = {
  description: requiredText,
  inherits: texts,
  annotations: texts,
  attest: list(attestList),
  context: text,
  contexts: textMap,
  dockerfile: text,
  "dockerfile-inline": text,
  args: optionalTextMap,
  labels: optionalTextMap,
  tags: texts,
  "cache-from": list(cacheList),
  "cache-to": list(cacheList),
  target: text,
  secret: list(secretList),
  ssh: list(sshList),
  platforms: texts,
  output: list(outputList),
  pull: flag,
  "no-cache": flag,
  network: text,
  "no-cache-filter": texts,
  "shm-size": text,
  ulimits: texts,
  resources,
  call: text,
  entitlements: texts,
  "extra-hosts": optionalTextMap,
  policy: list(policyList),
};
