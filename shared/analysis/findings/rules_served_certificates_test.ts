import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { callOf, lineOf, readyShop, signalOf } from "../../testing/signal_fixture.ts";
import { situationWith, told } from "../../testing/situation_fixture.ts";
import { SERVED_CERTIFICATE_RULES } from "./rules_served_certificates.ts";
import type { SituationParts } from "./situation.ts";

const EXPIRED = 'Post "https://payments:8080": x509: certificate has expired or is not yet valid';

function tell(sample: string, parts: Partial<SituationParts> = {}) {
  return told(
    SERVED_CERTIFICATE_RULES,
    situationWith({
      objects: readyShop("checkout", "payments"),
      calls: [callOf("checkout", "payments")],
      logs: [
        lineOf("checkout", sample),
        lineOf("payments", "http: TLS handshake error: remote error: tls: bad certificate"),
      ],
      ...parts,
    }),
  );
}

describe("served-certificate-rejected", () => {
  it("blames the service that presents it, by the lines of its callers", () => {
    assertEquals(tell(EXPIRED), [
      "served-certificate-rejected 3: Deployment shop/payments since 10:05",
      "- Deployment shop/checkout logs that the certificate of payments has expired since 10:05, 100 lines " +
      `«${EXPIRED}»`,
      "- Deployment shop/payments logs that handshakes fail since 10:05, 100 lines " +
      "«http: TLS handshake error: remote error: tls: bad certificate»",
      "+ payments: 1/1 ready",
      "+ checkout: 1/1 ready",
    ]);
  });

  it("finds nothing in a line that names nobody who is called", () => {
    assertEquals(
      tell("Post https://api.example: x509: certificate signed by unknown authority"),
      [],
    );
  });

  it("does not hold when the clock of a node is wrong", () => {
    const node = { kind: "Node", namespace: "", name: "node-03" };
    assertEquals(tell(EXPIRED, { signals: [signalOf("clock_offset", node)] }), [
      "not served-certificate-rejected: the clock of node-03 is wrong",
    ]);
  });
});
