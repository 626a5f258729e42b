import type Router from "@koa/router";
import { askedNumbers, ownJson } from "../page-requests.ts";
import type { Provider } from "../provider.ts";
import type { SimCall } from "./calls.ts";
import type { Line } from "./line.ts";

/** A call as the page shows it. */
export function shownCall(publicUrl: string, { heard, listedFrom, ...call }: SimCall) {
  // The page may have been opened under another name of this server, from where it may load no other files than its own.
  const sounds = heard.map((one) =>
    one.verb === "play" ? { ...one, url: one.url.replace(`${publicUrl}/`, "/") } : one,
  );
  return { ...call, heard: sounds };
}

/** Adds what the page's phones can do with calls; `numbers` are ours. Each answers with the call as it is then. */
export function addCallPages(router: Router, provider: Provider, numbers: readonly { readonly phone: string }[]): void {
  const { publicUrl } = provider.options;
  const show = ({ call }: Line) => ({ call: shownCall(publicUrl, call) });

  router.post("/phone/call", async (ctx) => {
    const asked = await ownJson(ctx, publicUrl);
    const { from, to } = askedNumbers(ctx, asked, numbers);
    ctx.body = show(await (asked["isMissed"] === true ? provider.missedCall : provider.call)(from, to));
  });

  router.post("/phone/call/answer", async (ctx) => {
    const { sid } = await ownJson(ctx, publicUrl);
    const line = await provider.answer(String(sid));
    ctx.body = line ? show(line) : ctx.throw(404);
  });

  for (const [name, act] of Object.entries(ACTS)) {
    router.post(`/phone/call/${name}`, async (ctx) => {
      const asked = await ownJson(ctx, publicUrl);
      const line = provider.line(String(asked["sid"]));
      if (!line) return ctx.throw(404);
      await act(line, asked);
      ctx.body = show(line);
    });
  }

  router.post("/phone/call/again", async (ctx) => {
    const { sid } = await ownJson(ctx, publicUrl);
    const repeated = await provider.line(String(sid))?.again();
    if (!repeated) return ctx.throw(404);
    const { status, isSame } = repeated;
    ctx.body = { status, isSame };
  });
}

type Act = (line: Line, asked: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What a person does in a call, by the last part of the address. */
const ACTS: Readonly<Record<string, Act>> = {
  press: (line, { keys }) => line.press(String(keys).replace(/[^0-9*#]/g, "")),
  silence: (line, { turn }) => line.silence(turn === undefined ? undefined : Number(turn)),
  "hang-up": (line) => line.hangUp(),
};
