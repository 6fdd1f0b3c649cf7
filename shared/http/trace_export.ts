import { trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { PRODUCT } from "../catalogue/product.ts";

/**
 * Sends the spans of this process to an OTLP/HTTP endpoint, in batches, as a child of the caller's
 * sampling decision. Gives the function that sends what is left and stops.
 */
export function exportTraces(otlpEndpoint: string): () => Promise<void> {
  const exporter = new OTLPTraceExporter({ url: `${otlpEndpoint}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": PRODUCT.name,
      "service.version": PRODUCT.version,
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  trace.setGlobalTracerProvider(provider);
  return () => provider.shutdown();
}
