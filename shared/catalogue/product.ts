/** The server as it names itself to clients, logs and traces. */
export const PRODUCT = { name: "telemcp", title: "TeleMCP", version: "0.1.0" } as const;
