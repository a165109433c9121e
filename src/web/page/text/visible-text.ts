/** Marks that change in which direction text runs, or that take up no room: a name may hide behind them. */
const hidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

function escaped(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/**
 * Text of a build with every character that would not be seen in its place made visible: control characters as their
 * pictures (`␛`), direction marks and invisible ones as `⟨U+202E⟩`. Tabs stay.
 */
export function visibleText(text: string): string {
  return text.replace(hidden, escaped);
}
