import { SlipwayError } from "../../errors/index.js";
import { type Descriptor, descriptorShape } from "../../oci/descriptor.js";
import { digestFault } from "../../oci/digest.js";
import { fieldOf } from "../../util/json-value.js";
import { number, object, optional, text } from "../../util/shape.js";

/** A descriptor as somebody writes it: all but the digest may be missing. */
export type GivenDescriptor = Partial<Descriptor> & Pick<Descriptor, "digest">;

/**
 * Reads a descriptor in JSON.
 *
 * @throws SlipwayError `invalid-argument` for what is none, a manifest or an index above all
 */
export function parseDescriptor(json: string): GivenDescriptor {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    const { message } = error as Error;
    const position = Number(/position (\d+)/.exec(message)?.[1] ?? json.length);
    const isCut = position >= json.trimEnd().length;
    throw invalid(isCut ? "unexpected end of JSON input" : `the descriptor is no JSON: ${message}`);
  }
  return checkDescriptor(value);
}

/** As {@link parseDescriptor}, of what is read already. */
export function checkDescriptor(value: unknown): GivenDescriptor {
  const version = fieldOf(value, "schemaVersion");
  if (typeof version === "number" && version !== 0) {
    throw invalid(`expected an OCI content descriptor, got a manifest or index (schemaVersion ${version})`);
  }
  const problem = object({ mediaType: optional(text), digest: optional(text), size: optional(number) })(
    value,
    "it",
  );
  if (problem !== undefined) throw invalid(`invalid descriptor: ${problem}`);
  const given = value as Partial<Descriptor>;
  if (!given.digest) throw invalid("invalid descriptor: digest is required");
  const fault = digestFault(given.digest);
  if (fault !== undefined) throw invalid(`invalid descriptor digest: ${fault}`);
  const whole = descriptorShape({ mediaType: "", size: 0, ...given }, "it");
  if (whole !== undefined) throw invalid(`invalid descriptor: ${whole}`);
  return { ...given, digest: given.digest };
}

/**
 * What is known of an image with what is given of it put over it.
 *
 * @throws SlipwayError `invalid-argument` for another size
 */
export function overlayDescriptor(known: Descriptor, given: GivenDescriptor): Descriptor {
  const { size, mediaType, annotations, platform } = given;
  if (size && size !== known.size) {
    throw invalid(`invalid size mismatch for ${known.digest}, ${size} != ${known.size}`);
  }
  return {
    ...known,
    ...(mediaType ? { mediaType } : {}),
    ...(annotations && Object.keys(annotations).length > 0 ? { annotations } : {}),
    ...(platform ? { platform } : {}),
  };
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
