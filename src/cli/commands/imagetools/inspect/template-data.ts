import type { ImageInspection, InspectedPlatform } from "../../../../index.js";
import { GoStruct } from "../../../template/go-struct.js";
import { imageStruct, manifestStruct } from "./image-structs.js";

/** What `{{json .}}` leaves out: it is read only when a template names it. */
class ImageData extends GoStruct {
  override toJSON(): unknown {
    const { SBOM: _, Provenance: __, ...others } = super.toJSON() as Record<string, unknown>;
    return others;
  }
}

/** What a template of `imagetools inspect` is carried out on, with attestations if its text names them. */
export async function templateData(
  name: string,
  inspection: ImageInspection,
  template: string,
): Promise<GoStruct> {
  const { images } = inspection;
  const several = images.length > 1;
  const read = (what: "SBOM" | "Provenance", of: (image: InspectedPlatform) => Promise<unknown>) =>
    template.includes(`.${what}`) ? attested(images, of, several) : undefined;
  const [sbom, provenance] = await Promise.all([read("SBOM", sbomOf), read("Provenance", provenanceOf)]);
  const [only] = images;
  const image = several
    ? Object.fromEntries(
        images.flatMap(({ platform, config }) =>
          config === undefined ? [] : [[platform, imageStruct(config)]],
        ),
      )
    : only?.config === undefined
      ? null
      : imageStruct(only.config);
  return new ImageData(several ? "imagetools.tplInputs" : "imagetools.tplInput", [
    { name: "Name", key: "name", value: name, omitEmpty: true },
    { name: "Manifest", key: "manifest", value: manifestStruct(inspection), omitEmpty: true },
    { name: "Image", key: "image", value: image, omitEmpty: true },
    { name: "SBOM", key: "SBOM", value: sbom },
    { name: "Provenance", key: "Provenance", value: provenance },
  ]);
}

/** For one image what cannot be read counts as not there, as for Buildx; for several it is an error. */
async function attested(
  images: readonly InspectedPlatform[],
  read: (image: InspectedPlatform) => Promise<unknown>,
  several: boolean,
): Promise<unknown> {
  const [only] = images;
  if (!several) return only === undefined ? {} : ((await read(only).catch(() => undefined)) ?? {});
  const entries = await Promise.all(
    images.map(async (image) => [image.platform, await read(image)] as const),
  );
  return Object.fromEntries(entries.filter(([, found]) => found !== undefined));
}

async function sbomOf(image: InspectedPlatform): Promise<GoStruct | undefined> {
  const [first, ...others] = await image.sboms();
  if (first === undefined) return undefined;
  return new GoStruct("imagetools.sbomStub", [
    { name: "SPDX", key: "SPDX", value: first },
    { name: "AdditionalSPDXs", key: "AdditionalSPDXs", value: others, omitEmpty: true },
  ]);
}

async function provenanceOf(image: InspectedPlatform): Promise<GoStruct | undefined> {
  const predicate = await image.provenance();
  if (predicate === undefined) return undefined;
  return new GoStruct("imagetools.provenanceStub", [
    { name: "SLSA", key: "SLSA", value: predicate, omitEmpty: true },
  ]);
}
