import { qualifiedName, type Resource } from "./resources.js";

/** A `Status` object, which the API answers errors and deletions with. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Record<string, never>;
  readonly status: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly code?: number;
}

/** An error that the server answers as a {@link Status}. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly details?: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }

  get status(): Status {
    const { code, reason, message, details } = this;
    const known = details === undefined ? {} : { details };
    return {
      ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure" },
      ...{ message, reason, ...known, code },
    };
  }
}

type Named = Pick<Resource, "group" | "plural">;

function details({ group, plural }: Named, name: string, more: Readonly<Record<string, unknown>> = {}) {
  return { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), kind: plural, ...more };
}

export function notFound(resource: Named, name: string): ApiError {
  const message = `${qualifiedName(resource)} "${name}" not found`;
  return new ApiError(404, "NotFound", message, details(resource, name));
}

/** The answer to a path that the server does not know. */
export function noSuchPath(): ApiError {
  return new ApiError(404, "NotFound", "the server could not find the requested resource", {});
}

export function alreadyExists(resource: Named, name: string): ApiError {
  const message = `${qualifiedName(resource)} "${name}" already exists`;
  return new ApiError(409, "AlreadyExists", message, details(resource, name));
}

export function conflict(resource: Named, name: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualifiedName(resource)} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  return new ApiError(409, "Conflict", message, details(resource, name));
}

/** What admission and quotas answer; the word after `forbidden:` is theirs. */
export function forbidden(resource: Named, name: string, why: string): ApiError {
  const subject = name === "" ? qualifiedName(resource) : `${qualifiedName(resource)} "${name}"`;
  return new ApiError(403, "Forbidden", `${subject} is forbidden: ${why}`, details(resource, name));
}

/** A field that validation refuses; `why` is e.g. `Required value`. */
export function invalid(
  resource: Resource,
  name: string,
  field: string,
  reason: string,
  why: string,
): ApiError {
  const { kind, group } = resource;
  const subject = group === "" ? kind : `${kind}.${group}`;
  return new ApiError(422, "Invalid", `${subject} "${name}" is invalid: ${field}: ${why}`, {
    name,
    ...(group === "" ? {} : { group }),
    kind,
    causes: [{ reason, message: why, field }],
  });
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, "BadRequest", message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, "Unauthorized", "Unauthorized");
}

/** A watch that starts before what the server remembers. */
export function tooOld(asked: number, oldest: number): ApiError {
  return new ApiError(410, "Expired", `too old resource version: ${asked} (${oldest})`);
}

/** The answer to a deletion. */
export function deleted(resource: Named, name: string, uid: string): Status {
  return {
    ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Success" },
    details: details(resource, name, { uid }),
  };
}
