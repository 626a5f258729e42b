import { once } from "node:events";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { expect, test } from "vitest";
import { startServer } from "../../src/http/server.ts";
import { dial, gate, post, publicUrl, startGateway, text, token } from "./gateway.ts";

test("a stop waits for the turn in flight, and its answer arrives", async () => {
  const begun = gate();
  const committed = gate();
  const gateway = await startGateway({
    turn: async () => {
      begun.open();
      await committed.opened;
      return { text: "booked" };
    },
  });
  const answer = post(gateway, text);
  await begun.opened;
  const order: string[] = [];
  const stopped = gateway.stop().then(() => order.push("stopped"));
  await expect(fetch(`${gateway.url}/health`)).rejects.toThrow();
  order.push("committed");
  committed.open();
  const response = await answer;
  expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
  expect(await response.text()).toContain("booked");
  await stopped;
  expect(order).toEqual(["committed", "stopped"]);
});

test("a stop waits for work whose client has left", async () => {
  const begun = gate();
  const committed = gate();
  const delivered = async () => {
    begun.open();
    await committed.opened;
  };
  const gateway = await startGateway({ delivered }, { graceMs: 10 });
  const leave = new AbortController();
  const path = "/twilio/sms/status";
  const signature = getExpectedTwilioSignature(token, publicUrl + path, { MessageSid: "SM1" });
  const request = fetch(gateway.url + path, {
    method: "POST",
    body: new URLSearchParams({ MessageSid: "SM1" }),
    headers: { "x-twilio-signature": signature },
    signal: leave.signal,
  });
  await begun.opened;
  leave.abort();
  await expect(request).rejects.toThrow();
  const order: string[] = [];
  const stopped = gateway.stop().then(() => order.push("stopped"));
  setTimeout(() => {
    order.push("committed");
    committed.open();
  }, 50);
  await stopped;
  expect(order).toEqual(["committed", "stopped"]);
});

test("a stop waits no longer than its grace for connections that say nothing", async () => {
  const gateway = await startGateway({}, { graceMs: 50 });
  const { socket, answer } = dial(gateway);
  await once(socket, "connect");
  await post(gateway, text);
  await gateway.stop();
  expect(await answer).toBe("");
});

test("a stop waits no longer than its grace for a request that does not end", async () => {
  const gateway = await startGateway({}, { graceMs: 50 });
  const { socket, answer } = dial(gateway);
  await once(socket, "connect");
  const head = "POST /twilio/sms HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n";
  socket.write(`${head}Content-Length: 9\r\n\r\nBody=`);
  await post(gateway, text);
  await gateway.stop();
  expect(await answer).toBe("");
  expect(gateway.heard).toHaveLength(1);
});

test("a turn that takes longer than the grace is still waited for and answered", async () => {
  const begun = gate();
  const committed = gate();
  const gateway = await startGateway(
    {
      turn: async () => {
        begun.open();
        await committed.opened;
        return { text: "booked" };
      },
    },
    { graceMs: 10 },
  );
  const silent = dial(gateway);
  const answer = post(gateway, text);
  await begun.opened;
  const stopped = gateway.stop();
  setTimeout(committed.open, 50);
  expect(await (await answer).text()).toContain("booked");
  await stopped;
  expect(await silent.answer).toBe("");
});

test("a connection kept alive is closed with the answer that was under way", async () => {
  const begun = gate();
  const finish = gate();
  const gateway = await startGateway({
    pages: async (ctx) => {
      begun.open();
      await finish.opened;
      ctx.body = "page";
    },
  });
  const page = fetch(`${gateway.url}/page`);
  await begun.opened;
  const stopped = gateway.stop();
  finish.open();
  expect((await page).headers.get("connection")).toBe("close");
  await stopped;
});

test("a gateway that is stopping is not ready", async () => {
  const gateway = await startGateway();
  const { socket, answer } = dial(gateway);
  // The request has begun before the stop, so that its connection is not idle.
  socket.write("GET /ready HTTP/1.1\r\nHost: x\r\n");
  await post(gateway, text);
  const stopped = gateway.stop();
  socket.write("\r\n");
  expect(await answer).toMatch(/^HTTP\/1.1 503 /);
  await stopped;
});

test("a port that is taken is an error at the start", async () => {
  const gateway = await startGateway();
  await expect(startServer(gateway.parts, { host: "127.0.0.1", port: gateway.port })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});
