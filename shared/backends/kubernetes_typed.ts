import type { Configuration, RequestContext } from "@kubernetes/client-node";
import type { UpstreamCall } from "./upstream.ts";

/**
 * Makes a typed API class of client-node send its reads and reviews through a call.
 *
 * client-node's own transport opens a TLS connection per request, and its errors carry the body.
 */
export async function typedApi<T>(
  call: UpstreamCall,
  options: {
    readonly api: (client: typeof import("@kubernetes/client-node")) => new (
      configuration: Configuration,
    ) => T;
    readonly purpose: string;
  },
): Promise<T> {
  const client = await import("@kubernetes/client-node");
  const { ResponseContext, ServerConfiguration, createConfiguration, wrapHttpLibrary } = client;
  const send = async (request: RequestContext) => {
    const { pathname, search } = new URL(request.getUrl());
    const sent = request.getBody();
    const text = await call.text({
      purpose: options.purpose,
      path: `${pathname}${search}`,
      accept: "application/json",
      ...(typeof sent === "string" && { body: sent }),
      uncached: true,
      isolated: true,
    });
    const body = {
      text: () => Promise.resolve(text),
      binary: () => Promise.resolve(Buffer.from(text)),
      stream: () => null,
    };
    return new ResponseContext(200, { "content-type": "application/json" }, body);
  };
  const Api = options.api(client);
  return new Api(createConfiguration({
    // The call knows the real place.
    baseServer: new ServerConfiguration("http://kubernetes", {}),
    httpApi: wrapHttpLibrary({ send }),
    authMethods: {},
  }));
}
