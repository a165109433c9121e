import { timestamp } from "../api/objects.js";
import { type Field, messageFields } from "./message-tables.js";

/** The bytes before every object in Kubernetes' protobuf form: `k8s` and a zero. */
const magic = Buffer.from("k8s\0");

/**
 * The object of a body with the type `application/vnd.kubernetes.protobuf`, in the form that it has as JSON. Throws an
 * Error for what is malformed, and for a field that the tables lack, so that none is lost silently.
 */
export function decodeObject(body: Buffer): Record<string, unknown> {
  if (!body.subarray(0, 4).equals(magic)) throw new Error("the body does not start with k8s");
  const unknown = decodeMessage("Unknown", body.subarray(4));
  const { apiVersion = "", kind = "" } = (unknown.typeMeta ?? {}) as { apiVersion?: string; kind?: string };
  const raw = Buffer.from(String(unknown.raw ?? ""), "base64");
  return { apiVersion, kind, ...decodeMessage(kind, raw) };
}

function decodeMessage(message: string, bytes: Buffer): Record<string, unknown> {
  const fields = messageFields(message);
  if (fields === undefined) throw new Error(`the stand-in does not know the message ${message}`);
  const result: Record<string, unknown> = {};
  for (const { number, value } of readFields(bytes)) {
    const field = fields.get(number);
    if (field === undefined) throw new Error(`the stand-in does not know field ${number} of ${message}`);
    add(result, field, value);
  }
  return result;
}

function add(result: Record<string, unknown>, field: Field, value: number | Buffer): void {
  const { name, type, shape, pointer } = field;
  if (type === "Ignored") return;
  if (type === "Opaque" && bytesOf(value).length > 0) throw new Error(`the stand-in does not read ${name}`);
  if (type === "Opaque") return;
  if (shape === "list") {
    result[name] = [...((result[name] ?? []) as unknown[]), convert(type, value)];
  } else if (shape === "map") {
    const entry: Record<string, unknown> = {};
    for (const { number, value: part } of readFields(bytesOf(value)))
      entry[number] = convertMapPart(type, number, part);
    const map = (result[name] ?? {}) as Record<string, unknown>;
    result[name] = { ...map, [String(entry[1] ?? "")]: entry[2] ?? "" };
  } else {
    const converted = convert(type, value);
    if (name === ".") Object.assign(result, converted);
    else if (pointer || !isZero(type, converted)) result[name] = converted;
  }
}

function convertMapPart(type: string, number: number, value: number | Buffer): unknown {
  return convert(number === 1 ? "string" : type, value);
}

function convert(type: string, value: number | Buffer): unknown {
  if (type === "int") return Number(value);
  if (type === "bool") return value !== 0;
  const bytes = bytesOf(value);
  if (type === "string") return bytes.toString();
  if (type === "bytes") return bytes.toString("base64");
  const parts = readFields.bind(undefined, bytes);
  if (type === "Quantity") return parts().map((part) => bytesOf(part.value).toString())[0] ?? "0";
  if (type === "Time") return convertTime(parts());
  return decodeMessage(type, bytes);
}

function convertTime(parts: readonly { value: number | Buffer }[]): string {
  const seconds = Number(parts[0]?.value ?? 0);
  return seconds === 0 ? "" : timestamp(new Date(seconds * 1000));
}

/** Go writes fields that are no pointers whether they are zero or not; JSON leaves them out. */
function isZero(type: string, value: unknown): boolean {
  if (value === "" || value === 0 || value === false) return true;
  // Those structs are pointers, and say something although they are empty.
  if (type === "EmptyDir" || type === "SecurityContext" || type === "PodSecurityContext") return false;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function bytesOf(value: number | Buffer): Buffer {
  if (typeof value === "number") throw new Error("a number where bytes belong");
  return value;
}

function readFields(bytes: Buffer): { number: number; value: number | Buffer }[] {
  const found: { number: number; value: number | Buffer }[] = [];
  let offset = 0;
  const varint = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[offset++];
      if (byte === undefined || shift > 63n) throw new Error("a number is cut off");
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number(BigInt.asIntN(64, value));
    }
  };
  while (offset < bytes.length) {
    const tag = varint();
    const wire = tag & 7;
    if (wire === 0) found.push({ number: tag >>> 3, value: varint() });
    else if (wire === 2) {
      const length = varint();
      if (length < 0 || offset + length > bytes.length) throw new Error("a field is cut off");
      found.push({ number: tag >>> 3, value: bytes.subarray(offset, offset + length) });
      offset += length;
    } else throw new Error(`wire type ${wire}`);
  }
  return found;
}
