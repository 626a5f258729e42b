import { shell } from "./shell.ts";

/** A file of two clinics. */
export const CLINICS = [
  "slug,name,name_hi,public_name,zone,country,lat,lon,staff_phone,languages,emergency_number,horizon_days",
  "nabha,Nabha Civil Hospital,नाभा सिविल अस्पताल,Nabha Hospital,Asia/Kolkata,IN,30.3753,76.1529,01765 220101,en hi pa,112,14",
  "amloh,Amloh Centre,,,Asia/Kolkata,IN,30.608,76.2319,,en;hi-Latn,112,",
];
/** A file of two practitioners. */
export const DOCTORS = [
  "slug,name,specialties,languages,gender,fee,currency",
  "kaur,Dr Harpreet Kaur,eye general,pa hi,female,200.50,INR",
  "gill,Dr Simran Gill,women,en,Female,,",
];
const SCHEDULES = [
  "slug,practitioner,location,hours,slot_minutes,capacity,valid_from,valid_to",
  'kaur-nabha,kaur,nabha,"Mon-Sat 09:00-13:00; Wed 15:00-17:00",20,,,',
  "gill-amloh,gill,amloh,weekdays 9 to 12,30,5,2026-03-02,2026-12-31",
];
const EXCEPTIONS = [
  "location,schedule,day,kind,from,to",
  "nabha,,2026-03-04,closed,,",
  ",gill-amloh,2026-03-08,extra,10:00,11:00",
];

/** A shell whose database has two clinics, two practitioners, their schedules and exceptions from files. */
export async function imported() {
  const world = await shell();
  const files = [
    // In an order in which each refers to the next.
    world.file("exceptions.csv", ...EXCEPTIONS),
    world.file("schedules.csv", ...SCHEDULES),
    world.file("doctors.csv", ...DOCTORS),
    world.file("clinics.csv", ...CLINICS),
  ];
  const first = await world.run("import", ...files);
  return { ...world, files, first };
}
