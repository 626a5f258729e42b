import type Router from "@koa/router";

/** Where recorded speech is heard. */
export type AudioParts = Readonly<{
  /** The content of a path, or null where nothing is recorded. */
  audio: (path: string) => Uint8Array | null;
}>;

/** Adds the recordings that calls play. The hash of the content is in the address, so that it can be kept for ever. */
export function addAudio(router: Router, { audio }: AudioParts): void {
  router.get("/audio/:language/:file", (ctx) => {
    // What is asked for is looked up among what is known, so no path leads anywhere else.
    const content = audio(ctx.path);
    if (content === null) return;
    ctx.set("Cache-Control", "public, max-age=31536000, immutable");
    ctx.type = "audio/wav";
    ctx.body = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  });
}
