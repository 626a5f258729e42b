/* The page of keypad phones: asks the simulator for news, shows one phone per number, and sends what is typed. */

import { createCalls, endOf } from "./call.js";
import { copyOf, find, json, notice, toEnd } from "./common.js";
import { isSilent, setSilent } from "./sound.js";

/** What is on the keys, row by row. */
const KEYS = [
  ["1", ""],
  ["2", "ABC"],
  ["3", "DEF"],
  ["4", "GHI"],
  ["5", "JKL"],
  ["6", "MNO"],
  ["7", "PQRS"],
  ["8", "TUV"],
  ["9", "WXYZ"],
  ["erase", "erase"],
  ["*", ""],
  ["0", ""],
  ["send", "send"],
  ["#", ""],
];
const SIGNS = { erase: "⌫", send: "➤" };
/** These are the keys of a call only, those above of texts only. */
const CALL_KEYS = ["*", "#"];
/** What one part of a text can hold: alone, and as one of several. */
const ROOM = { "gsm-7": [160, 153], "ucs-2": [70, 67] };

const phones = new Map();
const items = new Map();
let setup;

function addPhone({ phone, label, note }) {
  if (phones.has(phone)) return phones.get(phone);
  const section = copyOf("#phone");
  const text = find(section, "textarea");
  const state = { phone, section, text, to: find(section, "select"), tab: tabOf(phone, label), out: 0, in: 0 };
  section.setAttribute("aria-label", `Phone ${phone}, ${label}`);
  find(section, ".who").textContent = label;
  find(section, ".number").textContent = phone;
  find(section, ".note").textContent = note;
  for (const number of setup.numbers) state.to.append(new Option(number.label, number.phone));
  const form = find(section, ".write");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(state);
  });
  text.addEventListener("input", () => typed(state));
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  state.calls = createCalls({ section, phone, to: () => state.to.value, nameOf, onRing: () => choose(phone) });
  find(section, ".keys").append(...KEYS.map((key) => keyOf(state, form, key)));
  find(document, "#phones").append(section);
  phones.set(phone, state);
  if (phones.size === 1) choose(phone);
  totals(state);
  return state;
}

/** The phone with a number; a strange one is added. */
function phoneOf(phone) {
  return addPhone({ phone, label: setup.strange, note: "Added by hand." });
}

function keyOf(state, form, [name, letters]) {
  const key = document.createElement("button");
  key.type = "button";
  key.className = name in SIGNS ? name : "digit";
  if (CALL_KEYS.includes(name)) key.className = "call-only";
  if (name in SIGNS) key.setAttribute("aria-label", `Key ${name}`);
  const small = document.createElement("small");
  small.textContent = letters;
  key.append(SIGNS[name] ?? name, small);
  key.addEventListener("click", () => {
    if (state.calls.isOn()) return void state.calls.press(name);
    if (name === "send") return form.requestSubmit();
    // Array.from keeps a letter of two UTF-16 units whole.
    const { value } = state.text;
    state.text.value = name === "erase" ? Array.from(value).slice(0, -1).join("") : value + name;
    typed(state);
  });
  return key;
}

function tabOf(phone, label) {
  const tab = document.createElement("button");
  tab.type = "button";
  tab.textContent = label === setup.strange ? phone : label;
  tab.addEventListener("click", () => choose(phone));
  find(document, "#tabs").append(tab);
  return tab;
}

/** On a narrow screen one phone is shown at a time. */
function choose(chosen) {
  for (const [phone, { section, tab }] of phones) {
    section.classList.toggle("shown", phone === chosen);
    tab.setAttribute("aria-current", String(phone === chosen));
    if (phone === chosen) tab.classList.remove("news");
  }
  toEnd(find(phones.get(chosen).section, ".talk"));
}

/** The gateway counts, so that the page and the bill never differ; a pause in typing is enough. */
function typed(state) {
  clearTimeout(state.counting);
  const body = state.text.value;
  const shown = find(state.section, ".count");
  if (body === "") shown.textContent = "";
  else {
    state.counting = setTimeout(async () => {
      const counted = await json("/phone/count", { body }).catch(notice);
      if (counted && state.text.value === body) shown.textContent = countOf(counted);
    }, 80);
  }
}

function countOf({ encoding, units, segments }) {
  const [single, part] = ROOM[encoding];
  const room = segments === 1 ? single : segments * part;
  return `${units} of ${room} · ${plural(segments)} · ${encoding.toUpperCase()} · ${money(segments)}`;
}

async function send(state) {
  const body = state.text.value;
  state.text.value = "";
  typed(state);
  try {
    await json("/phone/text", { from: state.phone, to: state.to.value, body });
  } catch (error) {
    // What was not taken is not lost, unless something else was typed since.
    if (state.text.value === "") state.text.value = body;
    notice(error);
  }
}

function show(message, isNews) {
  const isMine = message.direction === "inbound";
  const state = phoneOf(isMine ? message.from : message.to);
  const item = items.get(message.sid) ?? addMessage(state, message, isMine);
  if (isNews && !isMine && !state.section.classList.contains("shown")) state.tab.classList.add("news");
  const { words, isBad } = isMine ? arrival(message) : delivery(message);
  find(item, ".state").textContent = words;
  item.classList.toggle("bad", isBad);
  toEnd(find(state.section, ".talk"));
}

function addMessage(state, message, isMine) {
  const item = copyOf("#message");
  item.classList.toggle("mine", isMine);
  find(item, ".body").textContent = message.body === "" ? "(empty)" : message.body;
  stamp(item, message.at);
  find(item, ".size").textContent = plural(message.segments);
  find(item, ".encoding").textContent = message.encoding.toUpperCase();
  find(item, ".price").textContent = money(message.segments);
  const again = find(item, ".again");
  again.hidden = !isMine;
  again.addEventListener("click", () => json("/phone/again", { sid: message.sid }).catch(notice));
  find(state.section, ".talk").append(item);
  items.set(message.sid, item);
  state[isMine ? "out" : "in"] += message.segments;
  totals(state);
  return item;
}

/** Shows a call on its phone's screen, and among its messages once it is over. */
function showCall(call) {
  const isMine = call.direction === "inbound";
  const state = phoneOf(isMine ? call.from : call.to);
  state.calls.show(call);
  if (call.end === null || items.has(call.sid)) return;
  const item = copyOf("#past-call");
  stamp(item, call.at);
  const other = nameOf(isMine ? call.to : call.from);
  find(item, ".what").textContent = `${isMine ? "Called" : "Called by"} ${other}: ${endOf(call)}`;
  find(state.section, ".talk").append(item);
  items.set(call.sid, item);
  toEnd(find(state.section, ".talk"));
}

/** What a number of ours is called. */
function nameOf(number) {
  return setup.numbers.find(({ phone }) => phone === number)?.label ?? number;
}

function stamp(item, at) {
  const date = new Date(at);
  find(item, "time").dateTime = date.toISOString();
  find(item, "time").textContent = date.toTimeString().slice(0, 5);
}

/** What became of a text that the phone sent. */
function arrival({ answered, optOutType }) {
  if (answered === null) return { words: "sending…", isBad: false };
  const heard = optOutType === null ? "" : `, carrier heard ${optOutType}`;
  if (answered === 200) return { words: `✓ received${heard}`, isBad: false };
  return { words: answered === 0 ? "✗ no answer" : `✗ refused (${answered})`, isBad: true };
}

/** What became of a text to the phone. */
function delivery({ status, errorCode }) {
  if (errorCode !== null) return { words: `✗ ${status} (${errorCode})`, isBad: true };
  return { words: status === "delivered" ? "✓ delivered" : status, isBad: false };
}

function totals({ section, out, in: received }) {
  const both = out + received;
  find(section, ".cost").textContent = `${plural(both)}: ${out} sent, ${received} received = ${money(both)}`;
}

function plural(segments) {
  return `${segments} ${segments === 1 ? "segment" : "segments"}`;
}

function money(segments) {
  const { minor, currency } = setup.segmentPrice;
  return new Intl.NumberFormat("en-IN", { style: "currency", currency }).format((segments * minor) / 100);
}

function addToDirectory(phone, label, note) {
  const row = find(document, "#directory").insertRow();
  row.insertCell().textContent = phone;
  row.insertCell().textContent = `${label}. ${note}`;
}

async function listen() {
  for (let revision = 0; ; ) {
    try {
      const news = await json(`/phone/news?since=${revision}`);
      for (const message of news.messages) show(message, revision > 0);
      for (const call of news.calls) showCall(call);
      revision = news.revision;
      if (find(document, "#notice").textContent !== "") notice({ message: "" });
    } catch (error) {
      notice(error);
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

async function begin() {
  setup = { ...(await json("/phone/setup")), strange: "Added phone" };
  for (const handset of setup.handsets) {
    addPhone(handset);
    addToDirectory(handset.phone, handset.label, handset.note);
  }
  for (const { phone, label } of setup.numbers) addToDirectory(phone, label, "A number of the gateway, to write to.");
  find(document, "#add").addEventListener("submit", (event) => {
    event.preventDefault();
    const phone = event.target.elements.phone.value.replaceAll(" ", "");
    const { section, text } = phoneOf(phone);
    event.target.reset();
    find(document, "details").open = false;
    choose(phone);
    section.scrollIntoView({ block: "nearest" });
    text.focus();
  });
  setSilent(isSilent());
  await listen();
}

begin().catch(notice);
