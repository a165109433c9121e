import type { ImageInspection } from "../../../../index.js";
import { templateFunctions } from "../../../template/functions.js";
import { indentedJson } from "../../../template/indented-json.js";
import { compileTemplate } from "../../../template/template.js";
import { templateData } from "./template-data.js";

/** Carries out a template on an image. Throws SlipwayError as templates and {@link ImageInspection} do. */
export async function renderImage(
  name: string,
  inspection: ImageInspection,
  format: string,
): Promise<string> {
  const template = compileTemplate(format);
  const data = await templateData(name, inspection, format);
  const functions = new Map([...templateFunctions, ["json", indentedJson] as const]);
  return template.render(data, functions);
}
