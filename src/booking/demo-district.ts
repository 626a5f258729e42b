import type { Care, Gender, Names } from "../core/places.ts";
import type { Role } from "../core/staff.ts";

/*
 * The demo district: data only. Places are real, people are invented, and the numbers answer nowhere but in the simulator.
 */

/** A clinic of the demo, with the gateway number its people write to. */
export const DEMO_CLINICS: readonly {
  readonly slug: "nabha" | "bhadson" | "amloh";
  readonly names: Names;
  readonly lat: number;
  readonly lon: number;
  readonly gatewayNumber: string;
  readonly staffPhone: string;
}[] = [
  {
    slug: "nabha",
    names: { name: "Nabha Civil Hospital", name_hi: "नाभा सिविल अस्पताल", name_pa: "ਨਾਭਾ ਸਿਵਲ ਹਸਪਤਾਲ" },
    lat: 30.3753,
    lon: 76.1529,
    gatewayNumber: "+919876500101",
    staffPhone: "+911765220101",
  },
  {
    slug: "bhadson",
    names: { name: "Bhadson CHC", name_hi: "भादसों सीएचसी", name_pa: "ਭਾਦਸੋਂ ਸੀਐਚਸੀ" },
    lat: 30.5225,
    lon: 76.2296,
    gatewayNumber: "+919876500102",
    staffPhone: "+911765260102",
  },
  {
    slug: "amloh",
    names: { name: "Amloh Health Centre", name_hi: "अमलोह स्वास्थ्य केंद्र", name_pa: "ਅਮਲੋਹ ਸਿਹਤ ਕੇਂਦਰ" },
    lat: 30.608,
    lon: 76.2319,
    gatewayNumber: "+919876500103",
    staffPhone: "+911765230103",
  },
];

type DemoDoctor = {
  readonly slug: string;
  readonly names: Names;
  readonly specialties: readonly Care[];
  readonly languages: readonly string[];
  readonly gender: Gender;
  readonly feeMinor: number;
  /** Where and when: hours of Monday to Saturday, minutes and seats of a slot. */
  readonly sits: readonly {
    readonly at: "nabha" | "bhadson" | "amloh";
    readonly weekdays: readonly number[];
    readonly from: string;
    readonly to: string;
    readonly slotMinutes: number;
    readonly capacity: number;
  }[];
};

const ALL_WEEK = [1, 2, 3, 4, 5, 6];

/** The practitioners of the demo. */
export const DEMO_DOCTORS: readonly DemoDoctor[] = [
  {
    slug: "harpreet-kaur",
    names: { name: "Dr Harpreet Kaur", name_hi: "डॉ हरप्रीत कौर", name_pa: "ਡਾ ਹਰਪ੍ਰੀਤ ਕੌਰ" },
    specialties: ["eye"],
    languages: ["pa", "hi", "en"],
    gender: "female",
    feeMinor: 0,
    sits: [{ at: "nabha", weekdays: ALL_WEEK, from: "09:00", to: "13:00", slotMinutes: 20, capacity: 1 }],
  },
  {
    slug: "amit-sharma",
    names: { name: "Dr Amit Sharma", name_hi: "डॉ अमित शर्मा", name_pa: "ਡਾ ਅਮਿਤ ਸ਼ਰਮਾ" },
    specialties: ["general"],
    languages: ["hi", "pa", "en"],
    gender: "male",
    feeMinor: 0,
    // The token session: five people are called within each half-hour.
    sits: [{ at: "nabha", weekdays: ALL_WEEK, from: "09:00", to: "14:00", slotMinutes: 30, capacity: 5 }],
  },
  {
    slug: "simran-gill",
    names: { name: "Dr Simran Gill", name_hi: "डॉ सिमरन गिल", name_pa: "ਡਾ ਸਿਮਰਨ ਗਿੱਲ" },
    specialties: ["women", "general"],
    languages: ["pa", "en"],
    gender: "female",
    feeMinor: 0,
    sits: [
      { at: "nabha", weekdays: [1, 3, 5], from: "10:00", to: "14:00", slotMinutes: 20, capacity: 1 },
      { at: "bhadson", weekdays: [2, 4, 6], from: "10:00", to: "13:00", slotMinutes: 20, capacity: 1 },
    ],
  },
  {
    slug: "rajesh-verma",
    names: { name: "Dr Rajesh Verma", name_hi: "डॉ राजेश वर्मा", name_pa: "ਡਾ ਰਾਜੇਸ਼ ਵਰਮਾ" },
    specialties: ["child", "general"],
    languages: ["hi", "en"],
    gender: "male",
    feeMinor: 0,
    sits: [{ at: "bhadson", weekdays: ALL_WEEK, from: "09:00", to: "13:00", slotMinutes: 20, capacity: 1 }],
  },
  {
    slug: "neha-bansal",
    names: { name: "Dr Neha Bansal", name_hi: "डॉ नेहा बंसल", name_pa: "ਡਾ ਨੇਹਾ ਬਾਂਸਲ" },
    specialties: ["dental"],
    languages: ["hi", "pa", "en"],
    gender: "female",
    feeMinor: 20_000,
    sits: [{ at: "nabha", weekdays: [1, 2, 4, 5, 6], from: "15:00", to: "18:00", slotMinutes: 30, capacity: 1 }],
  },
  {
    slug: "gurdeep-singh",
    names: { name: "Dr Gurdeep Singh", name_hi: "डॉ गुरदीप सिंह", name_pa: "ਡਾ ਗੁਰਦੀਪ ਸਿੰਘ" },
    specialties: ["skin", "general"],
    languages: ["pa", "hi"],
    gender: "male",
    feeMinor: 0,
    sits: [{ at: "amloh", weekdays: ALL_WEEK, from: "09:30", to: "13:30", slotMinutes: 20, capacity: 1 }],
  },
  {
    slug: "manjit-kaur",
    names: { name: "Dr Manjit Kaur", name_hi: "डॉ मनजीत कौर", name_pa: "ਡਾ ਮਨਜੀਤ ਕੌਰ" },
    specialties: ["child", "women"],
    languages: ["pa"],
    gender: "female",
    feeMinor: 0,
    sits: [{ at: "amloh", weekdays: [1, 2, 3, 4, 5], from: "15:00", to: "18:00", slotMinutes: 20, capacity: 1 }],
  },
  {
    slug: "vikram-sood",
    names: { name: "Dr Vikram Sood", name_hi: "डॉ विक्रम सूद", name_pa: "ਡਾ ਵਿਕਰਮ ਸੂਦ" },
    specialties: ["eye", "general"],
    languages: ["hi", "en"],
    gender: "male",
    feeMinor: 0,
    sits: [{ at: "bhadson", weekdays: [1, 3, 5, 6], from: "15:00", to: "17:30", slotMinutes: 30, capacity: 1 }],
  },
];

/** A telephone of the demo: whose it is, and the people it books for (nickname and five digits of the patient's code). */
export type DemoHandset = {
  readonly phone: string;
  readonly label: string;
  readonly note: string;
  readonly language: string | null;
  readonly persons: readonly {
    readonly name: string;
    readonly code: string;
    readonly privacy?: "covert";
    /** A visit booked when the demo is made. */
    readonly booked?: Care;
  }[];
};

/** The telephones of the demo. */
export const DEMO_HANDSETS: readonly DemoHandset[] = [
  {
    phone: "+919812300001",
    label: "New number",
    note: "Nobody has written from here yet.",
    language: null,
    persons: [],
  },
  {
    phone: "+919812300002",
    label: "Gurpreet",
    note: "One person, writes Punjabi, no visit booked.",
    language: "pa",
    persons: [{ name: "Gurpreet Kaur", code: "48210" }],
  },
  {
    phone: "+919812300011",
    label: "Sharma household",
    note: "Three people share this phone. Asha has an eye visit.",
    language: "hi-Latn",
    persons: [
      { name: "Asha Devi", code: "35172", booked: "eye" },
      { name: "Ravi Sharma", code: "35173" },
      { name: "Meena Sharma", code: "35174" },
    ],
  },
  {
    phone: "+919812300012",
    label: "Gill household",
    note: "Three people. Texts about Simran name no clinic and not her.",
    language: "en",
    persons: [
      { name: "Harjit Gill", code: "61840", booked: "general" },
      { name: "Simran Gill", code: "61841", privacy: "covert" },
      { name: "Balbir Gill", code: "61842", booked: "skin" },
    ],
  },
  {
    phone: "+254712300021",
    label: "Visitor from Kenya",
    note: "Writes Swahili: try 'habari'.",
    language: null,
    persons: [],
  },
];

/** A key of the demo; its secret stands in the README, so it opens nothing but a demo. */
export type DemoKey = { readonly role: Role; readonly clinics: readonly string[] | null; readonly secret: string };

/** One key for each role; three for Nabha alone, two for the whole district. */
export const DEMO_KEYS: readonly DemoKey[] = [
  { role: "receptionist", clinics: ["nabha"], secret: "a1".repeat(20) },
  { role: "doctor", clinics: ["nabha"], secret: "b2".repeat(20) },
  { role: "clinic_admin", clinics: ["nabha"], secret: "c3".repeat(20) },
  { role: "operator", clinics: null, secret: "d4".repeat(20) },
  { role: "integrator", clinics: null, secret: "e5".repeat(20) },
];

/** The key for the whole district, as whoever starts the demo is told: keys are numbered in this order. */
export const demoToken = DEMO_KEYS.map(({ role, secret }, at) => ({ role, token: `gk_${at + 1}_${secret}` })).find(
  ({ role }) => role === "integrator",
)?.token;
