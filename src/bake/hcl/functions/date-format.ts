import { quoteGo } from "../../../util/go-quote.js";
import { FunctionError } from "../evaluate/function.js";
import { type CalendarTime, calendarTime, offsetText, type Timestamp } from "./timestamp.js";

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;
export const weekdayNames = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

const token = /'(?:[^']|'')*'?|([a-zA-Z])\1*|[^a-zA-Z']+/g;

/**
 * Writes a timestamp by a pattern of letters: `YYYY-MM-DD'T'hh:mm:ssZ`.
 *
 * @throws FunctionError for letters that mean nothing, as one of the first argument.
 */
export function formatDate(format: string, time: Timestamp): string {
  const calendar = calendarTime(time);
  return format.replace(token, (piece: string, letter: string | undefined) => {
    if (piece.startsWith("'")) return literal(piece);
    return letter === undefined ? piece : verb(piece, calendar, time.offset);
  });
}

function literal(piece: string): string {
  if (piece === "''") return "'";
  if (piece.length === 1 || !/^'(?:[^']|'')*'$/.test(piece))
    throw new FunctionError("unterminated literal '", 0);
  return piece.slice(1, -1).replaceAll("''", "'");
}

function verb(text: string, time: CalendarTime, offset: number): string {
  const length = text.length;
  const wrong = (detail: string) =>
    new FunctionError(`invalid date format verb ${quoteGo(text)}${detail}`, 0);
  const number = (value: number, detail: string) => {
    if (length > 2) throw wrong(`: ${detail}`);
    return String(value).padStart(length, "0");
  };
  switch (text[0]) {
    case "Y":
      if (length === 2) return String(time.year % 100).padStart(2, "0");
      if (length === 4) return String(time.year).padStart(4, "0");
      throw wrong(': year must either be "YY" or "YYYY"');
    case "M": {
      const name = monthNames[time.month - 1] ?? "";
      if (length === 3) return name.slice(0, 3);
      if (length === 4) return name;
      return number(time.month, 'month must be "M", "MM", "MMM", or "MMMM"');
    }
    case "D":
      return number(time.day, 'day of month must either be "D" or "DD"');
    case "E": {
      const name = weekdayNames[time.weekday] ?? "";
      if (length === 3) return name.slice(0, 3);
      if (length === 4) return name;
      throw wrong(': day of week must either be "EEE" or "EEEE"');
    }
    case "h":
      return number(time.hour, '24-hour must either be "h" or "hh"');
    case "H":
      return number(time.hour % 12 || 12, '12-hour must either be "H" or "HH"');
    case "A":
    case "a": {
      const half = time.hour < 12 ? "am" : "pm";
      if (length !== 2) throw wrong(`: must be "${text[0]}${text[0]}"`);
      return text[0] === "A" ? half.toUpperCase() : half;
    }
    case "m":
      return number(time.minute, 'minute must either be "m" or "mm"');
    case "s":
      return number(time.second, 'second must either be "s" or "ss"');
    case "Z":
      if (length === 1) return offset === 0 ? "Z" : offsetText(offset, ":");
      if (length === 3) return offset === 0 ? "UTC" : offsetText(offset, "");
      if (length === 4) return offsetText(offset, "");
      if (length === 5) return offsetText(offset, ":");
      throw wrong(": timezone must be Z, ZZZZ, or ZZZZZ");
    default:
      throw wrong("");
  }
}
