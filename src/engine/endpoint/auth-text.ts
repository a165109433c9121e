/** Base64 as Go reads it: padded, line breaks left out. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** What an `auth` of Docker's configuration holds, base64 of `user:password`; undefined when it is anything else. */
export function decodeAuthText(auth: string): { username: string; password: string } | undefined {
  const base64 = auth.replace(/[\r\n]/g, "");
  if (!BASE64.test(base64)) return undefined;
  const text = Buffer.from(base64, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return undefined;
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/^\0+|\0+$/g, "") };
}
