/** How a source is fetched: what is made of it is another for other values. */
const telling = /^(?:git|http)\./;
/** The address once more, which may have credentials, and who asks for it. */
const asking = /^git\.(?:fullurl|auth|known|mountssh)/;

/**
 * Whether an attribute of a source decides what comes of it. Those of contexts do not: they name the session, and what is
 * taken of the files is noted file by file. Nor do those of images, which their digests tell apart.
 */
export function decidesContent(attribute: string): boolean {
  return telling.test(attribute) && !asking.test(attribute);
}
