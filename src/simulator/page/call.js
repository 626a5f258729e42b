/* A phone's calls: the screen that shows what is spoken, the keys, and the silence that answers for whoever waits. */

import { copyOf, find, json, notice, toEnd } from "./common.js";
import { hear, isSilent, pass, setSilent } from "./sound.js";

/** Calls that were begun or answered in this window: only it plays them, and lets their questions run out. */
const own = new Set();

const BUTTONS = ["dial", "missed", "answer", "hang-up"];

/**
 * The calls of one phone, on its section of the page. `to` gives the number that is chosen to be called, `nameOf` a number's
 * name; `onRing` is told when a call comes in.
 */
export function createCalls({ section, phone, to, nameOf, onRing }) {
  const screen = find(section, ".call");
  const buttons = Object.fromEntries(BUTTONS.map((name) => [name, find(section, `.${name}`)]));
  const view = {
    ...{ section, screen, buttons, phone, to, nameOf, onRing, heard: find(screen, ".heard") },
    /** The call on the screen; how many of its sounds are shown, and how many were played; what stops either. */
    ...{ call: null, items: [], played: 0, isPlaying: false, playing: null, waiting: null },
    /** What was dialled and has not come up yet: "call", "missed" or nothing; and the calls that have come up. */
    ...{ dialled: null, known: new Set() },
  };
  buttons.dial.addEventListener("click", () => dial(view, "call"));
  buttons.missed.addEventListener("click", () => dial(view, "missed"));
  buttons.answer.addEventListener("click", () => answer(view));
  buttons["hang-up"].addEventListener("click", () => hangUp(view));
  find(screen, ".close").addEventListener("click", () => close(view));
  find(screen, ".repeat").addEventListener("click", () => repeat(view));
  find(screen, ".silent").addEventListener("click", () => setSilent(!isSilent()));
  section.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || !/^[0-9*#]$/.test(event.key)) return;
    void press(view, event.key);
  });
  return {
    show: (call) => show(view, call),
    press: (key) => press(view, key),
    isOn: () => isOn(view),
  };
}

/** Shows a call as it is now, unless it is over already or behind another that is on. */
function show(view, call) {
  const isNew = view.call?.sid !== call.sid;
  const isWanted = isNew ? comesUp(view, call) : call.revision >= view.call.revision;
  view.known.add(call.sid);
  if (!isWanted) return;
  if (isNew) begin(view, call);
  view.call = call;
  for (const sound of call.heard.slice(view.items.length)) view.items.push(addSound(view, sound));
  if (call.end?.by === "person") silence(view);
  arrange(view);
  if (isOn(view) && own.has(call.sid)) void play(view);
}

/** Whether a call that is not on the screen comes up there: one that was dialled, even if it is over already, or rings. */
function comesUp({ call: shown, dialled, known }, { sid, end, direction, status, at }) {
  if (direction === "inbound" && dialled !== null && !known.has(sid)) return dialled === "call";
  if (end !== null || status === "queued") return false;
  return shown === null || shown.end !== null || shown.at <= at;
}

/** Whether a call is still on for the person: of one that the gateway has ended, the last words are yet to be heard. */
function isOn({ call, played, items }) {
  if (call === null || call.end === null) return call !== null;
  return call.end.by !== "person" && own.has(call.sid) && played < items.length;
}

function begin(view, call) {
  silence(view);
  if (call.direction === "inbound") {
    if (view.dialled === "call") own.add(call.sid);
    view.dialled = null;
  }
  view.items = [];
  view.played = own.has(call.sid) ? 0 : call.heard.length;
  view.heard.replaceChildren();
  if (isRinging(call)) view.onRing();
}

/** Shows what can be done now, and says how the call stands. */
function arrange(view) {
  const { section, screen, buttons, call } = view;
  const on = isOn(view);
  const rings = on && isRinging(call);
  section.classList.toggle("calling", call !== null);
  section.classList.toggle("talking", on && !rings);
  section.classList.toggle("ringing", rings);
  screen.hidden = call === null;
  buttons.dial.hidden = on;
  buttons.missed.hidden = on;
  buttons.answer.hidden = !rings;
  buttons["hang-up"].hidden = !on;
  buttons["hang-up"].textContent = rings ? "Refuse" : "Hang up";
  find(screen, ".close").hidden = on;
  if (call !== null) say(screen, statusOf(view));
}

function say(screen, words) {
  const line = find(screen, ".line");
  // The same words again would be read out again.
  if (line.textContent !== words) line.textContent = words;
}

/** Stops what is heard and what was yet to be, and the time of an open question. */
function silence(view) {
  view.played = view.items.length;
  view.playing?.abort();
  view.waiting?.abort();
}

/** Plays what there is to hear, one piece after the other, then waits for keys. */
async function play(view) {
  view.waiting?.abort();
  if (view.isPlaying) return;
  view.isPlaying = true;
  while (view.played < view.items.length) {
    const { items, played: at } = view;
    view.playing = new AbortController();
    items[at].classList.add("now");
    const isHeard = await hear(view.call.heard[at], view.playing.signal);
    items[at].classList.remove("now");
    if (!isHeard) find(items[at], ".language").textContent = "no such file";
    // Another call may have come onto the screen meanwhile.
    if (items === view.items) view.played = Math.max(view.played, at + 1);
  }
  view.isPlaying = false;
  arrange(view);
  await wait(view);
}

/** Lets the open question run out as the provider would, unless a key or something to hear comes first. */
async function wait(view) {
  // The screen may have been closed meanwhile.
  const { sid, listening = null } = view.call ?? {};
  if (listening === null) return;
  view.waiting = new AbortController();
  const { signal } = view.waiting;
  const shown = find(view.screen, ".waiting");
  for (let left = listening.timeout; left > 0 && !signal.aborted; left -= 1) {
    shown.textContent = [listening.digits, `${left} s`].filter(Boolean).join(" · ");
    await pass(1, signal);
  }
  shown.textContent = "";
  if (!signal.aborted) await act(view, "silence", { sid, turn: listening.turn });
}

async function press(view, key) {
  const { call } = view;
  if (call === null || call.end !== null || isRinging(call)) return;
  // As on the network: a key is lost while something is heard to which no question belongs.
  if (view.isPlaying && call.heard[view.played]?.canPress === false) return;
  silence(view);
  const item = addLine(view, key);
  item.classList.add("mine");
  item.lang = "";
  await act(view, "press", { sid: call.sid, keys: key });
}

async function dial(view, how) {
  view.dialled = how;
  try {
    await json("/phone/call", { from: view.phone, to: view.to(), isMissed: how === "missed" });
  } catch (error) {
    view.dialled = null;
    notice(error);
  }
  if (how === "missed") view.dialled = null;
  else view.buttons["hang-up"].focus();
}

async function answer(view) {
  own.add(view.call.sid);
  view.played = 0;
  await act(view, "answer");
  view.buttons["hang-up"].focus();
}

async function hangUp(view) {
  if (view.call.end === null) return await act(view, "hang-up");
  silence(view);
  arrange(view);
}

function close(view) {
  silence(view);
  view.call = null;
  arrange(view);
  view.buttons.dial.focus();
}

async function repeat(view) {
  const answered = await act(view, "again");
  if (answered) say(view.screen, answered.isSame ? "Asked again: the same answer" : "Asked again: another answer!");
}

/** Does something in the call on the screen; gives nothing if it was refused. */
async function act(view, name, what = { sid: view.call.sid }) {
  try {
    return await json(`/phone/call/${name}`, what);
  } catch (error) {
    notice(error);
    // The gateway was restarted meanwhile, and its provider with it: it knows of no such call.
    if (error.status === 404) close(view);
  }
}

function addSound(view, sound) {
  if (sound.verb === "pause") return addLine(view, `… ${sound.seconds} s`);
  if (sound.verb === "play") return addLine(view, `♪ ${decodeURI(new URL(sound.url, location.href).pathname)}`);
  return addLine(view, sound.text, sound.language);
}

function addLine({ heard }, words, language = "") {
  const item = copyOf("#sound");
  find(item, ".words").textContent = words;
  find(item, ".words").lang = language;
  find(item, ".language").textContent = language;
  heard.append(item);
  toEnd(heard);
  return item;
}

function isRinging({ direction, status }) {
  return direction === "outbound-api" && status === "ringing";
}

/** How a call stands, in a few words. */
function statusOf(view) {
  const { call, nameOf } = view;
  const isOurs = call.direction === "outbound-api";
  const other = nameOf(isOurs ? call.from : call.to);
  if (!isOn(view)) return `Call over: ${endOf(call)}`;
  if (isRinging(call)) return `${other} is calling`;
  return call.status === "ringing" ? `Calling ${other}` : `In a call with ${other}`;
}

/** Why a call is over, and whether it cost the caller anything. */
export function endOf({ end, answeredAt }) {
  const words = {
    person: answeredAt === null ? "refused" : "hung up",
    reject: "rejected: nobody is charged",
    "no-answer": "not answered",
    busy: "the phone was busy",
    unreachable: "the phone could not be reached",
    error: `application error ${end.code}: ${end.problem}`,
  };
  return words[end.by] ?? "the gateway hung up";
}

// A phone that is put away hangs up. The browser sends this even while it closes the page.
addEventListener("pagehide", () => {
  for (const sid of own) {
    navigator.sendBeacon("/phone/call/hang-up", new Blob([JSON.stringify({ sid })], { type: "application/json" }));
  }
});
