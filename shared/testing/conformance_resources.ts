import {
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  type Resource,
  type Server,
} from "@modelcontextprotocol/server";
import { PNG_BASE64 } from "./conformance_tools.ts";

type Contents = ReadResourceResult["contents"][number];

const RESOURCES: readonly (Resource & { readonly contents: Contents })[] = [
  resource("test://static-text", {
    mimeType: "text/plain",
    text: "This is the content of the static text resource.",
  }),
  resource("test://static-binary", { mimeType: "image/png", blob: PNG_BASE64 }),
  resource("test://watched-resource", { mimeType: "text/plain", text: "Watched." }),
];

const DATA_URI = /^test:\/\/template\/([^/]+)\/data$/;

/** Answers the resource methods as the conformance suite expects. */
export function serveResourceFixtures(server: Server): void {
  server.setRequestHandler("resources/list", () => ({
    resources: RESOURCES.map(({ contents: _, ...listed }) => listed),
  }));
  server.setRequestHandler("resources/templates/list", () => ({
    resourceTemplates: [{
      uriTemplate: "test://template/{id}/data",
      name: "data",
      description: "Data of an id",
      mimeType: "application/json",
    }],
  }));
  server.setRequestHandler("resources/read", ({ params: { uri } }) => {
    const contents = RESOURCES.find((resource) => resource.uri === uri)?.contents ?? dataOf(uri);
    if (contents !== undefined) return { contents: [contents] };
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, "Cannot find the resource", { uri });
  });
  server.setRequestHandler("resources/subscribe", () => ({}));
  server.setRequestHandler("resources/unsubscribe", () => ({}));
}

function dataOf(uri: string): Contents | undefined {
  const id = DATA_URI.exec(uri)?.[1];
  if (id === undefined) return undefined;
  const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
  return { uri, mimeType: "application/json", text };
}

function resource(
  uri: string,
  contents: { readonly mimeType: string } & ({ readonly text: string } | { readonly blob: string }),
) {
  const { mimeType } = contents;
  return {
    uri,
    name: uri,
    description: `The resource ${uri}`,
    mimeType,
    contents: { uri, ...contents },
  };
}
