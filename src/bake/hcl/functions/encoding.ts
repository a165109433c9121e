import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { fromJson, toJson } from "../values/json-text.js";
import { anyType, bytesType, numberType, objectType, stringType } from "../values/types.js";
import { listValue, nullValue, objectValue, stringValue, textOf, type Value } from "../values/value.js";
import { parseCsv } from "./csv.js";

/** The bytes of base64 with padding, as Go reads it (line breaks may stand in it); undefined when it is not that. */
export function decodeBase64(text: string): Buffer | undefined {
  const bare = text.replace(/[\r\n]/g, "");
  if (bare.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(bare)) return undefined;
  return Buffer.from(bare, "base64");
}

function base64decode(text: string): string {
  const bytes = decodeBase64(text);
  if (bytes === undefined) throw new FunctionError(`failed to decode base64 data '${text}'`);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new FunctionError("the result of decoding the the provided string is not valid UTF-8");
  }
}

/** Escapes for a query, as Go does: spaces become `+`. */
function urlencode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

function csvdecode(text: string): Value {
  const [header, ...rows] = parseCsv(text);
  if (header === undefined) throw new FunctionError("missing header line");
  const seen = new Set<string>();
  for (const name of header.fields) {
    if (seen.has(name)) throw new FunctionError(`duplicate column name ${JSON.stringify(name)}`);
    seen.add(name);
  }
  const records = rows.map(({ fields, line }) => {
    if (fields.length !== header.fields.length)
      throw new FunctionError(`CSV parse error on line ${line}: wrong number of fields`);
    return objectValue(new Map(header.fields.map((name, at) => [name, stringValue(fields[at] ?? "")])));
  });
  const names = header.fields.toSorted();
  return listValue(records, objectType(new Map(names.map((name) => [name, stringType]))));
}

function ofText(name: string, compute: (text: string) => string): HclFunction {
  return define([parameter(name, stringType)], (value) => stringValue(compute(textOf(value ?? nullValue()))));
}

/** No value is a byte buffer, so that no call gets as far as this. */
function neverCalled(): Value {
  throw new FunctionError("bytes required");
}

/** Encodings: base64, URLs, JSON, CSV; and byte buffers. */
export const encodingFunctions: Readonly<Record<string, HclFunction>> = {
  base64decode: ofText("str", base64decode),
  base64encode: ofText("str", (text) => Buffer.from(text).toString("base64")),
  byteslen: define([parameter("buf", bytesType)], neverCalled),
  bytesslice: define(
    [parameter("buf", bytesType), parameter("offset", numberType), parameter("length", numberType)],
    neverCalled,
  ),
  csvdecode: define([parameter("str", stringType)], (text) => csvdecode(textOf(text ?? nullValue()))),
  jsondecode: define([parameter("str", stringType)], (text) => fromJson(textOf(text ?? nullValue()))),
  jsonencode: define([parameter("val", anyType, true)], (value = nullValue()) => stringValue(toJson(value))),
  urlencode: ofText("str", urlencode),
};
