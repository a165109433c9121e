const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** A length of time as docker's tools tell it: `45 seconds`, `2 minutes`, `About a minute`. */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / second);
  if (seconds < 1) return "Less than a second";
  if (seconds === 1) return "1 second";
  if (seconds < 60) return `${seconds} seconds`;
  const minutes = Math.floor(milliseconds / minute);
  if (minutes === 1) return "About a minute";
  if (minutes < 60) return `${minutes} minutes`;
  const hours = Math.round(milliseconds / hour);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
}
