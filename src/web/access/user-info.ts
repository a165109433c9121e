/** Longest user and password of a URL that are looked for. */
const LONGEST = 2_000;

const SCHEME = /[a-z][a-z\d+.-]{0,30}:\/\/$/i;
/** A host, or a user without a password. */
const AUTHORITY = /[^\s/"']{0,2000}/y;
/** A user before a password, in which anything may be; what looks like one may be a host with its port. */
const USER = /[^\s/@:"']{0,200}:(?!\d{1,5}\/)/y;
/** What no URL goes on after. */
const END = /[\s"']|$/g;

/** References of images look like URLs, and have digests after the `@`. */
const NO_URLS = ["docker-image://", "oci-layout://"];

interface UserInfo {
  readonly start: number;
  /** Where the `@` is. */
  readonly end: number;
}

/** A text without the users and passwords of URLs in it. */
export function withoutUserInfo(text: string): string {
  let shown = "";
  let done = 0;
  for (const { start, end } of userInfos(text)) {
    shown += `${text.slice(done, start)}xxxxx`;
    done = end;
  }
  return shown + text.slice(done);
}

/** The passwords of URLs in a text, as they are written and as they are meant. */
export function passwordsOfUrls(text: string): string[] {
  return [...userInfos(text)].flatMap(({ start, end }) => {
    const [, written] = /^[^:]*:(.+)$/s.exec(text.slice(start, end)) ?? [];
    return written === undefined ? [] : [written, decoded(written)];
  });
}

/** No single pattern finds them: it would look again and again at the same part of a text that has many `://` in it. */
function* userInfos(text: string): Generator<UserInfo> {
  let sign = text.indexOf("@");
  let stop = -1;
  for (let at = text.indexOf("://"); at >= 0 && sign >= 0; at = text.indexOf("://", at + 3)) {
    const start = at + 3;
    if (sign < start) sign = text.indexOf("@", start);
    if (stop < start) stop = indexOfEnd(text, start);
    if (sign < 0 || sign > Math.min(stop, start + LONGEST)) continue;
    const [scheme] = SCHEME.exec(text.slice(Math.max(0, at - 31), start)) ?? [];
    if (scheme === undefined || NO_URLS.includes(scheme.toLowerCase())) continue;
    const end = Math.max(endOfAuthority(text, start), endOfPassword(text, start, stop));
    if (end <= start) continue;
    yield { start, end };
    at = end - 3;
  }
}

function endOfAuthority(text: string, start: number): number {
  return start + matched(AUTHORITY, text, start).lastIndexOf("@");
}

function endOfPassword(text: string, start: number, stop: number): number {
  const user = matched(USER, text, start);
  if (user === "") return -1;
  const password = text.slice(start + user.length, Math.min(stop, start + user.length + LONGEST));
  const length = password.lastIndexOf("@");
  return length < 1 ? -1 : start + user.length + length;
}

function indexOfEnd(text: string, from: number): number {
  END.lastIndex = from;
  return END.exec(text)?.index ?? text.length;
}

function matched(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
