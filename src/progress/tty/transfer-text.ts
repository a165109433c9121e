import { formatProgressBytes } from "../format/size.js";
import type { TransferSpeed } from "./transfer-speeds.js";

const WIDEST_BAR = 20;
const NARROWEST_BAR = 6;

/**
 * What a row says of its transfer beside the bytes, as much as fits into `columns`: the speed, then the time left, then
 * a bar. Nothing where not even the speed fits.
 */
export function transferText(speed: TransferSpeed, columns: number): string {
  const rate = `${formatProgressBytes(Math.round(speed.perSecond))}/s`;
  if (rate.length > columns) return "";
  const left = speed.secondsLeft === undefined ? "" : ` ${timeText(speed.secondsLeft)} left`;
  const text = rate.length + left.length <= columns ? rate + left : rate;
  const room = Math.min(WIDEST_BAR, columns - text.length - "[] ".length);
  if (speed.share === undefined || room < NARROWEST_BAR) return text;
  return `[${bar(speed.share, room)}] ${text}`;
}

function bar(share: number, width: number): string {
  const done = Math.floor(share * width);
  const head = done < width ? ">" : "";
  return `${"=".repeat(done)}${head}`.padEnd(width);
}

/** `42s`, `3m05s`, `2h10m`. */
function timeText(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}m${pad(whole % 60)}s`;
  const hours = Math.floor(minutes / 60);
  return hours < 100 ? `${hours}h${pad(minutes % 60)}m` : `${hours}h`;
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
