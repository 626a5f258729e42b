import type { Asking } from "./call.ts";
import type { CallScript } from "./call-script.ts";
import type { Tell } from "./effects.ts";
import type { Heard } from "./meaning.ts";
import type { Prompt } from "./prompt.ts";
import type { WorkerLine } from "./worker-command.ts";

/** What hearing has to know about the person and the question. */
export type Listening = {
  /** Null while it is not known: then every language is heard. */
  readonly language: string | null;
  /** The language the open question was put in. */
  readonly spoken: string;
  readonly prompt: Prompt | null;
  /** 'YYYY-MM-DD' at the clinic. */
  readonly today: string;
  /** ISO 3166, for the order of day and month. */
  readonly country: string;
};

/** What one turn of a call says. */
export type Spoken = {
  readonly tells: readonly Tell[];
  /** What is asked then; null ends the call. */
  readonly asking: Asking | null;
  /** The open question of the dialog, which `asking` may ask. */
  readonly prompt: Prompt | null;
  /** Null while it is not known: then only languages are offered, each in its own voice. */
  readonly language: string | null;
  readonly turn: number;
  readonly easy: boolean;
  /** Only the keys, and slowly: she has heard the question twice. */
  readonly isShort: boolean;
};

/** What languages and channels lend to a turn: speaking and hearing, by text and on a call. */
export type Speaking = {
  readonly tags: readonly string[];
  readonly text: (tells: readonly Tell[], language: string) => string | null;
  /** What a turn says, as the messages it is sent in: one, unless it holds a worker's receipt. */
  readonly messages: (tells: readonly Tell[], language: string) => readonly (readonly Tell[])[];
  readonly call: (spoken: Spoken) => CallScript;
  /** The language in which one is spoken. */
  readonly spokenAs: (language: string) => string;
  readonly segments: (text: string) => number;
  readonly hear: (text: string, about: Listening) => Heard;
  /** The lines of a worker's text; null if it is no such text. */
  readonly hearWorker: (text: string, about: Omit<Listening, "prompt" | "spoken">) => readonly WorkerLine[] | null;
  readonly guessLanguage: (text: string, offered: readonly string[]) => string | null;
};
