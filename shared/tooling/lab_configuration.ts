/** Configuration files: templates of `k8s/lab/configuration` with `@placeholders@` filled in. */

import type { Template } from "./lab_component.ts";
import { CONFIGURATION, PKI, PORTS, RUN, SOURCE } from "./lab_layout.ts";

type Values = Readonly<Record<string, string | number>>;

/** Renders a component's templates to `run/configuration` and returns all their text. */
export async function renderTemplates(templates: readonly Template[]): Promise<string> {
  await Deno.mkdir(CONFIGURATION, { recursive: true });
  const texts: string[] = [];
  for (const { template, file = template, values = {} } of templates) {
    const source = await Deno.readTextFile(`${SOURCE}/configuration/${template}`);
    const text = fillPlaceholders(source, values);
    await Deno.writeTextFile(`${CONFIGURATION}/${file}`, text);
    texts.push(text);
  }
  return texts.join("\n");
}

/**
 * Fills `@run@`, `@pki@`, `@port.<name>@` and the given values into a text.
 *
 * @throws {Error} when a placeholder has no value
 */
export function fillPlaceholders(text: string, values: Values = {}): string {
  const known = new Map<string, string | number>(Object.entries({ run: RUN, pki: PKI, ...values }));
  for (const [name, port] of Object.entries(PORTS)) known.set(`port.${name}`, port);
  return text.replaceAll(/@([a-z][\w.]*)@/gi, (placeholder, name: string) => {
    const value = known.get(name);
    if (value === undefined) throw new Error(`Cannot fill ${placeholder}: nothing of that name`);
    return String(value);
  });
}
