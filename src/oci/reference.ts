import { SlipwayError } from "../errors/index.js";
import { digestFault } from "./digest.js";

const DOCKER_HUB = "docker.io";
const MAX_REPOSITORY_LENGTH = 255;

const domainComponent = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const domain = `(?:${domainComponent}(?:\\.${domainComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const pathComponent = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const repositoryPath = `${pathComponent}(?:/${pathComponent})*`;
const tagPattern = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
const digestPattern = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";

const REFERENCE = new RegExp(
  `^(?:(${domain})/)?(${repositoryPath})(?::(${tagPattern}))?(?:@(${digestPattern}))?$`,
);
const IDENTIFIER = /^[a-f0-9]{64}$/;

/** An image reference after normalization: `alpine` has domain `docker.io` and path `library/alpine`. */
export interface Reference {
  /** The registry's host, with its port if one was given. `docker.io` for Docker Hub. */
  readonly domain: string;
  /** The repository in the registry, e.g. `library/alpine`. */
  readonly path: string;
  readonly tag?: string;
  /** `algorithm:hex`. */
  readonly digest?: string;
}

/**
 * Parses an image reference by Docker's grammar (distribution's reference package), short names included.
 *
 * @throws SlipwayError `invalid-argument` with the message Docker prints, e.g. `repository name must be lowercase`.
 */
export function parseReference(text: string): Reference {
  if (IDENTIFIER.test(text)) {
    throw invalid(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const [host, remainder] = splitDomain(text);
  if (text === "") throw invalid("repository name must have at least one component");
  const match = REFERENCE.exec(`${host}/${remainder}`);
  const [, matchedDomain, path, tag, digest] = match ?? [];
  if (matchedDomain === undefined || path === undefined) {
    const isOnlyCase = REFERENCE.test(`${host}/${remainder.toLowerCase()}`);
    throw invalid(isOnlyCase ? "repository name must be lowercase" : "invalid reference format");
  }
  if (path.length > MAX_REPOSITORY_LENGTH) {
    throw invalid(`repository name must not be more than ${MAX_REPOSITORY_LENGTH} characters`);
  }
  const fault = digest === undefined ? undefined : digestFault(digest);
  if (fault !== undefined) throw invalid(fault);
  return {
    domain: matchedDomain,
    path,
    ...(tag !== undefined && { tag }),
    ...(digest !== undefined && { digest }),
  };
}

/**
 * Parses a name given with `--tag`.
 *
 * @throws SlipwayError `invalid-argument`: `invalid tag "X": <why>`.
 */
export function parseTag(text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    throw new SlipwayError(
      "invalid-argument",
      `invalid tag ${JSON.stringify(text)}: ${(error as Error).message}`,
      {
        cause: error,
        hint: "a tag has the form [registry/]repository[:tag], the repository in lower case",
      },
    );
  }
}

/** The repository in full, without tag and digest: `docker.io/library/alpine`. */
export function repositoryName(reference: Reference): string {
  return `${reference.domain}/${reference.path}`;
}

/** The repository as people write it: `alpine` for `docker.io/library/alpine`. */
export function familiarRepository({ domain: host, path }: Reference): string {
  if (host !== DOCKER_HUB) return `${host}/${path}`;
  return /^library\/[^/]+$/.test(path) ? path.slice("library/".length) : path;
}

/** The reference in full: `docker.io/library/alpine:3.20`. */
export function formatReference(reference: Reference): string {
  return repositoryName(reference) + suffix(reference);
}

/** The reference as people write it: `alpine:3.20`. */
export function familiarReference(reference: Reference): string {
  return familiarRepository(reference) + suffix(reference);
}

/** Gives a reference that has neither tag nor digest the tag `latest`. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined
    ? { ...reference, tag: "latest" }
    : reference;
}

function suffix({ tag, digest }: Reference): string {
  return (tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`);
}

/** The host of a reference and the rest of it, both as the grammar wants them: Docker Hub and `library` are filled in. */
export function splitDomain(text: string): [domain: string, remainder: string] {
  const slash = text.indexOf("/");
  const first = slash < 0 ? "" : text.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === "localhost" || first.toLowerCase() !== first;
  const host = slash >= 0 && isHost ? first : DOCKER_HUB;
  const remainder = slash >= 0 && isHost ? text.slice(slash + 1) : text;
  if (host !== DOCKER_HUB && host !== "index.docker.io") return [host, remainder];
  return [DOCKER_HUB, remainder.includes("/") ? remainder : `library/${remainder}`];
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
