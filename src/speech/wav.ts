/** What the header of a WAV file says. */
export type WavHeader = {
  /** 1 is PCM, 7 is µ-law. */
  readonly format: number;
  readonly channels: number;
  readonly samplesPerSecond: number;
  readonly bitsPerSample: number;
  readonly seconds: number;
};

/** Reads the header of a RIFF/WAVE file; null unless every length in it agrees with the file. */
export function wavHeader(file: Uint8Array): WavHeader | null {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 12 || text(view, 0) !== "RIFF" || text(view, 8) !== "WAVE") return null;
  if (view.getUint32(4, true) + 8 !== file.length) return null;
  const chunks = chunksOf(view);
  const format = chunks?.get("fmt ");
  const data = chunks?.get("data");
  if (!format || !data || format.byteLength < 16) return null;
  const bytesPerSecond = format.getUint32(8, true);
  if (bytesPerSecond === 0) return null;
  return {
    format: format.getUint16(0, true),
    channels: format.getUint16(2, true),
    samplesPerSecond: format.getUint32(4, true),
    bitsPerSample: format.getUint16(14, true),
    seconds: data.byteLength / bytesPerSecond,
  };
}

/** The chunks by name; null where one runs over the end. A chunk of odd length is followed by one byte of padding. */
function chunksOf(view: DataView): ReadonlyMap<string, DataView> | null {
  const chunks = new Map<string, DataView>();
  for (let at = 12; at < view.byteLength; ) {
    if (at + 8 > view.byteLength) return null;
    const length = view.getUint32(at + 4, true);
    if (at + 8 + length > view.byteLength) return null;
    chunks.set(text(view, at), new DataView(view.buffer, view.byteOffset + at + 8, length));
    at += 8 + length + (length % 2);
  }
  return chunks;
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
