/**
 * The voice Twilio's <Say> speaks a language with (VoiceResponse of Twilio's SDK 6.2). A language that is not here has none:
 * it is spoken by recordings or not at all, for a wrong pair of voice and language fails the call.
 */
const VOICES: Readonly<Record<string, { readonly language: string; readonly voice: string }>> = {
  en: { language: "en-IN", voice: "Polly.Aditi" },
  hi: { language: "hi-IN", voice: "Polly.Aditi" },
  pa: { language: "pa-IN", voice: "Google.pa-IN-Standard-A" },
  bn: { language: "bn-IN", voice: "Google.bn-IN-Standard-A" },
  gu: { language: "gu-IN", voice: "Google.gu-IN-Standard-A" },
  kn: { language: "kn-IN", voice: "Google.kn-IN-Standard-A" },
  ml: { language: "ml-IN", voice: "Google.ml-IN-Standard-A" },
  mr: { language: "mr-IN", voice: "Google.mr-IN-Standard-A" },
  ta: { language: "ta-IN", voice: "Google.ta-IN-Standard-A" },
  te: { language: "te-IN", voice: "Google.te-IN-Standard-A" },
  am: { language: "am-ET", voice: "Google.am-ET-Standard-A" },
  fr: { language: "fr-FR", voice: "Polly.Lea" },
  pt: { language: "pt-PT", voice: "Polly.Ines" },
};

/** The synthetic voice of a language; null where there is none. */
export function voiceOf(language: string) {
  return VOICES[language] ?? null;
}

/** Whether a language can be spoken without recordings. */
export function hasVoice(language: string): boolean {
  return language in VOICES;
}
