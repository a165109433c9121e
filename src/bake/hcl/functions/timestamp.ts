import { quoteGo } from "../../../util/go-quote.js";
import { FunctionError } from "../evaluate/function.js";

/** A moment, and the clock that it is read on. */
export interface Timestamp {
  /** Since 1970, in UTC. */
  readonly seconds: bigint;
  /** Of the second. */
  readonly nanos: number;
  /** East of UTC, in seconds. */
  readonly offset: number;
}

/** What a clock and calendar show. */
export interface CalendarTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

const fields = [
  { what: "year", digits: 4, least: 0, most: 9999, next: "-" },
  { what: "month", digits: 2, least: 1, most: 12, next: "-" },
  { what: "day of month", digits: 2, least: 1, most: 31, next: "T" },
  { what: "hour", digits: 2, least: 0, most: 23, next: ":" },
  { what: "minute", digits: 2, least: 0, most: 59, next: ":" },
  { what: "second", digits: 2, least: 0, most: 59, next: "" },
] as const;

const invalid = (reason: string, argument?: number) =>
  new FunctionError(`not a valid RFC3339 timestamp: ${reason}`, argument);

/**
 * Reads a timestamp in RFC 3339.
 *
 * @throws FunctionError that says which part is wrong.
 */
export function parseTimestamp(text: string, argument?: number): Timestamp {
  const numbers: number[] = [];
  let rest = text;
  for (const { what, digits, least, most, next } of fields) {
    if (rest === "") throw invalid(`end of string before ${what}`, argument);
    const number = rest.slice(0, digits);
    if (!new RegExp(`^\\d{${digits}}$`).test(number)) {
      if (what === "hour" && /^\d:/.test(rest)) throw invalid("hour must have exactly two digits", argument);
      throw invalid(`cannot use ${quoteGo(rest)} as ${what}`, argument);
    }
    const value = Number(number);
    rest = rest.slice(digits);
    if (what === "hour" && value > most) throw invalid("hour must be between 0 and 23 inclusive", argument);
    if (what === "minute" && value > most) throw invalid("minute must have exactly two digits", argument);
    // Go names what comes behind the number that is out of range; days are checked against their month.
    if (what !== "day of month" && (value < least || value > most))
      throw invalid(`cannot use ${quoteGo(rest)} as ${what}`, argument);
    numbers.push(value);
    if (next !== "") {
      checkSeparator(rest, next, argument);
      rest = rest.slice(1);
    }
  }
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = numbers;
  const offset = parseOffset(withoutFraction(rest, argument), argument);
  if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
    throw invalid("day out of range", argument);
  const fraction = fractionPattern.exec(rest);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const nanos = Number((fraction?.[1] ?? "").slice(0, 9).padEnd(9, "0"));
  return { seconds: BigInt(date.getTime() / 1000 - offset), nanos, offset };
}

const fractionPattern = /^[.,](\d+)/;

function withoutFraction(rest: string, argument: number | undefined): string {
  const fraction = fractionPattern.exec(rest)?.[0] ?? "";
  if (fraction.startsWith(",")) throw invalid('cannot use "," as timestamp segment', argument);
  return rest.slice(fraction.length);
}

function checkSeparator(rest: string, wanted: string, argument: number | undefined): void {
  if (rest.startsWith(wanted)) return;
  if (wanted === "T") throw invalid("missing required time introducer 'T'", argument);
  if (rest === "") throw invalid(`end of string where ${quoteGo(wanted)} is expected`, argument);
  throw invalid(`found ${quoteGo(rest)} where ${quoteGo(wanted)} is expected`, argument);
}

function parseOffset(text: string, argument: number | undefined): number {
  if (text === "Z") return 0;
  if (text === "") throw invalid("end of string before UTC offset", argument);
  const match = /^([+-])(\d\d):(\d\d)$/.exec(text);
  if (match === null) {
    const extra = /^(?:Z|[+-]\d\d:\d\d)(.+)$/s.exec(text)?.[1];
    if (extra !== undefined) throw invalid(`cannot use ${quoteGo(extra)} as timestamp segment`, argument);
    throw invalid(`cannot use ${quoteGo(text)} as UTC offset`, argument);
  }
  const [, sign, hours, minutes] = match;
  if (Number(hours) > 24 || Number(minutes) > 60) throw invalid("end of string before UTC offset", argument);
  if (Number(hours) === 24 || Number(minutes) === 60)
    throw invalid(`cannot use ${quoteGo(text)} as UTC offset`, argument);
  const offset = Number(hours) * 3600 + Number(minutes) * 60;
  return sign === "-" ? -offset : offset;
}

/** What a clock at the timestamp's offset shows. */
export function calendarTime({ seconds, offset }: Timestamp): CalendarTime {
  const local = seconds + BigInt(offset);
  // Dates of JavaScript end long before those of Go; the calendar repeats every 400 years.
  const cycle = 146_097n * 86_400n;
  const cycles = floorDivide(local, cycle);
  const date = new Date(Number(local - cycles * cycle) * 1000);
  return {
    year: date.getUTCFullYear() + Number(cycles) * 400,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    weekday: date.getUTCDay(),
  };
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return quotient * b > a ? quotient - 1n : quotient;
}

/** The offset as `+hh:mm`, or with another separator between hours and minutes. */
export function offsetText(offset: number, separator: string): string {
  const minutes = Math.floor(Math.abs(offset) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

/** The timestamp in RFC 3339, to the second. */
export function timestampText(time: Timestamp): string {
  const { year, month, day, hour, minute, second } = calendarTime(time);
  const two = (value: number) => String(value).padStart(2, "0");
  const years = `${year < 0 ? "-" : ""}${String(Math.abs(year)).padStart(4, "0")}`;
  const zone = time.offset === 0 ? "Z" : offsetText(time.offset, ":");
  return `${years}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${zone}`;
}
