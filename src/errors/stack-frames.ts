/** The lines of an error's stack below its message, each with the line break before it; empty when there are none. */
export function framesOf({ stack = "", message }: Error): string {
  // The message itself may hold lines that look like frames.
  const from = stack.indexOf(message);
  const start = stack.indexOf("\n    at ", from < 0 ? 0 : from + message.length);
  return start < 0 ? "" : stack.slice(start);
}
