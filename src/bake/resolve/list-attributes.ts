import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import { attestFromMap, type BakeAttest, parseAttest, printAttest } from "../attributes/attest.js";
import { type BakeCache, cacheFromMap, parseCaches, printCache } from "../attributes/cache.js";
import { type BakeOutput, outputFromMap, parseOutput, printOutput } from "../attributes/output.js";
import { type BakePolicy, parsePolicy, policyFromMap } from "../attributes/policy.js";
import { type BakeSecret, parseSecret } from "../attributes/secret.js";
import { type BakeSsh, parseSsh } from "../attributes/ssh.js";
import {
  ConversionError,
  convert,
  elementsOf,
  entriesOf,
  isKnown,
  isNull,
  listType,
  listValue,
  mapType,
  mapValue,
  mismatchMessage,
  objectType,
  objectValue,
  stringType,
  stringValue,
  type Type,
  type Value,
} from "../hcl/index.js";
import { asType, knownTextMapIn, textIn, textsIn } from "./value-texts.js";

/** An attribute that is a list of which each element may be a text or a map. */
export interface ListAttribute<T> {
  /** Type of an element for others that refer to the attribute. */
  readonly element: Type;
  /** Reads one element that is neither unknown nor an empty text. */
  readonly read: (value: Value) => readonly T[];
  /** The element for others. */
  readonly show: (item: T) => Value;
}

const TEXTS = mapType(stringType);
const SECRET = objectType(
  new Map([
    ["env", stringType],
    ["id", stringType],
    ["src", stringType],
  ]),
  new Set(["env", "id", "src"]),
);
const SSH = objectType(
  new Map<string, Type>([
    ["id", stringType],
    ["paths", listType(stringType)],
  ]),
  new Set(["id", "paths"]),
);

/**
 * Reads a list; unknown elements and empty texts are passed over.
 *
 * @throws ConversionError, SlipwayError `invalid-argument`.
 */
export function readList<T>(attribute: ListAttribute<T>, value: Value): readonly T[] {
  if (!isKnown(value)) throw new ConversionError("value must be known");
  if (isNull(value)) throw new ConversionError("null value is not allowed");
  if (value.type.kind !== "tuple" && value.type.kind !== "list") {
    throw new ConversionError(mismatchMessage(value.type, listType(attribute.element)));
  }
  return elementsOf(value)
    .filter((element) => isKnown(element) && element.data !== "")
    .flatMap((element) => attribute.read(element));
}

/** The list for others. */
export function showList<T>(attribute: ListAttribute<T>, items: readonly T[]): Value {
  return listValue(items.map(attribute.show), attribute.element);
}

const isText = (value: Value) => value.type.kind === "string";

/** Reads a text by one function and a map of texts by another. */
function textOrMap<T>(parse: (text: string) => T, fromMap: (map: Record<string, string>) => T) {
  return (value: Value): readonly T[] => {
    if (isText(value)) return [parse(textIn(value))];
    return [fromMap(knownTextMapIn(asType(value, TEXTS, false)))];
  };
}

function textMap(map: Readonly<Record<string, unknown>>): Value {
  const entries = Object.entries(map).map(([name, text]): [string, Value] => [
    name,
    stringValue(String(text)),
  ]);
  return mapValue(new Map(entries), stringType);
}

/** `attest` */
export const attestList: ListAttribute<BakeAttest> = {
  element: TEXTS,
  read: textOrMap(parseAttest, (map) => {
    if (map.disabled !== undefined && parseGoBool(map.disabled) === undefined) {
      throw new ConversionError(`strconv.ParseBool: parsing ${quoteGo(map.disabled)}: invalid syntax`);
    }
    return attestFromMap(map);
  }),
  show: (attest) => textMap(printAttest(attest)),
};

/** `cache-from` and `cache-to` */
export const cacheList: ListAttribute<BakeCache> = {
  element: TEXTS,
  read: (value) =>
    isText(value) ? parseCaches(textIn(value)) : [cacheFromMap(knownTextMapIn(asType(value, TEXTS, false)))],
  show: (cache) => textMap(printCache(cache)),
};

/** `output` */
export const outputList: ListAttribute<BakeOutput> = {
  element: TEXTS,
  read: textOrMap(parseOutput, outputFromMap),
  show: (output) => textMap({ ...printOutput(output), dest: output.dest ?? "" }),
};

/** `policy` */
export const policyList: ListAttribute<BakePolicy> = {
  element: TEXTS,
  read: (value) => {
    if (isText(value)) return [parsePolicy(textIn(value))];
    if (value.type.kind !== "object" && value.type.kind !== "map") {
      throw new ConversionError(mismatchMessage(value.type, TEXTS));
    }
    const given = [...entriesOf(value)].filter(([, entry]) => isKnown(entry) && !isNull(entry));
    return [policyFromMap(Object.fromEntries(given.map(([name, entry]) => [name, policyField(entry)])))];
  },
  show: ({ files, reset, disabled, strict, logLevel }) =>
    textMap({
      ...(files[0] === undefined ? {} : { filename: files[0] }),
      ...(reset ? { reset } : {}),
      ...(disabled ? { disabled } : {}),
      ...(strict === undefined ? {} : { strict }),
      ...(logLevel === undefined ? {} : { "log-level": logLevel }),
    }),
};

function policyField(value: Value): string {
  if (!["string", "bool", "number"].includes(value.type.kind)) {
    throw new ConversionError(mismatchMessage(value.type, stringType));
  }
  return textIn(convert(value, stringType));
}

/** `secret` */
export const secretList: ListAttribute<BakeSecret> = {
  element: SECRET,
  read: (value) => {
    if (isText(value)) return [parseSecret(textIn(value))];
    const fields = entriesOf(asType(value, SECRET, false));
    return [{ id: fieldText(fields, "id"), src: fieldText(fields, "src"), env: fieldText(fields, "env") }];
  },
  show: ({ id = "", src = "", env = "" }) =>
    objectValue(
      new Map([
        ["id", stringValue(id)],
        ["src", stringValue(src)],
        ["env", stringValue(env)],
      ]),
    ),
};

/** `ssh` */
export const sshList: ListAttribute<BakeSsh> = {
  element: SSH,
  read: (value) => {
    if (isText(value)) return [parseSsh(textIn(value))];
    const fields = entriesOf(asType(value, SSH, false));
    const paths = fields.get("paths");
    const given = paths === undefined || isNull(paths) || !isKnown(paths) ? undefined : textsIn(paths);
    return [{ id: fieldText(fields, "id"), paths: given }];
  },
  show: ({ id = "", paths = [] }) =>
    objectValue(
      new Map([
        ["id", stringValue(id)],
        ["paths", listValue(paths.map(stringValue), stringType)],
      ]),
    ),
};

function fieldText(fields: ReadonlyMap<string, Value>, name: string): string | undefined {
  const value = fields.get(name);
  return value === undefined || isNull(value) || !isKnown(value) ? undefined : textIn(value);
}
