import { STATUS_CODES } from "node:http";
import { fieldOf, parseJson } from "../../../util/json-value.js";

/** The longest piece of a server's answer that an error quotes, characters. */
const quotedLength = 256;
/** The longest text of registry errors that is kept, characters. */
const errorsLength = 2048;

/** A registry or its token server answered with an HTTP status that is none of those that were asked for. */
export class UnexpectedStatusError extends Error {
  override readonly name = "UnexpectedStatusError";
  /** What the server said: registry error objects, else a short piece of the body. Empty when it said nothing. */
  readonly details: string;
  readonly fromRegistryErrors: boolean;
  /** The codes of the registry errors, e.g. `MANIFEST_UNKNOWN`. */
  readonly codes: readonly string[];

  /** @param url what the message names: the caller takes away what nobody must see. */
  constructor(
    readonly status: number,
    method: string,
    url: string,
    body: string,
  ) {
    const reason = STATUS_CODES[status];
    super(
      `unexpected status from ${method} request to ${url}: ${status}${reason === undefined ? "" : ` ${reason}`}`,
    );
    const errors = registryErrors(body);
    this.fromRegistryErrors = errors.length > 0;
    this.codes = errors.map((error) => String(fieldOf(error, "code") ?? "UNKNOWN"));
    this.details = errors.length > 0 ? formatRegistryErrors(errors) : quoteBody(body);
  }

  /** The message with what the server said, the way BuildKit words it. */
  get detailedMessage(): string {
    if (this.fromRegistryErrors) return this.details;
    return this.details === "" ? this.message : `${this.message}: ${this.details}`;
  }
}

/** The error objects of the distribution specification. */
function registryErrors(body: string): readonly unknown[] {
  const errors = fieldOf(parseJson(body), "errors");
  return Array.isArray(errors) ? errors : [];
}

/** `code: message - detail` of each. */
function formatRegistryErrors(errors: readonly unknown[]): string {
  const lines = errors.map(formatRegistryError);
  const text = lines.length === 1 ? (lines[0] ?? "") : `errors:\n${lines.join("\n")}\n`;
  return shorten(text, errorsLength);
}

function formatRegistryError(error: unknown): string {
  const code = String(fieldOf(error, "code") ?? "UNKNOWN")
    .toLowerCase()
    .replaceAll("_", " ");
  const message = fieldOf(error, "message");
  const detail = fieldOf(error, "detail");
  const text = typeof message === "string" && message !== "" ? `${code}: ${message}` : code;
  return typeof detail === "string" && detail !== "" ? `${text} - ${detail}` : text;
}

function quoteBody(body: string): string {
  const details = fieldOf(parseJson(body), "details");
  if (typeof details === "string" && details !== "") return shorten(details, errorsLength);
  return shorten(body, quotedLength);
}

function shorten(text: string, length: number): string {
  return text.length <= length
    ? text
    : `${text.slice(0, length)}... (${text.length - length} bytes truncated)`;
}
