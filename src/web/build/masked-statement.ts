import { parseJson } from "../../util/json-value.js";
import { maskedPair } from "../access/mask.js";
import { withoutUserInfo } from "../access/user-info.js";
import type { ValueMask } from "../access/value-mask.js";
import { Refusal } from "../http/respond.js";

/** What a statement has the arguments and labels of a build under. */
const NAMED = /^(?:build-arg|label):(.*)$/s;

/**
 * A statement about a build, or another attachment, as it may be shown. It is as it was where nothing is hidden of it.
 *
 * @throws Refusal 413 for JSON that is nested too deeply.
 */
export async function maskedStatement(text: string, mask: ValueMask): Promise<string> {
  const json = parseJson(text);
  if (json === undefined) return withoutUserInfo(mask.text(text));
  const texts = new Set<string>();
  replaceTexts(json, (_, value) => {
    texts.add(value);
    return value;
  });
  const known = [...texts];
  const masked = await mask.texts(known);
  const shown = new Map(known.map((value, index) => [value, withoutUserInfo(masked[index] ?? "")]));
  let isMasked = false;
  const answer = replaceTexts(json, (key, value) => {
    const replaced = shownText(key, value, shown.get(value) ?? "");
    isMasked ||= replaced !== value;
    return replaced;
  });
  return isMasked ? answer : text;
}

function shownText(key: string, value: string, masked: string): string {
  const [, name] = NAMED.exec(key) ?? [];
  const { value: hidden, masked: isHidden } = maskedPair(name ?? "", name === undefined ? "" : value);
  return isHidden ? hidden : masked;
}

function replaceTexts(json: unknown, replace: (key: string, value: string) => string): string {
  try {
    return JSON.stringify(json, (key, value: unknown) =>
      typeof value === "string" ? replace(key, value) : value,
    );
  } catch (reason) {
    // No engine says how deep it goes; only that it does not go on.
    if (reason instanceof RangeError) {
      throw new Refusal(413, "invalid-argument", "the attachment is nested too deeply to show");
    }
    throw reason;
  }
}
