import type { Gender } from "../core/places.ts";

/** A health worker of the demo: her number, her PIN, and whom she looks after (five digits of a patient's code). */
export type DemoWorker = {
  readonly phone: string;
  readonly name: string;
  readonly note: string;
  readonly language: string;
  readonly pin: string;
  readonly clinic: "nabha" | "bhadson" | "amloh";
  readonly village: string;
  /** The place among these of whoever supervises her. */
  readonly supervisor: number | null;
  readonly patients: readonly {
    readonly name: string;
    readonly code: string;
    readonly born: number;
    readonly gender: Gender;
  }[];
};

/** Three workers, the first of whom supervises the others; their patients have no telephone. PINs open nothing but a demo. */
export const DEMO_WORKERS: readonly DemoWorker[] = [
  {
    phone: "+919812300031",
    name: "Sunita Rani",
    note: "Health worker, PIN 4826. Supervises the two others. Try '?', or 0.",
    language: "hi-Latn",
    pin: "4826",
    clinic: "nabha",
    village: "Kheri",
    supervisor: null,
    patients: [
      { name: "Kamla Devi", code: "52710", born: 1968, gender: "female" },
      { name: "Gurdev Singh", code: "52711", born: 1955, gender: "male" },
    ],
  },
  {
    phone: "+919812300032",
    name: "Paramjit Kaur",
    note: "Health worker in Bhadson, PIN 7395. Try 'B 527120 eye'.",
    language: "en",
    pin: "7395",
    clinic: "bhadson",
    village: "Bhadson",
    supervisor: 0,
    patients: [
      { name: "Asha Rani", code: "52712", born: 1992, gender: "female" },
      { name: "Bhola Singh", code: "52713", born: 1961, gender: "male" },
      { name: "Chhoti Devi", code: "52714", born: 2019, gender: "female" },
      { name: "Dalip Kumar", code: "52715", born: 1979, gender: "male" },
    ],
  },
  {
    phone: "+919812300033",
    name: "Rekha Devi",
    note: "Health worker in Amloh, PIN 2604, writes Punjabi.",
    language: "pa",
    pin: "2604",
    clinic: "amloh",
    village: "Salana",
    supervisor: 0,
    patients: [
      { name: "Labh Kaur", code: "52716", born: 1949, gender: "female" },
      { name: "Nimmo", code: "52717", born: 2001, gender: "female" },
    ],
  },
];
