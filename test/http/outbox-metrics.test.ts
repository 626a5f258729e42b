import { expect, test } from "vitest";
import type { OutboxReport } from "../../src/core/outbox-report.ts";
import { createMetrics } from "../../src/http/metrics.ts";

test("the outbox is read once a scrape, and what is gone is shown no more", async () => {
  const metrics = createMetrics();
  let reads = 0;
  let report: OutboxReport = {
    counts: [{ kind: "text", state: "failed", reason: "permanent", count: 3 }],
    costs: [{ channel: "twilio-sms", language: "hi", count: 5, segments: 9, micros: 720_000 }],
    oldestDueAt: Date.now() - 90_000,
    paused: [{ kind: "call", sender: "+919876500101", until: Date.now() + 1_000, code: "20003" }],
  };
  metrics.outbox(async () => {
    reads += 1;
    return report;
  }, 20);
  const text = await metrics.registry.metrics();
  expect(reads).toBe(1);
  expect(text).toContain('gateway_messages{kind="text",state="failed",reason="permanent"} 3');
  expect(text).toContain('gateway_messages_segments{channel="twilio-sms",language="hi"} 9');
  expect(text).toContain('gateway_messages_cost{channel="twilio-sms",language="hi"} 0.72');
  expect(text).toContain("gateway_spend_limit 20");
  expect(text).toMatch(/gateway_outbox_oldest_seconds 9\d/);
  expect(text).toContain('gateway_outlet_paused{kind="call",code="20003"} 1');
  expect(text).not.toContain("9198765");
  report = { counts: [], costs: [], oldestDueAt: null, paused: [] };
  const later = await metrics.registry.metrics();
  expect(later).not.toMatch(/gateway_(messages|outlet_paused|messages_cost)\{/);
  expect(later).toContain("gateway_outbox_oldest_seconds 0");
});
