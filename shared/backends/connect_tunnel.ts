/** A proxy on loopback that leads every tunnel to one address. */
export interface ConnectTunnel {
  readonly url: string;
  close(): void;
}

/**
 * Opens a tunnel to an address for requests whose URL carries another name.
 *
 * fetch verifies the name in the URL and has no option for another; behind this proxy the URL can
 * have the name of the certificate while the connection goes to the real address.
 */
export function openConnectTunnel(target: Deno.ConnectOptions): ConnectTunnel {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  void acceptAll(listener, target);
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    close: () => listener.close(),
  };
}

async function acceptAll(listener: Deno.TcpListener, target: Deno.ConnectOptions): Promise<void> {
  for await (const client of listener) {
    // The request that wanted the tunnel fails by itself when the connection goes away.
    lead(client, target).catch(() => client.close());
  }
}

async function lead(client: Deno.TcpConn, target: Deno.ConnectOptions): Promise<void> {
  await skipRequest(client);
  const server = await Deno.connect(target);
  await client.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
  await Promise.allSettled([
    client.readable.pipeTo(server.writable),
    server.readable.pipeTo(client.writable),
  ]);
}

// The client says nothing after its CONNECT request until it has the answer.
async function skipRequest(client: Deno.TcpConn): Promise<void> {
  const buffer = new Uint8Array(4_096);
  let seen = "";
  while (!seen.endsWith("\r\n\r\n")) {
    const read = await client.read(buffer);
    if (read === null || seen.length > buffer.length) throw new Error("Expected a request");
    seen += new TextDecoder().decode(buffer.subarray(0, read));
  }
}
