/* The page of keypad phones: asks the simulator for news, shows one phone per number, and sends what is typed. */

const find = (root, selector) => root.querySelector(selector);
const LETTERS = ["", "", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];
const KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, null, 0, null];
// GSM 03.38 basic and extension tables, only to count while typing; the gateway's own count is shown once a text is sent.
const GSM = /^[\n\r !-Z_a-z¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ[\\\]^{|}~€]*$/u;

const phones = new Map();
const shownBySid = new Map();
let setup;
let seen = 0;

async function json(url, body) {
  const options = body && {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(url, options);
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function addPhone({ phone, label, note }) {
  if (phones.has(phone)) return phones.get(phone);
  const section = find(document, "#phone").content.firstElementChild.cloneNode(true);
  const state = { section, phone, segments: { out: 0, in: 0 } };
  find(section, ".who").textContent = label;
  find(section, ".number").textContent = phone;
  find(section, ".note").textContent = note;
  section.setAttribute("aria-label", `Phone ${phone}, ${label}`);
  const to = find(section, "select");
  for (const number of setup.numbers) to.append(new Option(`${number.label} ${number.phone}`, number.phone));
  const form = find(section, ".write");
  const text = find(form, "textarea");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(state, to.value, text.value);
    text.value = "";
    count(state, "");
  });
  text.addEventListener("input", () => count(state, text.value));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  addKeys(state, text);
  addTab(state, label);
  find(document, "#phones").append(section);
  phones.set(phone, state);
  cost(state);
  return state;
}

function addKeys({ section }, text) {
  for (const digit of KEYS) {
    const key = document.createElement(digit === null ? "span" : "button");
    if (digit !== null) {
      key.type = "button";
      const letters = document.createElement("small");
      letters.textContent = LETTERS[digit];
      key.append(String(digit), letters);
      key.addEventListener("click", () => {
        text.value += String(digit);
        text.dispatchEvent(new Event("input"));
        text.focus({ preventScroll: true });
      });
    }
    find(section, ".keys").append(key);
  }
}

function addTab({ section, phone }, label) {
  const tab = document.createElement("button");
  tab.type = "button";
  tab.role = "tab";
  tab.textContent = label;
  tab.dataset.phone = phone;
  tab.addEventListener("click", () => choose(phone));
  find(document, "#tabs").append(tab);
  if (phones.size === 0) {
    section.classList.add("shown");
    tab.setAttribute("aria-selected", "true");
  }
}

function choose(phone) {
  for (const [number, { section }] of phones) section.classList.toggle("shown", number === phone);
  for (const tab of document.querySelectorAll("#tabs button")) {
    tab.setAttribute("aria-selected", String(tab.dataset.phone === phone));
  }
}

function count({ section }, text) {
  const isGsm = GSM.test(text);
  const units = isGsm ? text.replace(/[[\\\]^{|}~€]/g, "12").length : text.length;
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  const segments = units <= single ? 1 : Math.ceil(units / part);
  find(section, ".count").textContent =
    text === ""
      ? ""
      : `${units} of ${segments * (segments === 1 ? single : part)}, ${plural(segments)}, ${isGsm ? "GSM-7" : "UCS-2"}`;
}

async function send(state, to, body) {
  try {
    await json("/phone/text", { from: state.phone, to, body });
  } catch {
    offline(true);
  }
}

function show(message) {
  const isMine = message.direction === "inbound";
  const phone = isMine ? message.from : message.to;
  const state = addPhone({ phone, label: "Added phone", note: "" });
  const item = find(document, "#message").content.firstElementChild.cloneNode(true);
  item.classList.toggle("mine", isMine);
  find(item, ".body").textContent = message.body === "" ? "(empty)" : message.body;
  find(item, ".time").textContent = new Date(message.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  find(item, ".size").textContent =
    `${plural(message.segments)} ${message.encoding.toUpperCase()} ${money(message.segments)}`;
  if (isMine) {
    const again = find(item, ".again");
    again.hidden = false;
    again.addEventListener("click", () => json("/phone/again", { sid: message.sid }).catch(() => offline(true)));
  }
  const talk = find(state.section, ".talk");
  talk.append(item);
  talk.scrollTop = talk.scrollHeight;
  state.segments[isMine ? "out" : "in"] += message.segments;
  cost(state);
  shownBySid.set(message.sid, item);
}

function update(news) {
  const item = shownBySid.get(news.sid);
  if (!item) return;
  const [words, isBad] = news.status === "received" ? arrival(news) : delivery(news);
  const state = find(item, ".state");
  state.textContent = words;
  state.classList.toggle("bad", isBad);
}

/** What became of a text that the phone sent. */
function arrival({ answered }) {
  if (answered === null) return ["sending", false];
  if (answered === 200) return ["received", false];
  return [answered === 0 ? "no answer" : `refused ${answered}`, true];
}

/** What became of a text to the phone. */
function delivery({ status, errorCode }) {
  const isBad = status === "undelivered" || status === "failed";
  return [errorCode === null ? status : `${status} (${errorCode})`, isBad];
}

function cost({ section, segments: { out, in: received } }) {
  find(section, ".cost").textContent = `Sent ${plural(out)}, received ${plural(received)} = ${money(out + received)}`;
}

function plural(segments) {
  return `${segments} ${segments === 1 ? "segment" : "segments"}`;
}

function money(segments) {
  const { minor, currency } = setup.segmentPrice;
  return new Intl.NumberFormat("en-IN", { style: "currency", currency }).format((segments * minor) / 100);
}

function offline(isOffline) {
  find(document, "#offline").hidden = !isOffline;
}

async function listen() {
  for (let revision = ""; ; ) {
    try {
      const news = await json(`/phone/messages?after=${seen}&revision=${revision}`);
      revision = String(news.revision);
      offline(false);
      if (news.states.length < seen) location.reload();
      for (const message of news.messages) show(message);
      seen += news.messages.length;
      news.states.forEach(update);
    } catch {
      offline(true);
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
  }
}

async function begin() {
  setup = await json("/phone/setup");
  for (const handset of setup.handsets) {
    addPhone(handset);
    const row = document.createElement("tr");
    for (const text of [handset.phone, handset.label, handset.note]) row.insertCell().textContent = text;
    find(document, "#directory").append(row);
  }
  for (const { phone, label } of setup.numbers) {
    const row = document.createElement("tr");
    for (const text of [phone, label, "A number of the gateway: phones write to it."])
      row.insertCell().textContent = text;
    find(document, "#directory").append(row);
  }
  find(document, "#add").addEventListener("submit", (event) => {
    event.preventDefault();
    const { phone } = event.target.elements;
    addPhone({ phone: phone.value.trim(), label: "Added phone", note: "" }).section.scrollIntoView({
      behavior: "smooth",
    });
    choose(phone.value.trim());
    event.target.reset();
  });
  await listen();
}

begin().catch(() => offline(true));
