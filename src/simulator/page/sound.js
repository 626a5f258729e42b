/* What a call sounds like: recordings are played, words are spoken by the browser where it has a voice for them. */

const SILENT = "silent-calls";
/** A voice that never says when it has finished is not waited for longer than this, compared to the estimate. */
const PATIENCE = { times: 2, plus: 3 };

/** Whether calls are to be seen only. */
export const isSilent = () => localStorage.getItem(SILENT) === "yes";

/** Switches the sound of all calls off or on, and all switches with it. */
export function setSilent(silent) {
  localStorage.setItem(SILENT, silent ? "yes" : "no");
  if (silent) speechSynthesis.cancel();
  for (const button of document.querySelectorAll(".silent")) button.setAttribute("aria-pressed", String(silent));
}

/** Resolves when a sound has been heard, or would have been, or the signal cuts it off; false if its file is missing. */
export async function hear(sound, signal) {
  if (sound.verb === "play") return await recording(sound, signal);
  const voice = sound.verb === "say" && !isSilent() ? voiceFor(sound.language) : null;
  if (voice) {
    const patience = pass(sound.seconds * PATIENCE.times + PATIENCE.plus, signal);
    await Promise.race([spoken(sound.text, voice), patience]);
    speechSynthesis.cancel();
  } else await pass(sound.seconds, signal);
  return true;
}

/** Resolves after some seconds, or when the signal cuts them short. */
export function pass(seconds, signal) {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** A recording takes as long as it is, even when it is not to be heard. */
async function recording({ url, times }, signal) {
  const audio = new Audio(url);
  audio.muted = isSilent();
  signal.addEventListener("abort", () => audio.pause());
  for (let n = 0; n < times && !signal.aborted; n++) {
    const over = new Promise((resolve) => {
      for (const name of ["ended", "error", "pause"]) audio.addEventListener(name, resolve, { once: true });
    });
    await audio.play().catch(() => {});
    if (audio.error !== null) return false;
    await over;
  }
  return true;
}

function spoken(text, voice) {
  return new Promise((resolve) => {
    const utterance = new SpeechSynthesisUtterance(text);
    Object.assign(utterance, { voice, lang: voice.lang, onend: resolve, onerror: resolve });
    speechSynthesis.speak(utterance);
  });
}

/** The browser's own voice for a language, best for its country; null if it has none. */
function voiceFor(language) {
  const tagOf = ({ lang }) => lang.replace("_", "-");
  const [primary] = language.split("-");
  const voices = speechSynthesis.getVoices().filter((voice) => tagOf(voice).split("-")[0] === primary);
  return voices.find((voice) => tagOf(voice) === language) ?? voices[0] ?? null;
}
