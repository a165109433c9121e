type Fields = Record<string, unknown>;

/**
 * Our metadata, of a build's provenance only as much as docker-buildx's has of it: docker-buildx reads the request that
 * led to the build into types of its own version, and loses what a newer daemon adds to it. What both have must be equal,
 * and nothing of theirs may be missing.
 */
export function asFarAsBothKnow(ours: unknown, theirs: unknown): unknown {
  if (!isFields(ours) || !isFields(theirs)) return ours;
  const entries = Object.entries(ours).map(([key, value]) => [
    key,
    key.startsWith("buildx.build.provenance") ? withKnownRequest(value, theirs[key]) : value,
  ]);
  return Object.fromEntries(entries);
}

/** The same for one provenance predicate. */
export function withKnownRequest(ours: unknown, theirs: unknown): unknown {
  const own = requestOf(ours);
  const known = requestOf(theirs);
  if (!isFields(ours) || !isFields(ours.invocation) || own === undefined || known === undefined) return ours;
  const parameters = Object.fromEntries(Object.entries(own).filter(([key]) => key in known));
  return { ...ours, invocation: { ...ours.invocation, parameters } };
}

function requestOf(provenance: unknown): Fields | undefined {
  const invocation = isFields(provenance) ? provenance.invocation : undefined;
  const parameters = isFields(invocation) ? invocation.parameters : undefined;
  return isFields(parameters) ? parameters : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null;
}
