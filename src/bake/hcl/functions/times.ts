import { quoteGo } from "../../../util/go-quote.js";
import { define, FunctionError, type HclFunction, parameter } from "../evaluate/function.js";
import { floatToInteger, isInteger } from "../values/big-float.js";
import { anyType, numberType, stringType } from "../values/types.js";
import {
  integerValue,
  nullValue,
  numberOf,
  objectValue,
  stringValue,
  textOf,
  type Value,
} from "../values/value.js";
import { formatDate, monthNames, weekdayNames } from "./date-format.js";
import { calendarTime, parseTimestamp, type Timestamp, timestampText } from "./timestamp.js";

const unitNanos: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const longestDuration = 2n ** 63n - 1n;

/** A duration in Go's syntax (`1h30m`, `-1.5s`) in nanoseconds, exactly. */
function parseDuration(text: string): bigint {
  const wrong = () => new FunctionError(`time: invalid duration ${quoteGo(text)}`);
  const sign = text.startsWith("-") ? -1n : 1n;
  let rest = text.replace(/^[+-]/, "");
  if (rest === "0") return 0n;
  if (rest === "") throw wrong();
  let total = 0n;
  while (rest !== "") {
    const match = /^(\d*)(?:\.(\d*))?([^\d.]*)/.exec(rest);
    const [whole = "", digits = "", fraction = "", unit = ""] = match ?? [];
    if (whole === "" || (digits === "" && fraction === "")) throw wrong();
    if (unit === "") throw new FunctionError(`time: missing unit in duration ${quoteGo(text)}`);
    const factor = unitNanos[unit];
    if (factor === undefined)
      throw new FunctionError(`time: unknown unit ${quoteGo(unit)} in duration ${quoteGo(text)}`);
    const parts = fraction.slice(0, 18);
    total += BigInt(digits || "0") * factor + (BigInt(parts || "0") * factor) / 10n ** BigInt(parts.length);
    if (total > longestDuration) throw wrong();
    rest = rest.slice(whole.length);
  }
  return sign * total;
}

function addDuration(time: Timestamp, duration: bigint): Timestamp {
  const nanos = BigInt(time.nanos) + duration;
  const seconds = nanos >= 0n ? nanos / 1_000_000_000n : -((-nanos + 999_999_999n) / 1_000_000_000n);
  return {
    seconds: time.seconds + seconds,
    nanos: Number(nanos - seconds * 1_000_000_000n),
    offset: time.offset,
  };
}

/** Beyond this Go's own calendar wraps around. */
const mostSeconds = 2n ** 55n;

function fromUnix(value: Value, argument: number): Timestamp {
  const number = numberOf(value);
  const seconds = isInteger(number) ? floatToInteger(number) : undefined;
  if (seconds === undefined || seconds >= mostSeconds || seconds <= -mostSeconds)
    throw new FunctionError("unix timestamp must be an integer", argument);
  return { seconds, nanos: 0, offset: 0 };
}

function formattimestamp(format: string, value: Value): string {
  if (value.type.kind === "string" && format === "X") {
    try {
      return String(parseTimestamp(textOf(value)).seconds);
    } catch {
      throw new FunctionError("timestamp string must be RFC3339", 1);
    }
  }
  if (value.type.kind === "string") return formatDate(format, parseTimestamp(textOf(value), 1));
  if (value.type.kind !== "number")
    throw new FunctionError("must be a string timestamp or a unix timestamp number", 1);
  const time = fromUnix(value, 1);
  return format === "X" ? String(time.seconds) : formatDate(format, parseTimestamp(timestampText(time), 1));
}

function unixtimestampparse(value: Value): Value {
  const time = fromUnix(value, 0);
  const calendar = calendarTime(time);
  const { year, month, day, hour, minute, second, weekday } = calendar;
  const yearDay = dayOfYear(year, month, day);
  const iso = isoWeek(year, yearDay, weekday);
  const numbers = { year, year_day: yearDay, day, month, weekday, hour, minute, second, ...iso };
  const texts = {
    month_name: monthNames[month - 1] ?? "",
    weekday_name: weekdayNames[weekday] ?? "",
    rfc3339: timestampText(time),
  };
  return objectValue(
    new Map([
      ...Object.entries(numbers).map(([name, number]): [string, Value] => [name, integerValue(number)]),
      ...Object.entries(texts).map(([name, text]): [string, Value] => [name, stringValue(text)]),
    ]),
  );
}

function dayOfYear(year: number, month: number, day: number): number {
  const like = 2000 + (((year % 400) + 400) % 400);
  return (Date.UTC(like, month - 1, day) - Date.UTC(like, 0, 1)) / 86_400_000 + 1;
}

/** The week of ISO 8601 is that of its Thursday. */
function isoWeek(year: number, yearDay: number, weekday: number): { iso_year: number; iso_week: number } {
  const thursday = yearDay + 4 - (weekday || 7);
  const days = (of: number) => dayOfYear(of, 12, 31);
  if (thursday < 1) return { iso_year: year - 1, iso_week: Math.ceil((thursday + days(year - 1)) / 7) };
  if (thursday > days(year)) return { iso_year: year + 1, iso_week: 1 };
  return { iso_year: year, iso_week: Math.ceil(thursday / 7) };
}

const required = (value: Value | undefined): Value => value ?? nullValue();
const format = parameter("format", stringType);

/** Functions of time. */
export const timeFunctions: Readonly<Record<string, HclFunction>> = {
  formatdate: define([format, parameter("time", stringType)], (pattern, time) =>
    stringValue(formatDate(textOf(required(pattern)), parseTimestamp(textOf(required(time)), 1))),
  ),
  formattimestamp: define([format, parameter("time", anyType)], (pattern, time) =>
    stringValue(formattimestamp(textOf(required(pattern)), required(time))),
  ),
  timeadd: define([parameter("timestamp", stringType), parameter("duration", stringType)], (time, duration) =>
    stringValue(
      timestampText(
        addDuration(parseTimestamp(textOf(required(time))), parseDuration(textOf(required(duration)))),
      ),
    ),
  ),
  timestamp: define([], () =>
    stringValue(timestampText({ seconds: BigInt(Math.floor(Date.now() / 1000)), nanos: 0, offset: 0 })),
  ),
  unixtimestampparse: define([parameter("unix_timestamp", numberType)], (time) =>
    unixtimestampparse(required(time)),
  ),
};
