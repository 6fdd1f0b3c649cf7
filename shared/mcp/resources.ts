import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Server,
  UriTemplate,
} from "@modelcontextprotocol/server";
import type { Principal, Runtime } from "../context.ts";
import { quoted } from "../errors.ts";
import { asProtocolError } from "./protocol_failure.ts";
import { type Reading, visibleResources, visibleTemplates } from "./resource_table.ts";

/** Answers `resources/list`, `resources/templates/list` and `resources/read` for one principal. */
export function serveResources(server: Server, runtime: Runtime, principal: Principal): void {
  server.setRequestHandler("resources/list", () => ({
    resources: visibleResources(runtime, principal)
      .map(({ uri, name, title, description, mimeType }) => (
        { uri, name, title, description, mimeType }
      )),
  }));
  server.setRequestHandler("resources/templates/list", () => ({
    resourceTemplates: visibleTemplates(runtime, principal)
      .map(({ uriTemplate, name, title, description, mimeType }) => (
        { uriTemplate, name, title, description, mimeType }
      )),
  }));
  server.setRequestHandler(
    "resources/read",
    ({ params }, { mcpReq: { signal } }) => read(params.uri, { runtime, principal, signal }),
  );
}

async function read(uri: string, reading: Reading): Promise<ReadResourceResult> {
  const found = find(uri, reading);
  try {
    const text = await found?.read();
    if (found !== undefined && text !== undefined) {
      return { contents: [{ uri, mimeType: found.mimeType, text }] };
    }
  } catch (error) {
    throw asProtocolError(error);
  }
  throw new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Cannot find the resource ${
      quoted(uri)
    }: resources/list and resources/templates/list name those offered here`,
    { kind: "resource_not_found", uri },
  );
}

interface Found {
  readonly mimeType: string;
  read(): Promise<string | undefined> | string | undefined;
}

function find(uri: string, reading: Reading): Found | undefined {
  const { runtime, principal } = reading;
  const resource = visibleResources(runtime, principal).find((resource) => resource.uri === uri);
  if (resource !== undefined) {
    return { mimeType: resource.mimeType, read: () => resource.read(reading) };
  }
  for (const template of visibleTemplates(runtime, principal)) {
    const values = variables(template.uriTemplate, uri);
    if (values !== undefined) {
      return { mimeType: template.mimeType, read: () => template.read(values, reading) };
    }
  }
  return undefined;
}

function variables(template: string, uri: string): Record<string, string> | undefined {
  const matched = new UriTemplate(template).match(uri);
  if (matched === null) return undefined;
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(matched)) {
    const text = decoded(String(value));
    if (text === undefined) return undefined;
    values[name] = text;
  }
  return values;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: such a URI names nothing.
    return undefined;
  }
}
