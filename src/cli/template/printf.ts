import { quoteGo } from "../../util/go-quote.js";
import { formatValue } from "./format-value.js";

const VERB = /%([-+ #0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g;

/** Go's `fmt.Sprintf` for the verbs that make sense of a template's data: `v s q d t f x X c %`. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    VERB,
    (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const body = formatVerb(
        verb,
        args[next++],
        precision === undefined ? undefined : Number(precision),
        flags,
      );
      return padTo(body, Number(width ?? 0), flags);
    },
  );
  const extra = args.slice(next);
  if (extra.length === 0) return text;
  return `${text}%!(EXTRA ${extra.map((value) => `${typeName(value)}=${formatValue(value)}`).join(", ")})`;
}

function formatVerb(verb: string, value: unknown, precision: number | undefined, flags: string): string {
  const text = formatValue(value);
  switch (verb) {
    case "v":
      return text;
    case "s":
      return precision === undefined ? text : [...text].slice(0, precision).join("");
    case "q":
      return quoteGo(text);
    case "t":
      return typeof value === "boolean" ? text : mismatch(verb, value);
    case "d":
      return isInteger(value) ? signed(text, flags) : mismatch(verb, value);
    case "f":
      return typeof value === "number" ? signed(value.toFixed(precision ?? 6), flags) : mismatch(verb, value);
    case "c":
      return isInteger(value) ? String.fromCodePoint(Number(value)) : mismatch(verb, value);
    case "x":
    case "X": {
      const hex = isInteger(value) ? value.toString(16) : Buffer.from(text).toString("hex");
      return verb === "X" ? hex.toUpperCase() : hex;
    }
    default:
      return mismatch(verb, value);
  }
}

function padTo(text: string, width: number, flags: string): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0")) return text.padStart(width);
  const [, sign = "", digits = text] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  return sign + digits.padStart(width - sign.length, "0");
}

function signed(text: string, flags: string): string {
  return flags.includes("+") && !text.startsWith("-") ? `+${text}` : text;
}

function isInteger(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

function mismatch(verb: string, value: unknown): string {
  return `%!${verb}(${typeName(value)}=${formatValue(value)})`;
}

function typeName(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "bigint" ? "int64" : typeof value;
}
