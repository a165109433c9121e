import { prefixed, SlipwayError } from "../../errors/index.js";
import { digestFault } from "../../oci/digest.js";
import { quoteGo } from "../../util/go-quote.js";
import { type ImageLocation, parseLocation } from "../location/image-location.js";
import { checkDescriptor, type GivenDescriptor, parseDescriptor } from "./given-descriptor.js";

/** A source as it was given: by its place, or by a descriptor whose place is still to be found. */
export type ParsedSource =
  | { readonly text: string; readonly location: ImageLocation }
  | { readonly text: string; readonly descriptor: GivenDescriptor; readonly bare: boolean };

/**
 * Reads a source: a digest, `oci-layout://…`, a reference, or a descriptor, also in JSON.
 *
 * @throws SlipwayError `invalid-argument` in Buildx's words
 */
export function parseSource(source: string | GivenDescriptor): ParsedSource {
  if (typeof source !== "string") {
    return within(JSON.stringify(source), () => ({
      text: source.digest,
      descriptor: checkDescriptor(source),
      bare: false,
    }));
  }
  return within(source, () => parseText(source));
}

function parseText(text: string): ParsedSource {
  if (/^sha(256|384|512)(:|$)/.test(text)) {
    const fault = digestFault(text);
    if (fault === undefined) return { text, descriptor: { digest: text }, bare: true };
    if (text.includes(":")) throw new SlipwayError("invalid-argument", fault);
  }
  if (text.startsWith("{")) return { text, descriptor: parseDescriptor(text), bare: false };
  return { text, location: parseLocation(text) };
}

function within(text: string, parse: () => ParsedSource): ParsedSource {
  try {
    return parse();
  } catch (reason) {
    const what = `failed to parse source ${quoteGo(text)}, valid sources are digests, references and descriptors: `;
    throw prefixed(SlipwayError.from(reason), what);
  }
}
