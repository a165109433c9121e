import type { InspectOptions, inspect } from "node:util";

/** What there is to be told of an error; a failed build also knows its place in the Dockerfile. */
interface ToldError extends Error {
  readonly code: string;
  readonly hint?: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  readonly exitCode?: number | undefined;
  readonly location?: Place | undefined;
}

interface Place {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** How deep `details` are written. */
const detailDepth = 4;

/** The error as plain data for JSON. Bytes and other things that JSON has no form for are left out. */
export function jsonOfError(error: ToldError): Readonly<Record<string, unknown>> {
  const { name, code, message, hint, exitCode, location } = error;
  const details = plain(error.details, detailDepth);
  return { name, code, message, hint, exitCode, location, details };
}

/** The error for a person who prints it: short, and without what a daemon sent along. */
export function describeError(
  error: ToldError,
  depth: number,
  options: InspectOptions,
  print: typeof inspect,
): string {
  if (depth < 0) return `[${error.name}: ${error.message}]`;
  const { code, hint, location, cause } = error;
  const facts = {
    code,
    ...(hint === undefined ? {} : { hint }),
    ...(location === undefined ? {} : { location: `${location.file}:${location.startLine}` }),
    ...(cause === undefined ? {} : { cause: oneLine(cause) }),
  };
  return `${error.stack ?? `${error.name}: ${error.message}`} ${print(facts, options)}`;
}

function oneLine(cause: unknown): string {
  const text = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return text.split("\n", 1)[0] ?? "";
}

/** Undefined for what is no plain data, and for objects and lists deeper than `depth`. */
function plain(value: unknown, depth: number): unknown {
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value;
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || depth === 0 || ArrayBuffer.isView(value)) return undefined;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth - 1));
  const entries = Object.entries(value).map(([key, item]) => [key, plain(item, depth - 1)]);
  return Object.fromEntries(entries);
}
