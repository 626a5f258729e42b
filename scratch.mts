import { FLOWS } from "./flows/all.ts";
import { createConverse } from "./src/converse.ts";
import { readLocales } from "./src/speech/locales.ts";
import { createSpeaking } from "./src/speech/speaking.ts";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { testDatabase } from "./test/helpers/database.ts";
import { district } from "./test/helpers/district.ts";
const database = await testDatabase();
const d = district(database);
const nabha = d.clinic("Nabha Civil Hospital", { gatewayNumber: "+911765000001", staffPhone: "+911765222222" });
const bhadson = d.clinic("Bhadson CHC");
const kaur = d.doctor("Dr Harpreet Kaur", ["eye"]);
const singh = d.doctor("Dr Singh", ["general", "child"], { feeMinor: 20000, feeCurrency: "INR" });
const s1 = d.schedule(kaur.id, nabha.id), s2 = d.schedule(singh.id, bhadson.id);
d.times(s1, ["2026-03-02 10:40", "2026-03-02 11:00", "2026-03-02 15:00", "2026-03-03 10:00", "2026-03-03 10:20"]);
d.times(s2, ["2026-03-02 12:40", "2026-03-04 11:00"]);
const read = (tag: string) => ({ tag, say: JSON.parse(readFileSync(`locales/${tag}/say.json`, "utf8")), hear: JSON.parse(readFileSync(`locales/${tag}/hear.json`, "utf8")) });
const tags = readdirSync("locales").filter((t) => existsSync(`locales/${t}/hear.json`) && existsSync(`locales/${t}/say.json`));
const speaking = await createSpeaking(tags.map(read));
const converse = createConverse({ transact: database.run, flows: FLOWS, country: "IN", secret: new Uint8Array(32), speaking });
let n = 0;
for (const text of process.argv.slice(2)) {
  if (text.startsWith("+")) { database.clock.now += Number(text.slice(1)) * 60000; continue; }
  const reply = await converse({ channel: "twilio-sms", providerId: `SM${n++}`, from: "+919812345678", to: "+911765000001", text }).catch((e) => ({ text: `!! ${e.stack.split("\n").slice(0,4).join(" | ")}` }));
  console.log(`> ${text}\n${reply ? reply.text.replace(/^/gm, "    < ") + "  " + JSON.stringify({ ...reply, text: undefined }) : "(silence)"}`);
}
process.exit(0);
