/**
 * Whether something that was thrown is an error, also one of another realm: in Jest, and in a `node:vm` context, the
 * errors that Node itself throws are no instances of the `Error` that the code sees.
 */
export function isError(reason: unknown): reason is Error {
  if (reason instanceof Error) return true;
  if (typeof reason !== "object" || reason === null) return false;
  return "name" in reason && "message" in reason && typeof reason.message === "string" && "stack" in reason;
}
