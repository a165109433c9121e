import { type ComposeValue, YamlTime } from "./compose-value.js";

const CONSTANTS: ReadonlyMap<string, boolean | number | null> = new Map(
  (
    [
      [null, ["", "~", "null", "Null", "NULL"]],
      [true, ["true", "True", "TRUE"]],
      [false, ["false", "False", "FALSE"]],
      [Number.NaN, [".nan", ".NaN", ".NAN"]],
      [Number.POSITIVE_INFINITY, [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"]],
      [Number.NEGATIVE_INFINITY, ["-.inf", "-.Inf", "-.INF"]],
    ] as const
  ).flatMap(([value, texts]) => texts.map((text) => [text, value] as const)),
);

const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const TIME =
  /^(\d{4}-\d{1,2}-\d{1,2})(?:(?:[Tt](\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)(Z|[-+]\d\d:\d\d))|(?: (\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)))?$/;

/**
 * What an unquoted scalar stands for, by the rules of the YAML library that Compose uses: those of YAML 1.2 with the
 * number forms of 1.1 (`0777`, `1_000`, `0b11`) and dates; `yes` and `on` are texts.
 */
export function plainScalar(text: string): ComposeValue {
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return constant;
  if (!/^[-+.\d]/.test(text)) return text;
  return time(text) ?? number(text) ?? text;
}

/** What YAML's own tags begin with, written `!!`. */
export const CORE_TAG = "tag:yaml.org,2002:";

/** What a scalar with one of YAML's own tags (`int`, `str`, …) stands for; undefined where it is none of the type. */
export function taggedScalar(type: string, text: string): ComposeValue | undefined {
  const value = plainScalar(text);
  switch (type) {
    case "str":
      return text;
    case "binary":
      return Buffer.from(text, "base64").toString("utf8");
    case "int":
      return typeof value === "bigint" ? value : undefined;
    case "float":
      return typeof value === "bigint" || typeof value === "number" ? Number(value) : undefined;
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "null":
      return value === null ? null : undefined;
    default:
      return value;
  }
}

/** A number in one of the accepted forms; undefined for anything else. */
function number(text: string): bigint | number | undefined {
  const digits = text.startsWith(".") ? text : text.replaceAll("_", "");
  if (digits === "-0") return -0;
  const [whole, sign, hex, binary, octal, decimal] = INTEGER.exec(digits) ?? [];
  if (whole !== undefined && digits.length <= 100) {
    const magnitude = BigInt(
      hex ? `0x${hex}` : binary ? `0b${binary}` : octal ? `0o${octal}` : (decimal ?? "0"),
    );
    const value = sign === "-" ? -magnitude : magnitude;
    if (value >= -(2n ** 63n) && value < 2n ** 64n) return value;
    return decimal === undefined ? undefined : Number(digits);
  }
  return FLOAT.test(digits) ? Number(digits) : undefined;
}

function time(text: string): YamlTime | undefined {
  const [whole, date = "", zonedTime, zone = "Z", plainTime] = TIME.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const [year = "", month = "", day = ""] = date.split("-");
  const [hour = "0", minute = "0", second = "0"] = (zonedTime ?? plainTime ?? "").split(":");
  const two = (part: string) => part.padStart(2, "0");
  const [seconds = "0", fraction = ""] = (second || "0").split(".");
  const valid =
    isDate(Number(year), Number(month), Number(day)) &&
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(seconds) < 60;
  if (!valid) return undefined;
  const decimals = fraction.slice(0, 9).replace(/0+$/, "");
  const clock = `${two(hour || "0")}:${two(minute)}:${two(seconds)}${decimals === "" ? "" : `.${decimals}`}`;
  return new YamlTime(`${year}-${two(month)}-${two(day)} ${clock} ${zoneText(zone)}`);
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function zoneText(zone: string): string {
  if (zone === "Z" || zone === "+00:00") return "+0000 UTC";
  const offset = zone.replace(":", "");
  return `${offset} ${offset}`;
}
