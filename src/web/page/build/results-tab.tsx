import { useState } from "preact/hooks";
import type { Attachment, BuildDocument } from "../../contract/index.js";
import type { BuildModel } from "../data/build-model.js";
import { Dialog } from "../parts/dialog.js";
import { Pairs } from "../parts/pairs.js";
import { Problem } from "../parts/problem.js";
import { ScrolledPart, ScrolledText } from "../parts/scroll-rows.js";
import { Text } from "../parts/text.js";
import { useAnswer } from "../parts/use-answer.js";
import { bytesText } from "../text/format.js";
import { visibleText } from "../text/visible-text.js";
import { Packages } from "./packages.js";

/** What a build has left: what was exported, its attestations, its packages. */
export function ResultsTab({ model, document }: { model: BuildModel; document: BuildDocument }) {
  const { exporters, response, attachments } = document.results;
  const [open, setOpen] = useState<Attachment | undefined>();
  const hasPackages = attachments.some(({ kind }) => kind === "sbom") || model.attachment === undefined;
  return (
    <ScrolledPart label="Results">
      <div class="blocks">
        {exporters.map(({ type, attributes }, index) => (
          <Pairs
            key={`${type}${index}`}
            title={`Exported as ${visibleText(type)}`}
            pairs={attributes.length > 0 ? attributes : [{ name: "type", value: type }]}
          />
        ))}
        <Pairs title="Answer" pairs={response} />
        {attachments.length > 0 && (
          <Attachments attachments={attachments} onOpen={model.attachment && setOpen} />
        )}
        {hasPackages && <Packages model={model} />}
        {exporters.length + response.length + attachments.length === 0 && (
          <p class="empty">The record tells of no result.</p>
        )}
      </div>
      {open !== undefined && model.attachment !== undefined && (
        <AttachmentText attachment={open} read={model.attachment} onClose={() => setOpen(undefined)} />
      )}
    </ScrolledPart>
  );
}

function Attachments({
  attachments,
  onOpen,
}: {
  attachments: readonly Attachment[];
  onOpen: ((attachment: Attachment) => void) | undefined;
}) {
  return (
    <section class="block wide">
      <h2>Attestations and results</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Platform</th>
            <th scope="col">Size</th>
            <th scope="col">Digest</th>
          </tr>
        </thead>
        <tbody>
          {attachments.map((attachment) => (
            <tr key={attachment.digest + attachment.type}>
              <td>
                {onOpen === undefined ? (
                  <Text>{attachment.type}</Text>
                ) : (
                  <button type="button" class="link" onClick={() => onOpen(attachment)}>
                    <Text>{attachment.type}</Text>
                  </button>
                )}
              </td>
              <td>
                <Text>{attachment.platform}</Text>
              </td>
              <td class="number">{bytesText(attachment.size)}</td>
              <td>
                <code class="cut">
                  <Text title>{attachment.digest}</Text>
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const mostShown = 200_000;

function AttachmentText({
  attachment,
  read,
  onClose,
}: {
  attachment: Attachment;
  read(digest: string): Promise<string>;
  onClose(): void;
}) {
  const { value, error } = useAnswer(attachment.digest, () => read(attachment.digest));
  const text = value === undefined ? "…" : pretty(value);
  return (
    <Dialog title={visibleText(attachment.type)} onClose={onClose}>
      {error !== undefined ? (
        <Problem error={error} />
      ) : (
        <ScrolledText>
          {text.slice(0, mostShown).split("\n").map(visibleText).join("\n")}
          {text.length > mostShown && "\n…"}
        </ScrolledText>
      )}
    </Dialog>
  );
}
