import { contextFields } from "../builder/options/context-options.js";
import type { LookUpLogin } from "../builder/registry/login-types.js";
import { called, either, type Fields, fields, flag, list, text, thing } from "../util/options/index.js";
import type {
  CopyImageOptions,
  CreateImageOptions,
  ImageDescriptor,
  ImageToolOptions,
  InspectImageOptions,
} from "./image-options.js";

const toolFields: Fields<ImageToolOptions> = {
  ...contextFields,
  builder: text,
  credentials: called<LookUpLogin>(),
  cwd: text,
};

/** What is in a descriptor is looked at with the same one as JSON. */
const descriptor = thing<ImageDescriptor>(
  "a descriptor { digest, … }",
  (value) => typeof value === "object" && value !== null && typeof Reflect.get(value, "digest") === "string",
);

/** A source of an image. */
export const imageSource = either(text, descriptor);

/** Where an image is to be. */
export const imageDestinations = either(text, list(text));

const copyFields: Fields<CopyImageOptions> = {
  ...toolFields,
  platforms: list(text),
  dryRun: flag,
  metadataFile: text,
};

/** {@link CopyImageOptions}, described. */
export const copyImageOptions = fields<CopyImageOptions>(copyFields);

/** {@link CreateImageOptions}, described. */
export const createImageOptions = fields<CreateImageOptions>({
  ...copyFields,
  sources: list(imageSource),
  files: list(text),
  tags: list(text),
  append: flag,
  annotations: list(text),
  preferIndex: flag,
});

/** {@link InspectImageOptions}, described. */
export const inspectImageOptions = fields<InspectImageOptions>({ ...toolFields, images: flag });
