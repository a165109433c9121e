/** Characters that steer a terminal, or that turn the direction of the text around them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about.
const STEERING = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** What a stranger wrote, in one line and for the eye: what could steer the terminal is shown as Go's escapes. */
export function safeText(text: string): string {
  return text.replace(STEERING, escapeCharacter);
}

/** The same for text of several lines, which may be indented by tabs. */
export function safeLines(text: string): string {
  return text.replace(STEERING, (character) =>
    character === "\n" || character === "\t" ? character : escapeCharacter(character),
  );
}

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x80
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}
