/** How a test's recording differs from a good one. */
type Change = { readonly format?: number; readonly bits?: number; readonly channels?: number; readonly rate?: number };

/** A WAV file of silence, µ-law for telephones unless changed; `chunks` stand before the sound. */
export function wav(seconds: number, change: Change = {}, chunks: readonly Uint8Array[] = []): Uint8Array {
  const { format = 7, bits = 8, channels = 1, rate = 8_000 } = change;
  const bytesPerSecond = (rate * channels * bits) / 8;
  const described = new DataView(new ArrayBuffer(16));
  described.setUint16(0, format, true);
  described.setUint16(2, channels, true);
  described.setUint32(4, rate, true);
  described.setUint32(8, bytesPerSecond, true);
  described.setUint16(12, (channels * bits) / 8, true);
  described.setUint16(14, bits, true);
  const sound = new Uint8Array(Math.round(seconds * bytesPerSecond)).fill(0xff);
  const parts = [chunk("fmt ", new Uint8Array(described.buffer)), ...chunks, chunk("data", sound)];
  return chunk("RIFF", Buffer.concat([Buffer.from("WAVE"), ...parts]));
}

/** One chunk, padded to an even length. */
export function chunk(name: string, content: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([Buffer.from(name), length, content, Buffer.alloc(content.length % 2)]);
}
